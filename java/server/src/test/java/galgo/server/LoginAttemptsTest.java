package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginAttemptsTest {
  private static final long LONGEST = 5_000_000_000L;

  private final LoginAttempts attempts = new LoginAttempts(LONGEST);

  @Test
  void delaysDoubleAfterTheFreeFailuresUpToTheLimit() {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      millis.add(attempts.delay("a", "u", i) / 1_000_000);
      attempts.failed("a", i);
    }
    assertThat(millis.subList(0, 11))
        .containsExactly(0L, 0L, 0L, 100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
    assertThat(millis.getLast()).isEqualTo(5000);
  }

  @Test
  void theLongerDelayOfAddressAndUserCounts() {
    fail("a", 4);
    fail("u", 5);
    assertThat(attempts.delay("a", "nobody", 0)).isEqualTo(200_000_000);
    assertThat(attempts.delay("elsewhere", "u", 0)).isEqualTo(400_000_000);
    assertThat(attempts.delay("a", "u", 0)).isEqualTo(400_000_000);
    assertThat(attempts.delay("elsewhere", "nobody", 0)).isZero();
  }

  @Test
  void aSuccessOrAMinuteWithoutAFailureEndsACount() {
    fail("u", 9);
    attempts.succeeded("u");
    assertThat(attempts.delay("a", "u", 0)).isZero();
    fail("u", 9);
    assertThat(attempts.delay("a", "u", LoginAttempts.FORGET_NANOS)).isEqualTo(LONGEST);
    assertThat(attempts.delay("a", "u", LoginAttempts.FORGET_NANOS + 1)).isZero();
  }

  @Test
  void theTableIsBoundedAndForgetsWhatFailedLeastRecently() {
    fail("old", 9);
    fail("kept", 9);
    for (int i = 0; i < LoginAttempts.ENTRIES - 2; i++) {
      attempts.failed("name " + i, 0);
    }
    attempts.failed("kept", 0);
    attempts.failed("one more", 0);
    assertThat(attempts.size()).isEqualTo(LoginAttempts.ENTRIES);
    assertThat(attempts.delay("old", "", 0)).isZero();
    assertThat(attempts.delay("kept", "", 0)).isEqualTo(LONGEST);
  }

  @Test
  void withoutALimitNothingIsRememberedAndNothingWaits() {
    LoginAttempts off = new LoginAttempts(0);
    for (int i = 0; i < 100; i++) {
      off.failed("a", 0);
    }
    assertThat(off.size()).isZero();
    assertThat(off.delay("a", "u", 0)).isZero();
  }

  private void fail(String key, int times) {
    for (int i = 0; i < times; i++) {
      attempts.failed(key, 0);
    }
  }
}
