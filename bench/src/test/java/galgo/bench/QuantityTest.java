package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class QuantityTest {
  @Test
  void sizesAreDecimal() {
    assertThat(Quantity.bytes("1000")).isEqualTo(1000);
    assertThat(Quantity.bytes("1.5 GB")).isEqualTo(1_500_000_000L);
    assertThat(Quantity.bytes("64kb")).isEqualTo(64_000);
  }

  @Test
  void aRateIsOfPayloadOrOfMessages() {
    assertThat(Quantity.requestsPerSecond("50", 1000, 1000)).isEqualTo(50);
    assertThat(Quantity.requestsPerSecond("50MB/s", 1000, 1000)).isEqualTo(50);
    assertThat(Quantity.requestsPerSecond("20000msg/s", 1000, 100)).isEqualTo(200);
    assertThat(Quantity.requestsPerSecond("0", 1000, 100)).isZero();
    assertThat(Quantity.requestsPerSecond("max", 1000, 100)).isZero();
  }

  @Test
  void nonsenseIsRefusedByName() {
    assertThatThrownBy(() -> Quantity.bytes("many")).hasMessage("not a quantity: many");
    assertThatThrownBy(() -> Quantity.bytes("3 parsecs")).hasMessage("unknown unit in 3 parsecs");
  }
}
