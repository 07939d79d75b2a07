package galgo.bench.jmh;

import galgo.io.BuddyPool;
import galgo.io.ChunkPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Taking a block and giving it back. The pools touch none of the memory, so it need not exist. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PoolBenchmark {
  private static final long BASE = 1L << 32;
  private static final int CHUNK = 256 << 10;

  private final BuddyPool buddies = new BuddyPool(BASE, 64 << 20, 1 << 20);
  private final ChunkPool chunks = new ChunkPool(bytes -> BASE, CHUNK, 16 << 20);

  /** The best case: a block of the size stands ready. */
  @Benchmark
  public long buddyOfTheLargestSize() {
    long block = buddies.take(1 << 20);
    buddies.give(block);
    return block;
  }

  /** The worst case: eight halvings, eight joins. */
  @Benchmark
  public long buddyOfTheSmallestSize() {
    long block = buddies.take(BuddyPool.UNIT);
    buddies.give(block);
    return block;
  }

  /** A chunk of the one size. */
  @Benchmark
  public long chunk() {
    long chunk = chunks.take();
    chunks.give(chunk);
    return chunk;
  }
}
