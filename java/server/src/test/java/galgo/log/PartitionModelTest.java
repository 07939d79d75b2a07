package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random work on partitions, held against lists of messages. */
class PartitionModelTest {
  private static final int STEPS = 250;

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void whatWasAnsweredStaysAndWhatIsReadWasAppended(@ForAll long seed) {
    LogSettings settings = (seed & 1) == 0 ? LogHarness.SMALL : LogHarness.TINY;
    try (LogHarness harness = new LogHarness(settings, 13, seed)) {
      run(harness);
    }
  }

  /** What these have found stays found. */
  @ParameterizedTest
  @ValueSource(longs = {1754, -4, 65858})
  void seedsThatFoundSomething(long seed) {
    whatWasAnsweredStaysAndWhatIsReadWasAppended(seed);
  }

  private static void run(LogHarness harness) {
    harness.mixed = harness.random.nextInt(4) != 0;
    harness.open(1, 7, Durability.SYNCED);
    harness.open(1, 8, Durability.WRITTEN);
    harness.open(2, 9, Durability.MEMORY);
    for (int i = 0; i < STEPS; i++) {
      harness.driver.shuffled = harness.random.nextBoolean();
      harness.driver.shortWrites = harness.random.nextBoolean();
      step(harness);
    }
    harness.releaseHeld();
    harness.settle();
    for (LogHarness.Model model : harness.models) {
      assertThat(model.pending).isEmpty();
      harness.checkAll(model);
    }
  }

  private static void step(LogHarness harness) {
    LogHarness.Model model = harness.models.get(harness.random.nextInt(harness.models.size()));
    int dice = harness.random.nextInt(100);
    if (dice < 40) {
      int largest = harness.random.nextInt(10) == 0 ? 20_000 : 300;
      harness.append(model, 1 + harness.random.nextInt(8), largest);
    } else if (dice < 65) {
      harness.turn();
    } else if (dice < 85) {
      read(harness, model);
    } else if (dice < 90) {
      harness.releaseHeld();
    } else if (dice < 92) {
      flush(model, harness.random.nextBoolean());
    } else if (dice < 94) {
      retain(harness, model);
    } else if (dice < 95) {
      harness.settle();
      if (harness.random.nextBoolean()) {
        harness.checkpoint();
      }
    } else if (dice < 97) {
      harness.crash(harness.random.nextBoolean());
    } else if (dice < 98) {
      harness.releaseHeld();
      closeAndOpen(harness);
    } else if (dice < 99) {
      fillDisk(harness);
    } else if (dice < 100) {
      purge(harness, model);
    }
  }

  /** Messages go that are too old or too many, while reads and writes go on. */
  private static void retain(LogHarness harness, LogHarness.Model model) {
    Partition partition = model.partition;
    if (harness.random.nextBoolean()) {
      partition.closeOlderThan(harness.random.nextInt(1100));
    }
    List<RemovableSegment> removable = partition.removable();
    if (!removable.isEmpty()) {
      long end = removable.get(harness.random.nextInt(removable.size())).end();
      partition.removeBefore(
          end,
          status -> {
            assertThat(status).isEqualTo(LogStatus.OK);
            assertThat(partition.counters().startOffset()).isGreaterThanOrEqualTo(end);
          });
    }
  }

  /** The disk is full for a while; afterwards all that was answered is there, and what follows. */
  private static void fillDisk(LogHarness harness) {
    harness.releaseHeld();
    harness.disk.capacity = harness.disk.used() + harness.random.nextInt(30_000);
    for (int i = 0; i < 20; i++) {
      LogHarness.Model model = harness.models.get(harness.random.nextInt(harness.models.size()));
      harness.append(model, 1 + harness.random.nextInt(8), 2_000);
      harness.turn();
    }
    harness.disk.capacity = Long.MAX_VALUE;
    harness.settle();
    for (LogHarness.Model model : harness.models) {
      assertThat(model.pending).isEmpty();
      TestAppend append = harness.append(model, 1, 300);
      flush(model, true);
      harness.settle();
      assertThat(append.status).isEqualTo(LogStatus.OK);
      harness.checkAll(model);
    }
  }

  private static void purge(LogHarness harness, LogHarness.Model model) {
    harness.releaseHeld();
    harness.settle();
    model.partition.purge(() -> {}, status -> assertThat(status).isEqualTo(LogStatus.OK));
    model.messages.clear();
    model.answered = 0;
    model.written = 0;
    model.synced = 0;
    harness.append(model, 3, 300);
    harness.settle();
    harness.checkAll(model);
  }

  private static void read(LogHarness harness, LogHarness.Model model) {
    long answered = model.answered;
    int kind = harness.random.nextInt(4);
    int count = 1 + harness.random.nextInt(20);
    long value = harness.random.nextInt((int) answered + 2);
    if (kind == Read.TIMESTAMP) {
      value = harness.random.nextInt(1100);
    }
    PartitionCounters counters = model.partition.counters();
    long start = counters.startOffset();
    TestRead read = harness.read(model, kind, value, count, harness.random.nextInt(30_000));
    if (counters.startOffset() == start) {
      checkFirst(model, read, start, answered);
    }
    if (harness.held.size() < 10) {
      harness.hold(read);
    } else {
      read.release();
    }
  }

  /** The answer begins where the question says. */
  private static void checkFirst(LogHarness.Model model, TestRead read, long start, long answered) {
    int kind = read.kind;
    long value = read.value;
    if (kind == Read.OFFSET && value < answered || kind == Read.FIRST && answered > start) {
      assertThat(read.firstOffset).isEqualTo(kind == Read.FIRST ? start : Math.max(start, value));
    }
    if (kind == Read.LAST && answered > start) {
      assertThat(read.firstOffset).isEqualTo(Math.max(start, answered - read.count));
    }
    if (kind == Read.TIMESTAMP) {
      long wanted = value;
      long first =
          model.messages.stream()
              .filter(message -> message.offset() >= start && message.timestamp() >= wanted)
              .mapToLong(TestRead.Message::offset)
              .findFirst()
              .orElse(-1);
      // What is committed while the read waits for the disk may be found or not.
      if (read.messages > 0 || first < answered) {
        assertThat(read.messages == 0 ? -1 : read.firstOffset).isEqualTo(first);
      }
    }
  }

  private static void flush(LogHarness.Model model, boolean synced) {
    Partition partition = model.partition;
    long messages = model.answered;
    partition.flush(
        synced,
        status -> {
          if (model.partition == partition && status == LogStatus.OK) {
            model.written = Math.max(model.written, messages);
            model.synced = synced ? Math.max(model.synced, messages) : model.synced;
          }
        });
  }

  private static void closeAndOpen(LogHarness harness) {
    int[] closed = {0};
    for (LogHarness.Model model : harness.models) {
      model.partition.close(status -> {
        assertThat(status).isEqualTo(LogStatus.OK);
        closed[0]++;
      });
    }
    harness.settle();
    assertThat(closed[0]).isEqualTo(harness.models.size());
    assertThat(harness.driver.files.openPaths()).allMatch(path -> path.contains("/journal/"));
    harness.restart();
  }
}
