package galgo.fuzz.fence;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FenceTest {
  @Test
  void onlyTheInputMayBeTouched() {
    long at = Fence.place(new byte[] {1, 2, 3, 4}, 1, 3);
    assertThatCode(() -> Fence.check(at, 3)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Fence.check(at, 4)).hasMessageContaining("4 bytes at 0 of");
    assertThatThrownBy(() -> Fence.check(at - 1, 1)).hasMessageContaining("input of 3 bytes");
    assertThatThrownBy(() -> Fence.check(at + 3, 1)).isInstanceOf(AssertionError.class);
  }

  @Test
  void memoryElsewhereIsNotItsBusiness() {
    assertThatCode(() -> Fence.check(64, 8)).doesNotThrowAnyException();
  }
}
