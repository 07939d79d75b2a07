package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.journal.EntryHeader;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What rots at the beginning of a segment costs no more than what cannot be made out any more. */
class RottenSegmentTest {
  /** All bodies of the tests go to the journal, so that entries end anywhere in a segment. */
  private static final LogSettings UNPLACED =
      new LogSettings(64 * 1024, 1024 * 1024, 1024 * 1024, 1_000, 64 * 1024, 16_000);

  private final LogHarness harness = new LogHarness(UNPLACED, 13, 1);
  private final LogHarness.Model model = harness.open(1, 7, Durability.SYNCED);

  @BeforeEach
  void fill() {
    while (model.partition.counters().segments() < 4) {
      harness.append(model, 5, 2_000);
      harness.settle();
    }
    harness.checkpoint();
    model.partition.close(status -> assertThat(status).isEqualTo(LogStatus.OK));
    harness.checkpoint();
    harness.driver.close();
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private List<String> segments() {
    return harness.disk.files.keySet().stream().filter(path -> path.endsWith(".segment")).toList();
  }

  private void flip(String path, int position) {
    harness.disk.files.get(path).flip(position, 1);
  }

  private long found() {
    return harness.shard.damageCounters().byRecovery();
  }

  @Test
  void aHeaderIsWrittenAgainFromWhatTheEntriesSay() {
    for (String segment : segments()) {
      for (int position : new int[] {1, 9, 20, 25, 33, 4090}) {
        flip(segment, position);
        harness.reopenDamaged(model);
        assertThat(found()).as("%s, byte %s", segment, position).isEqualTo(1);
        assertThat(model.partition.failure()).isEmpty();
        harness.checkAll(model);
        harness.driver.close();
        harness.reopenDamaged(model);
        assertThat(found()).isZero();
        harness.driver.close();
      }
    }
    harness.reopenDamaged(model);
    harness.append(model, 5, 100);
    harness.settle();
    harness.crash(true);
  }

  @Test
  void whenTheFirstEntryIsRottenTooOnlyTheSegmentsMessagesAreMissing() {
    List<String> segments = segments();
    String path = segments.get(1);
    long from = SegmentFile.base(path.substring(path.length() - 28), ".segment").orElseThrow();
    String next = segments.get(2);
    long to = SegmentFile.base(next.substring(next.length() - 28), ".segment").orElseThrow();
    flip(path, 20);
    flip(path, SegmentFile.HEADER + EntryHeader.SIZE / 2);
    harness.disk.files.remove(path.replace(".segment", ".index"));
    harness.reopenDamaged(model);
    assertThat(found()).isEqualTo(1);
    assertThat(model.partition.failure()).isEmpty();
    int missing = 0;
    for (long offset = 0; offset < model.messages.size(); offset++) {
      TestRead read = new TestRead(harness.driver).ask(Read.OFFSET, offset, 1, 1 << 20);
      model.partition.read(read);
      harness.settle();
      if (offset >= from && offset < to) {
        assertThat(read.status).as("offset %s", offset).isEqualTo(LogStatus.DAMAGED);
        missing++;
      } else {
        assertThat(read.status).as("offset %s", offset).isEqualTo(LogStatus.OK);
        harness.check(model, read);
        read.release();
      }
    }
    assertThat(missing).isEqualTo((int) (to - from));
    TestAppend append = harness.append(model, 5, 100);
    harness.settle();
    assertThat(append.status).isEqualTo(LogStatus.OK);
  }

  /** The end of such a segment is that of its file: what lies behind the last entry is no entry. */
  @Test
  void ofAClosedSegmentWithARottenBodyAndNoIndexAllOtherMessagesAreServed() {
    harness.reopenDamaged(model);
    // Until a last entry has ended less than a header before the end of its file.
    int room = 0;
    Segment open = model.partition.segmentWith(model.messages.size() - 1);
    while (room == 0 || room >= EntryHeader.SIZE) {
      long end = open.end;
      harness.append(model, 5, 2_000);
      harness.settle();
      harness.checkpoint();
      Segment newest = model.partition.segmentWith(model.messages.size() - 1);
      room = newest == open ? 0 : (int) (SegmentFile.up(end) - end);
      open = newest;
    }
    harness.checkpoint();
    model.partition.close(status -> assertThat(status).isEqualTo(LogStatus.OK));
    harness.checkpoint();
    harness.driver.close();
    List<String> segments = segments();
    for (int i = 0; i + 1 < segments.size(); i++) {
      flip(segments.get(i), SegmentFile.HEADER + EntryHeader.SIZE + 100);
      harness.disk.files.remove(segments.get(i).replace(".segment", ".index"));
    }
    harness.reopenDamaged(model);
    int missing = 0;
    for (long offset = 0; offset < model.messages.size(); ) {
      TestRead read = new TestRead(harness.driver).ask(Read.OFFSET, offset, 1000, 1 << 20);
      model.partition.read(read);
      harness.settle();
      if (read.status == LogStatus.DAMAGED) {
        missing++;
        offset++;
      } else {
        assertThat(read.status).as("offset %s", offset).isEqualTo(LogStatus.OK);
        assertThat(read.messages).as("offset %s", offset).isPositive();
        harness.check(model, read);
        offset += read.messages;
        read.release();
      }
    }
    assertThat(missing).isBetween(segments.size() - 1, 5 * (segments.size() - 1));
  }

  @Test
  void whatOnlyTheJournalProvedTheFirstCheckpointOfAStartProves() {
    harness.reopenDamaged(model);
    LogHarness.Model ended = harness.open(1, 8, Durability.SYNCED);
    // The checkpoint has the segment's end, but not that what is before it is durable.
    harness.journals.checkpoint(
        harness.shard,
        harness::turn,
        () -> {
          harness.append(ended, 3, 1_000);
          harness.settle();
          ended.partition.closeOlderThan(Long.MAX_VALUE);
          harness.settle();
          ended.partition.flush(true, status -> assertThat(status).isEqualTo(LogStatus.OK));
          harness.settle();
        });
    harness.crash(false);
    harness.checkpoint();
    harness.driver.close();
    String path =
        segments().stream().filter(each -> each.contains("08/0")).findFirst().orElseThrow();
    flip(path, SegmentFile.HEADER + 200);
    // What it says is not awaited by anybody.
    assertThat(harness.disk.files.keySet().removeIf(each -> each.matches(".*08/0+.index")))
        .isTrue();
    harness.reopenDamaged(ended);
    assertThat(ended.partition.failure()).contains("damaged");
  }
}
