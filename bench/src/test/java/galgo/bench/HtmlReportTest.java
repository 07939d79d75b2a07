package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

  @Test
  void aPageNeedsNothingElse() throws IOException {
    String page = page("a");
    assertThat(page)
        .contains("var uPlot=", ".uplot")
        .doesNotContain("/*UPLOT", "/*REPORT", "/*DATA");
    assertThat(page).doesNotContain("<link", "@import", "url(").doesNotContainPattern("\\ssrc=");
    assertThat(page.length()).isLessThan(100_000);
  }

  @Test
  void dataAreInItWithTheirTables() throws IOException {
    JsonNode data = data(page("a"));
    assertThat(data.at("/columns/0/name").asText()).isEqualTo("a");
    JsonNode section = data.at("/sections/0");
    assertThat(section.at("/work").asText()).startsWith("produce, 2 connections");
    assertThat(section.at("/tables/0/rows/0/figure").asText()).isEqualTo("MB/s");
    assertThat(section.at("/tables/0/rows/0/values/0").asText()).isEqualTo("200");
    assertThat(section.at("/repeats/0").asInt()).isEqualTo(3);
  }

  @Test
  void plotsShowTheRepeatWithTheMedianThroughput() throws IOException {
    JsonNode shown = data(page("a")).at("/sections/0/shown/0");
    assertThat(shown.at("/produce/payloadMbPerSecond").asDouble()).isEqualTo(200);
    assertThat(shown.at("/samples").size()).isEqualTo(2);
    assertThat(shown.at("/produce/curve/percentiles/1").asDouble()).isEqualTo(50);
  }

  @Test
  void noNameCanEndTheScript() throws IOException {
    String page = page("</script><script>alert(1)");
    assertThat(data(page).at("/columns/0/name").asText()).isEqualTo("</script><script>alert(1)");
    assertThat(page).doesNotContain("<script>alert");
  }

  private static String page(String name) throws IOException {
    return HtmlReport.page(
        Comparison.of(
            List.of(
                new Comparison.Column(
                    name,
                    List.of(
                        Results.produced("", 10, 900, 1),
                        Results.produced("", 10, 100, 1),
                        Results.produced("", 10, 200, 1))))));
  }

  private static JsonNode data(String page) throws IOException {
    Matcher data = DATA.matcher(page);
    assertThat(data.find()).isTrue();
    return new ObjectMapper().readTree(data.group(1));
  }
}
