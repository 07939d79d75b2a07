package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScrubberTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long RATE = 1_000_000;
  private static final long INTERVAL = 1000 * SECOND;

  private LogHarness harness = new LogHarness(LogHarness.SMALL, 14, 5);
  private LogHarness.Model model = fill(harness);

  @AfterEach
  void close() {
    harness.close();
  }

  /** A partition of several closed segments. */
  private static LogHarness.Model fill(LogHarness harness) {
    LogHarness.Model filled = harness.open(3, 9, Durability.SYNCED);
    for (int i = 0; i < 60; i++) {
      harness.append(filled, 5, 3000);
      harness.settle();
    }
    assertThat(closed(filled)).isGreaterThan(3);
    return filled;
  }

  private static int closed(LogHarness.Model of) {
    return (int) of.partition.segments().stream().filter(segment -> segment.finished).count();
  }

  /** Lets the scrubber run for so long; returns the nanoseconds until it had looked at all. */
  private long scrub(long nanos) {
    Scrubber scrubber = new Scrubber(harness.shard, RATE, INTERVAL);
    scrubber.add(model.partition);
    harness.scrubber = scrubber;
    return run(scrubber, nanos);
  }

  private long run(Scrubber scrubber, long nanos) {
    long start = harness.driver.now;
    long last = start;
    while (harness.driver.now - start < nanos) {
      long before = harness.shard.damage.scrubbedBytes();
      long due = Math.min(scrubber.nextDeadlineNanos(), start + nanos);
      if (harness.loop.inFlight() == 0) {
        harness.driver.now = Math.max(harness.driver.now, due);
      }
      harness.turn();
      last = harness.shard.damage.scrubbedBytes() > before ? harness.driver.now : last;
    }
    return last - start;
  }

  private Map<String, byte[]> hashes() {
    Map<String, byte[]> found = new TreeMap<>();
    harness.disk.files.forEach((path, file) -> {
      if (path.endsWith(SegmentHashes.SUFFIX)) {
        found.put(path, file.contents());
      }
    });
    return found;
  }

  private FakeFile segmentFile(int number) {
    return harness.disk.files.get(model.partition.segments().get(number).path());
  }

  @Test
  void everyClosedSegmentIsReadOnceInAnIntervalAtNoMoreThanTheRate() {
    long bytes =
        model.partition.segments().stream()
            .filter(segment -> segment.finished)
            .mapToLong(segment -> segment.end)
            .sum();

    long took = scrub(INTERVAL / 2);
    assertThat(harness.shard.damage.scrubbedSegments()).isEqualTo(closed(model));
    assertThat(harness.shard.damage.scrubbedBytes()).isEqualTo(bytes);
    // The last piece is not waited for.
    assertThat(took).isGreaterThan((bytes - 100_000) * SECOND / RATE);

    run(harness.scrubber, INTERVAL);
    assertThat(harness.shard.damage.scrubbedBytes()).isEqualTo(2 * bytes);
    assertThat(harness.shard.damage.byScrubber()).isZero();
  }

  @Test
  void theHashesFollowFromTheSegmentsAlone() {
    scrub(INTERVAL / 2);
    Map<String, byte[]> first = hashes();
    assertThat(first).hasSize(closed(model));
    assertThat(harness.disk.files.keySet())
        .noneMatch(path -> path.endsWith(SegmentHashes.UNFINISHED));

    first.keySet().forEach(harness.disk.files::remove);
    model.partition.segments().forEach(segment -> segment.scrubbed = false);
    scrub(INTERVAL / 2);
    assertThat(hashes()).containsExactlyEntriesOf(first);
  }

  @Test
  void aBitThatTurnsOverIsCountedOnceAndAllOtherMessagesAreServed() {
    scrub(INTERVAL / 2);
    Random random = new Random(7);
    int number = random.nextInt(closed(model));
    Segment segment = model.partition.segments().get(number);
    segmentFile(number).flip((int) random.nextLong(4096, segment.end), 3);
    forgetMemory();

    run(harness.scrubber, 2 * INTERVAL);
    assertThat(harness.shard.damage.byScrubber()).isEqualTo(1);
    int errors = 0;
    for (int offset = 0; offset < model.messages.size(); offset++) {
      errors += read(offset) == LogStatus.DAMAGED ? 1 : 0;
    }
    assertThat(errors).isBetween(1, 100);
    assertThat(harness.shard.damage.byReads() + harness.shard.damage.byScrubber())
        .as("one place is counted once")
        .isEqualTo(1);
    assertThat(model.partition.failure()).isEmpty();
  }

  @Test
  void aDamagedHeaderOfASegmentIsFound() {
    segmentFile(1).flip(70, 0);
    scrub(INTERVAL / 2);
    assertThat(harness.shard.damage.byScrubber()).isEqualTo(1);
    assertThat(hashes()).hasSize(closed(model) - 1);
  }

  @Test
  void damagedHashesAreMadeAnewFromAWholeSegment() {
    scrub(INTERVAL / 2);
    Map<String, byte[]> before = hashes();
    for (int position : List.of(3, 45, 4000, 4100, 8000)) {
      harness.disk.files.get(before.keySet().iterator().next()).flip(position, 6);
      long found = harness.shard.damage.byScrubber();
      run(harness.scrubber, INTERVAL + 100 * SECOND);
      assertThat(harness.shard.damage.byScrubber()).isEqualTo(found + 1);
      assertThat(hashes()).containsExactlyEntriesOf(before);
    }
  }

  @Test
  void aSegmentOfOtherBytesThatAreWholeInThemselvesIsFound() {
    scrub(INTERVAL / 2);
    Map<String, byte[]> before = hashes();
    String path = before.keySet().iterator().next();
    byte[] other = before.get(path).clone();
    // The hash of the first piece, as if the segment had been another one.
    other[SegmentFile.HEADER] ^= 1;
    long memory = harness.driver.allocate(SegmentHashes.MOST);
    galgo.io.Memory.copy(other, 0, memory, other.length);
    Segment segment = model.partition.segments().getFirst();
    SegmentHashes.seal(memory, 9, 0, segment.firstTimestamp, segment.end, harness.driver.kernels());
    harness.disk.files.get(path).write(0, galgo.io.Memory.bytes(memory, other.length), true);

    run(harness.scrubber, 2 * INTERVAL);
    assertThat(harness.shard.damage.byScrubber()).isEqualTo(1);
  }

  @Test
  void whatIsRemovedMeanwhileLeavesNothing() {
    Scrubber scrubber = new Scrubber(harness.shard, RATE, INTERVAL);
    scrubber.add(model.partition);
    harness.scrubber = scrubber;
    harness.driver.now += 61 * SECOND;
    Random random = new Random(3);
    for (int i = random.nextInt(30); i >= 0; i--) {
      harness.driver.now += SECOND / 20;
      harness.turn();
    }
    boolean[] deleted = {false};
    model.partition.delete(status -> deleted[0] = status == LogStatus.OK);
    for (int i = 0; i < 1000; i++) {
      harness.turn();
    }
    assertThat(deleted[0]).isTrue();
    assertThat(harness.disk.files.keySet()).noneMatch(path -> path.contains("/groups/"));
    assertThat(scrubber.nextDeadlineNanos()).isPositive();
    run(scrubber, 2 * INTERVAL);
    assertThat(harness.loop.inFlight()).isZero();
  }

  /** Gives up what is in memory of closed segments, so that reads come from the disk. */
  private void forgetMemory() {
    for (Segment segment : model.partition.segments()) {
      if (segment.finished) {
        segment.discardAll();
      }
    }
  }

  private int read(long offset) {
    TestRead read = new TestRead(harness.driver).ask(Read.OFFSET, offset, 1, 1 << 20);
    model.partition.read(read);
    for (int i = 0; i < 1000 && !read.answered; i++) {
      harness.turn();
    }
    assertThat(read.answered).isTrue();
    if (read.status == LogStatus.OK) {
      harness.check(model, read);
      assertThat(read.firstOffset).isEqualTo(offset);
    }
    read.release();
    return read.status;
  }
}
