package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Loop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A shard over a {@link FakeDriver}, and what its partitions should hold. */
final class LogHarness implements AutoCloseable {
  static final LogSettings SMALL =
      new LogSettings(64 * 1024, 1024 * 1024, 1024 * 1024, 1_000, 64 * 1024, 2_000);

  /** Chunks of 8 KiB for tails. */
  static final int CHUNKS_OF_SMALL = 1024 * 1024 >> 13;

  /** So little memory that everything waits for it now and then. */
  static final LogSettings TINY =
      new LogSettings(64 * 1024, 192 * 1024, 192 * 1024, 1_000, 64 * 1024, 2_000);

  /** What a partition should hold. */
  static final class Model {
    final int group;
    final long id;
    final Durability durability;
    Partition partition;

    /** All messages that were appended, by offset. */
    final List<TestRead.Message> messages = new ArrayList<>();

    final List<TestAppend> pending = new ArrayList<>();

    /** What must be there after a power cut, and after the end of the process. */
    long synced;

    long written;
    long answered;

    Model(int group, long id, Durability durability) {
      this.group = group;
      this.id = id;
      this.durability = durability;
    }
  }

  final FakeDisk disk = new FakeDisk();
  final LogSettings settings;
  final int chunkShift;
  final Random random;
  final List<Model> models = new ArrayList<>();

  /** Turned with the shard when it is there. */
  @Nullable Scrubber scrubber;

  final Map<TestRead, byte[]> held = new LinkedHashMap<>();
  FakeDriver driver;

  /** Whether batches come in both forms. */
  boolean mixed;

  Loop loop;
  LogShard shard;
  TestJournals journals;
  private int boot;

  /** What making a partition's file fails with after the next start, 0 for nothing. */
  int createFault;

  LogHarness(LogSettings settings, int chunkShift, long seed) {
    this.settings = settings;
    this.chunkShift = chunkShift;
    this.random = new Random(seed);
    disk.directories.add("/data");
    disk.syncDirectory("");
    start();
  }

  private void start() {
    driver = new FakeDriver(disk, random.nextLong());
    loop = new Loop(driver);
    journals = new TestJournals(loop, "/data", ++boot);
    driver.files.createFault = createFault;
    shard =
        new LogShard(
            loop, "/data", settings, journals.journal, journals.recovered, chunkShift, 4096);
    journals.prepare(shard);
  }

  Model open(int group, long id, Durability durability) {
    Model model = new Model(group, id, durability);
    model.partition = shard.open(group, id, durability);
    models.add(model);
    return model;
  }

  TestAppend append(Model model, int messages, int largest) {
    TestAppend append = new TestAppend(driver, random, messages, largest);
    if (mixed && random.nextBoolean()) {
      append.asRecord(driver);
    }
    model.pending.add(append);
    append.then = () -> answered(model, append);
    model.partition.append(append);
    return append;
  }

  void answered(Model model, TestAppend append) {
    if (append.status != LogStatus.OK) {
      assertThat(model.pending.remove(append)).isTrue();
      return;
    }
    assertThat(model.pending.removeFirst()).isSameAs(append);
    assertThat(append.baseOffset).isEqualTo(model.messages.size());
    for (int i = 0; i < append.count; i++) {
      model.messages.add(
          new TestRead.Message(
              append.baseOffset + i, append.entryTimestamp, append.payloads.get(i)));
    }
    model.answered = model.messages.size();
    if (model.durability == Durability.SYNCED) {
      model.synced = model.answered;
    }
    if (model.durability != Durability.MEMORY) {
      model.written = model.answered;
    }
  }

  void turn() {
    shard.turn(driver.now);
    if (scrubber != null) {
      scrubber.turn(driver.now);
    }
    journals.journal.turn();
    loop.turn(0);
    driver.now += 100;
  }

  /** Turns until nothing is in flight and nothing is left to do. */
  void settle() {
    boolean shuffled = driver.shuffled;
    driver.shuffled = false;
    for (int i = 0; i < 10_000; i++) {
      long deadline = shard.nextDeadlineNanos();
      driver.now = deadline == Long.MAX_VALUE ? driver.now : Math.max(driver.now, deadline);
      turn();
      if (journals.journal.idle()
          && loop.inFlight() == 0
          && shard.nextDeadlineNanos() == Long.MAX_VALUE) {
        driver.shuffled = shuffled;
        return;
      }
    }
    throw new IllegalStateException("never comes to rest");
  }

  /** Keeps an answer for a while. */
  void hold(TestRead read) {
    held.put(read, read.answer());
  }

  /** Gives back the answers that were kept; nobody has touched their bytes. */
  void releaseHeld() {
    held.forEach(TestRead::checkAndRelease);
    held.clear();
  }

  /** Reads from an offset and checks the answer against the model. */
  TestRead read(Model model, int kind, long value, int count, long maxBytes) {
    TestRead read = new TestRead(driver).ask(kind, value, count, maxBytes);
    model.partition.read(read);
    for (int i = 0; i < 10_000 && !read.answered; i++) {
      turn();
      if (i == 100) {
        // It may wait for the memory of answers that were not given back.
        releaseHeld();
      }
    }
    assertThat(read.answered).as("read is answered").isTrue();
    assertThat(read.status).isEqualTo(LogStatus.OK);
    check(model, read);
    return read;
  }

  void check(Model model, TestRead read) {
    List<TestRead.Message> messages = read.parsed();
    assertThat(messages).hasSize(read.messages);
    if (messages.isEmpty()) {
      return;
    }
    assertThat(messages.getFirst().offset()).isEqualTo(read.firstOffset);
    assertThat(messages.getLast().offset()).isEqualTo(read.lastOffset);
    long offset = read.firstOffset;
    for (TestRead.Message message : messages) {
      TestRead.Message expected = model.messages.get((int) offset);
      assertThat(message.offset()).isEqualTo(offset);
      assertThat(message.timestamp()).isEqualTo(expected.timestamp());
      assertThat(message.payload()).isEqualTo(expected.payload());
      offset++;
    }
  }

  /** Reads everything and checks that it is what was appended. */
  void checkAll(Model model) {
    long next = model.partition.counters().startOffset();
    long end = model.partition.counters().nextOffset();
    assertThat(end).isEqualTo(model.messages.size());
    long bytes = 0;
    while (next < end) {
      TestRead read = read(model, Read.OFFSET, next, 1 + random.nextInt(50), 1 << 20);
      assertThat(read.messages).isPositive();
      assertThat(read.firstOffset).isEqualTo(next);
      next = read.lastOffset + 1;
      bytes += read.storedBytes();
      read.release();
    }
    assertThat(model.partition.counters().bytes()).isEqualTo(bytes);
    assertThat(model.partition.counters().messages())
        .isEqualTo(end - model.partition.counters().startOffset());
  }

  /** The power goes, or the process ends; then all is opened again and checked. */
  void crash(boolean power) {
    held.clear();
    driver.crash(power, random.nextInt(4) == 0);
    driver.close();
    start();
    openAll();
    for (Model model : models) {
      check(model, power ? model.synced : model.written);
      if (power) {
        model.synced = model.answered;
      }
    }
  }

  /** Opens again what was closed. */
  void restart() {
    driver.close();
    start();
    openAll();
    for (Model model : models) {
      check(model, model.messages.size());
      model.synced = model.answered;
    }
  }

  /** Opens again what may be damaged. */
  void reopenDamaged(Model model) {
    start();
    model.partition = shard.open(model.group, model.id, model.durability);
    shard.replay(TestJournals.GROUPS);
  }

  private void openAll() {
    for (Model model : models) {
      model.partition = shard.open(model.group, model.id, model.durability);
    }
    shard.replay(TestJournals.GROUPS);
  }

  /** Makes all that was answered durable in segments, so that the journal is not needed for it. */
  void checkpoint() {
    settle();
    journals.checkpoint(shard, this::turn, () -> {});
  }

  private void check(Model model, long least) {
    assertThat(model.partition.failure()).isEmpty();
    long next = model.partition.counters().nextOffset();
    assertThat(next)
        .as("offset after recovery of %s, with %s", model.durability, disk.files.keySet())
        .isGreaterThanOrEqualTo(least);
    // What was in flight may be there, too; the model learns its times from the partition.
    long offset = model.messages.size();
    for (TestAppend append : model.pending) {
      for (byte[] payload : append.payloads) {
        if (offset < next) {
          model.messages.add(new TestRead.Message(offset++, append.entryTimestamp, payload));
        }
      }
    }
    assertThat(next).isLessThanOrEqualTo(model.messages.size());
    while (model.messages.size() > next) {
      model.messages.removeLast();
    }
    model.pending.clear();
    model.written = next;
    model.answered = next;
    checkAll(model);
  }

  @Override
  public void close() {
    driver.close();
  }
}
