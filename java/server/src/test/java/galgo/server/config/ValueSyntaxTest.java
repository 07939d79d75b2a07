package galgo.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueSyntaxTest {
  @ParameterizedTest
  @CsvSource({
    "30s, PT30S",
    "1 h, PT1H",
    "2 days 4 hours 15 minutes, PT52H15M",
    "1h 1m, PT1H1M",
    "1h1m, PT1H1M",
    "500 ms, PT0.5S",
    "3 nsec, PT0.000000003S",
    "7us, PT0.000007S",
    "1M, PT1M",
    "1 week, PT168H",
    "1 month, PT730H33M36S",
    "1y, PT8766H",
    "0, PT0S",
    "none, PT0S",
    "Unlimited, PT0S",
    "disabled, PT0S",
    "0 s, PT0S"
  })
  void durationsAreReadInEveryNotation(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "5", "s", "5 parsecs", "-1 s", "1.5 h", "1h x", "9999999999999999999 s"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512, 512",
    "512 B, 512",
    "1 KB, 1000",
    "1kB, 1000",
    "1 KiB, 1024",
    "1.5 MiB, 1572864",
    "100 KB, 100000",
    "2 mB, 2000000",
    "1 GiB, 1073741824",
    "4 GB, 4000000000",
    "7 EiB, 8070450532247928832",
    "80 b, 10",
    "8 kb, 1000",
    "9 bits, 2"
  })
  void sizesAreReadInEveryNotation(String text, long expected) {
    assertThat(ByteSizes.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "unlimited", "1 K", "1 XB", "-1", "1,5 MB", "8 EiB", "MB", "1 MiBs"})
  void whatIsNoSizeIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ByteSizes.parse(text));
  }

  @Property
  void aSizeAsTextIsReadAsTheSameSize(@ForAll @LongRange(min = 0) long bytes) {
    assertThat(ByteSizes.parse(ByteSizes.text(bytes))).isEqualTo(bytes);
  }

  @Test
  void expiriesKeepTheirCaseAndKnowNever() {
    assertThat(Kind.EXPIRY.parser().apply("none")).isEqualTo(Settings.UNLIMITED);
    assertThat(Kind.EXPIRY.parser().apply("never_expire")).isEqualTo(Settings.UNLIMITED);
    assertThat(Kind.EXPIRY.parser().apply("1M")).isEqualTo(2_630_016L * 1_000_000);
    assertThat(Kind.EXPIRY.parser().apply("1m")).isEqualTo(60_000_000L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Kind.EXPIRY.parser().apply("server_default"));
    assertThatIllegalArgumentException().isThrownBy(() -> Kind.EXPIRY.parser().apply("200 years"));
  }

  @Test
  void topicSizesKnowUnlimitedAndRefuseTheDefaultOfTheDefault() {
    assertThat(Kind.TOPIC_SIZE.parser().apply("Unlimited")).isEqualTo(Settings.UNLIMITED);
    assertThat(Kind.TOPIC_SIZE.parser().apply("10 GB")).isEqualTo(10_000_000_000L);
    assertThatIllegalArgumentException().isThrownBy(() -> Kind.TOPIC_SIZE.parser().apply("0"));
  }

  @Test
  void cpuAllocationsAreReadInEveryNotation() {
    assertThat(CpuAllocation.parse("all")).isEqualTo(new CpuAllocation.All());
    assertThat(CpuAllocation.parse("4")).isEqualTo(new CpuAllocation.Count(4));
    assertThat(CpuAllocation.parse("5..8")).isEqualTo(new CpuAllocation.Range(5, 8));
    assertThat(CpuAllocation.parse("numa:auto"))
        .isEqualTo(new CpuAllocation.Numa(List.of(), 0, true));
    assertThat(CpuAllocation.parse("numa:nodes=0,1;cores=4;no_ht=false"))
        .isEqualTo(new CpuAllocation.Numa(List.of(0, 1), 4, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "-1", "8..5", "5..5", "some", "numa:", "numa:threads=2", "numa:no_ht=1"})
  void whatIsNoCpuAllocationIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> CpuAllocation.parse(text));
  }

  @Test
  void addressesHaveAHostAndAPort() {
    assertThat(Kind.ADDRESS.parser().apply("127.0.0.1:0").getPort()).isZero();
    assertThat(Kind.ADDRESS.parser().apply("[::1]:8090").getAddress().getAddress()).hasSize(16);
    for (String bad : List.of("8090", ":8090", "127.0.0.1", "127.0.0.1:65536", "127.0.0.1:x")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Kind.ADDRESS.parser().apply(bad));
    }
  }
}
