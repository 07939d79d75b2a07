package galgo.bench.jmh;

import galgo.io.Loop;
import galgo.io.Memory;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.journal.Checkpoint;
import galgo.journal.Journal;
import galgo.journal.JournalIdentity;
import galgo.journal.JournalSettings;
import galgo.journal.Recovered;
import galgo.log.Append;
import galgo.log.ClassicBatch;
import galgo.log.Durability;
import galgo.log.LogSettings;
import galgo.log.LogShard;
import galgo.log.LogStatus;
import galgo.log.Partition;
import galgo.log.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
 * Finding what a poll wants in the tail of a partition and pointing at it; the bytes are not
 * touched. 1000 batches of 100 messages of 100 bytes, 16 MB.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class TailReadBenchmark {
  private static final int BATCHES = 1000;
  private static final int BATCH = 100;
  private static final int SIZE = ClassicBatch.HEADER + 100;
  private static final int PAIRS = 1024;

  /** Messages wanted. */
  @Param({"1", "100", "1000"})
  public int messages;

  /** From where: {@code newest}, or {@code anywhere} in the tail. */
  @Param({"newest", "anywhere"})
  public String from = "newest";

  private @Nullable Path directory;
  private @Nullable NioDriver driver;
  private @Nullable Partition partition;
  private @Nullable TailRead read;
  private long place = 12_345;

  private static final class TailRead extends Read {
    private boolean answered;

    private TailRead(long vector) {
      super(vector, PAIRS);
    }

    @Override
    protected void done() {
      answered = true;
    }
  }

  private static final class TailAppend extends Append {
    private boolean answered;

    @Override
    protected void done() {
      answered = true;
    }
  }

  /** Opens a log and fills a tail. */
  @Setup
  public void fill() throws IOException {
    Path root = Files.createTempDirectory("galgo-jmh-");
    directory = root;
    NioDriver opened = new NioDriver(512, 512, new NioHandover());
    driver = opened;
    Loop loop = new Loop(opened);
    JournalIdentity identity = new JournalIdentity(1, 2, 3, 4, 5, 1);
    List<Checkpoint> checkpoints = List.of(Checkpoint.none(0), Checkpoint.none(1));
    String journalPath = root.resolve("journal").toString();
    opened.files().createDirectories(journalPath);
    Recovered recovered = Recovered.read(opened, journalPath, identity, checkpoints, 1);
    Journal journal =
        new Journal(
            loop,
            journalPath,
            new JournalSettings(2 << 20, 4),
            identity,
            0,
            recovered,
            new int[] {1});
    LogShard shard = new LogShard(loop, root.toString(), LogSettings.DEFAULTS, journal, recovered);
    Partition filled = shard.open(1, 7, Durability.MEMORY);
    partition = filled;
    TailAppend append = new TailAppend();
    append.messages = opened.allocate(4096L * (1 + BATCH * SIZE / 4096));
    append.length = BATCH * SIZE;
    append.count = BATCH;
    for (int i = 0; i < BATCHES; i++) {
      append(filled, append);
    }
    read = new TailRead(opened.allocate(Read.memory(PAIRS) + 4096L & -4096L));
  }

  private static void append(Partition to, TailAppend append) {
    for (int m = 0; m < BATCH; m++) {
      Memory.zero(append.messages + (long) m * SIZE, ClassicBatch.HEADER);
      Memory.putInt(
          append.messages + (long) m * SIZE + ClassicBatch.PAYLOAD_LENGTH,
          SIZE - ClassicBatch.HEADER);
    }
    append.answered = false;
    append.timestamp++;
    to.append(append);
    if (!append.answered || append.status != LogStatus.OK) {
      throw new IllegalStateException("an append to a tail was not answered at once");
    }
  }

  /** Closes and removes it. */
  @TearDown
  public void remove() throws IOException {
    if (driver != null) {
      driver.close();
    }
    if (directory != null) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** A read by offset, answered and released. */
  @Benchmark
  public int tailRead() {
    Partition in = partition;
    TailRead wanted = read;
    if (in == null || wanted == null) {
      throw new IllegalStateException("not set up");
    }
    wanted.kind = Read.OFFSET;
    wanted.value = offset();
    wanted.count = messages;
    wanted.maxBytes = 16 << 20;
    wanted.answered = false;
    in.read(wanted);
    if (!wanted.answered || wanted.messages != messages) {
      throw new IllegalStateException(wanted.messages + " messages instead of " + messages);
    }
    int pairs = wanted.pairs;
    wanted.release();
    return pairs;
  }

  private long offset() {
    int last = BATCHES * BATCH - messages;
    if (from.equals("newest")) {
      return last;
    }
    place = place * 1_103_515_245 + 12_345 & 0x7FFF_FFFF;
    return place % last;
  }
}
