package galgo.bench.jmh;

import galgo.io.JavaKernels;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.io.uring.NativeKernels;
import galgo.log.ClassicBatch;
import java.lang.foreign.Arena;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Hashing, stamping and copying 256 KiB of messages: in the processor's cache, or going round 256
 * MiB so that each comes from memory. 1 µs is 262 GB/s, 100 µs are 2.6 GB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class KernelsBenchmark {
  private static final int PIECE = 256 << 10;
  private static final int COLD_PIECES = 1024;
  private static final int MESSAGE_HEADER = 64;
  private static final int PAYLOAD_LENGTH = 52;
  private static final int INDEX_ENTRY = 16;

  /** Where the kernels are written. */
  @Param({"c", "java"})
  public String implementation = "java";

  /** Payload bytes. */
  @Param({"100", "1000", "10000"})
  public int messageSize;

  /** {@code cache} or {@code memory}: where the messages are. */
  @Param({"cache", "memory"})
  public String from = "cache";

  private final Arena arena = Arena.ofShared();
  private Kernels kernels = new JavaKernels();
  private long base;
  private long target;
  private long batch;
  private long index;
  private int count;
  private int pieces;
  private int turn;

  /** Lays the messages down. */
  @Setup
  public void layMessages() {
    kernels = kernels(implementation);
    pieces = from.equals("cache") ? 1 : COLD_PIECES;
    base = arena.allocate((long) pieces * PIECE, 4096).address();
    target = arena.allocate(PIECE, 4096).address();
    int size = MESSAGE_HEADER + messageSize;
    count = PIECE / size;
    batch = (long) count * size;
    index = arena.allocate((long) count * INDEX_ENTRY, 8).address();
    for (int i = 0; i < count; i++) {
      Memory.putInt(index + (long) i * INDEX_ENTRY + 4, (i + 1) * size);
    }
    for (int p = 0; p < pieces; p++) {
      long piece = base + (long) p * PIECE;
      for (long at = 0; at < batch; at += size) {
        Memory.putInt(piece + at + PAYLOAD_LENGTH, messageSize);
      }
    }
  }

  /** Frees the memory. */
  @TearDown
  public void free() {
    arena.close();
  }

  /** One hash over the piece. */
  @Benchmark
  public long xxh3() {
    return kernels.xxh3(next(), batch);
  }

  /** Offsets, times, ids and a checksum for every message of the piece. */
  @Benchmark
  public long stampClassic() {
    return kernels.stampClassic(next(), batch, 1000, 2000, 3, 4);
  }

  /** To a place that is itself in the cache only if the copy leaves it there. */
  @Benchmark
  public long copyCold() {
    kernels.copyCold(next(), target, batch);
    return target;
  }

  /**
   * All that is done with the messages of a send, from the frame to the tail: their structure is
   * validated, they are stamped, the body is hashed, and copied.
   */
  @Benchmark
  public long validateStampHashCopy() {
    long messages = next();
    if (ClassicBatch.validate(index, messages, batch, count) != ClassicBatch.VALID) {
      throw new IllegalStateException("the batch of the benchmark is malformed");
    }
    kernels.stampClassic(messages, batch, 1000, 2000, 3, 4);
    long hash = kernels.xxh3(messages, batch);
    kernels.copyCold(messages, target, batch);
    return hash;
  }

  private long next() {
    turn = turn + 1 == pieces ? 0 : turn + 1;
    return base + (long) turn * PIECE;
  }

  private static Kernels kernels(String implementation) {
    return switch (implementation) {
      case "c" -> new NativeKernels();
      case "java" -> new JavaKernels();
      default -> throw new IllegalArgumentException("no kernels in " + implementation);
    };
  }
}
