package galgo.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Results as rows of a Markdown table. */
final class Report {
  static final String HEADER =
      """
      | work | connections | partitions | MB/s | wire MB/s | messages/s | p50 ms | p90 | p99 | p99.9 \
      | p99.99 | max | server CPU s/GB | server MB |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|---|
      """;

  private Report() {}

  /** The rows of a result, each with its line end. */
  static String rows(Result result) {
    StringBuilder rows = new StringBuilder();
    Result.Settings settings = result.settings();
    Result.SideResult produce = result.produce();
    Result.SideResult consume = result.consume();
    if (produce != null) {
      row(rows, result, "produce", settings.producers(), produce, produce.latency());
    }
    if (consume != null) {
      row(rows, result, "consume", settings.consumers(), consume, consume.latency());
      if (consume.endToEnd() != null) {
        row(rows, result, "end to end", settings.consumers(), consume, consume.endToEnd());
      }
    }
    return rows.toString();
  }

  private static void row(
      StringBuilder rows,
      Result result,
      String work,
      int connections,
      Result.SideResult side,
      Result.Latency latency) {
    Result.Settings settings = result.settings();
    int partitions = settings.streams() * settings.topics() * settings.partitions();
    String named = (result.label() + " " + work + " " + result.durability()).trim();
    rows.append(
        String.format(
            Locale.ROOT,
            "| %s | %d | %d | %.0f | %.0f | %.0f | %s | %s | %s | %s | %s | %s | %s |%n",
            named,
            connections,
            partitions,
            side.payloadMbPerSecond(),
            side.wireMbPerSecond(),
            side.messagesPerSecond(),
            millis(latency.p50()),
            millis(latency.p90()),
            millis(latency.p99()),
            millis(latency.p999()),
            millis(latency.p9999()),
            millis(latency.max()),
            server(result.server())));
  }

  private static String server(Result.@Nullable ServerUse use) {
    return use == null
        ? "– | –"
        : String.format(
            Locale.ROOT, "%.2f | %d", use.cpuSecondsPerGb(), use.rssBytes() / 1_000_000);
  }

  /** Three figures that count. */
  static String millis(double millis) {
    int decimals = millis >= 100 ? 0 : millis >= 10 ? 1 : millis >= 1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", millis);
  }
}
