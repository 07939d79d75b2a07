package galgo.log;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finding a place in a segment by its sparse index. In this package, for its reach. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IndexLookupBenchmark {
  private static final int STEP = 64 * 1024;
  private static final int MESSAGES_A_RECORD = 60;

  /** Records; 16384 are a full segment of 1 GiB. */
  @Param({"16", "1024", "16384"})
  public int records;

  private SparseIndex index = new SparseIndex(STEP);
  private long place = 12_345;

  /** Fills the index. */
  @Setup
  public void fill() {
    index = new SparseIndex(STEP);
    for (int i = 0; i < records; i++) {
      index.add((long) i * MESSAGES_A_RECORD, (long) i * STEP, 1000L * i, (long) i * STEP);
    }
  }

  /** By any offset. */
  @Benchmark
  public int byOffset() {
    return index.floorOffset(next() % ((long) records * MESSAGES_A_RECORD));
  }

  /** By any time. */
  @Benchmark
  public int byTimestamp() {
    return index.lowerTimestamp(next() % (1000L * records));
  }

  private long next() {
    place = place * 1_103_515_245 + 12_345 & 0x7FFF_FFFF;
    return place;
  }
}
