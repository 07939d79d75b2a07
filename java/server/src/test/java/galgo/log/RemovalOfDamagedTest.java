package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What recovery does not serve has to go all the same when everything goes. */
class RemovalOfDamagedTest {
  private static final String DIRECTORY = "/data/groups/01/00000000000000000007";

  private final LogHarness harness = new LogHarness(LogHarness.SMALL, 13, 5);
  private LogHarness.Model model;

  /** A partition whose second segment is missing. */
  @BeforeEach
  void damage() {
    model = harness.open(1, 7, Durability.WRITTEN);
    for (int i = 0; i < 60; i++) {
      harness.append(model, 2, 4_000);
      harness.settle();
    }
    List<String> segments =
        files().stream().filter(path -> path.endsWith(SegmentFile.SEGMENT_SUFFIX)).toList();
    assertThat(segments).hasSizeGreaterThan(2);
    String missing = segments.get(1).replace(SegmentFile.SEGMENT_SUFFIX, "");
    harness.disk.files.keySet().removeIf(path -> path.startsWith(missing));
    harness.reopenDamaged(model);
    TestRead read = new TestRead(harness.driver).ask(Read.OFFSET, missingOffset(missing), 1, 1000);
    model.partition.read(read);
    harness.settle();
    assertThat(read.status).isEqualTo(LogStatus.DAMAGED);
  }

  private static long missingOffset(String path) {
    return Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private List<String> files() {
    return new ArrayList<>(
        harness.disk.files.keySet().stream().filter(path -> path.startsWith(DIRECTORY)).toList());
  }

  @Test
  void aPurgeRemovesTheSegmentsBehindTheDamage() {
    int[] purged = {-1};
    model.partition.purge(() -> {}, status -> purged[0] = status);
    harness.settle();
    assertThat(purged[0]).isEqualTo(LogStatus.OK);
    assertThat(files()).isEmpty();
    harness.driver.crash(true, true);
    harness.reopenDamaged(model);
    assertThat(model.partition.failure()).isEmpty();
    assertThat(model.partition.counters().nextOffset()).isZero();
  }

  @Test
  void aDeletionRemovesTheSegmentsBehindTheDamage() {
    int[] deleted = {-1};
    model.partition.delete(status -> deleted[0] = status);
    harness.settle();
    assertThat(deleted[0]).isEqualTo(LogStatus.OK);
    assertThat(files()).isEmpty();
    assertThat(harness.disk.directories).doesNotContain(DIRECTORY);
  }
}
