package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MediansTest {
  @Test
  void theMiddleOfAnOddNumberIsOneOfThem() {
    assertThat(Medians.of(List.of(9, 1, 4), Integer::doubleValue)).isEqualTo(4);
    assertThat(Medians.repeat(List.of(9, 1, 4), Integer::doubleValue)).isEqualTo(4);
  }

  @Test
  void theMiddleOfAnEvenNumberIsBetweenTwo() {
    assertThat(Medians.of(List.of(9, 1, 4, 6), Integer::doubleValue)).isEqualTo(5);
    assertThat(Medians.repeat(List.of(9, 1, 4, 6), Integer::doubleValue)).isEqualTo(4);
  }
}
