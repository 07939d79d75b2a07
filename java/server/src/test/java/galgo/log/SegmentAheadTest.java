package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Submissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SegmentAheadTest {
  private final LogHarness harness = new LogHarness(LogHarness.SMALL, 13, 1);
  private int allocations;

  @AfterEach
  void close() {
    harness.close();
  }

  @ParameterizedTest
  @EnumSource
  void roomIsAllocatedAheadUnlessThatMeansWritingIt(Durability durability) {
    assertThat(allocationsOf(harness.open(1, 7, durability))).isPositive();
    harness.driver.files.allocatesAtOnce = false;
    LogHarness.Model second = harness.open(1, 8, durability);
    assertThat(allocationsOf(second)).isZero();
    harness.checkpoint();
    harness.checkAll(second);
    harness.crash(true);
  }

  private int allocationsOf(LogHarness.Model model) {
    allocations = 0;
    harness.driver.fault =
        request -> {
          allocations += request.code() == Submissions.ALLOCATE ? 1 : 0;
          return 0;
        };
    for (int i = 0; i < 50; i++) {
      harness.append(model, 10, 4_000);
      harness.settle();
    }
    return allocations;
  }
}
