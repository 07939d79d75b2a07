package galgo.bench;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What is told of one part of a run, in the order of a table. */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
enum Figure {
  THROUGHPUT("MB/s", 0, run -> run.side().payloadMbPerSecond()),
  MESSAGES("messages/s", 0, run -> run.side().messagesPerSecond()),
  P50("p50 ms", 3, run -> run.latency().p50()),
  P90("p90 ms", 3, run -> run.latency().p90()),
  P99("p99 ms", 3, run -> run.latency().p99()),
  P999("p99.9 ms", 3, run -> run.latency().p999()),
  P9999("p99.99 ms", 3, run -> run.latency().p9999()),
  MAX("max ms", 3, run -> run.latency().max()),
  SERVER_CPU("server CPU s/GB", 3, run -> server(run).cpuSecondsPerGb(), true),
  SERVER_MEMORY("server MB", 0, run -> server(run).rssBytes() / 1e6, true),
  CLIENT_CPU("generator CPU s/GB", 3, run -> run.result().clientCpuSecondsPerGb());

  /** One part of a run: its sends, its polls, or the way from one to the other. */
  enum Part {
    SENDS("sends"),
    POLLS("polls"),
    END_TO_END("end to end");

    final String text;

    Part(String text) {
      this.text = text;
    }

    /** This part of a result; null when the run had none. */
    @Nullable PartOfRun of(Result result) {
      Result.SideResult side = this == SENDS ? result.produce() : result.consume();
      Result.Latency latency =
          side == null ? null : this == END_TO_END ? side.endToEnd() : side.latency();
      return side == null || latency == null ? null : new PartOfRun(result, side, latency);
    }
  }

  /** A part that a run had. */
  record PartOfRun(Result result, Result.SideResult side, Result.Latency latency) {}

  final String text;
  private final int decimals;
  private final ToDoubleFunction<PartOfRun> value;
  private final boolean ofServer;

  Figure(String text, int decimals, ToDoubleFunction<PartOfRun> value) {
    this(text, decimals, value, false);
  }

  Figure(String text, int decimals, ToDoubleFunction<PartOfRun> value, boolean ofServer) {
    this.text = text;
    this.decimals = decimals;
    this.value = value;
    this.ofServer = ofServer;
  }

  /** The median of repeats; null when there is none, as of a server that could not be seen. */
  @Nullable Double median(List<PartOfRun> repeats) {
    boolean unseen = ofServer && repeats.stream().anyMatch(run -> run.result().server() == null);
    return unseen || repeats.isEmpty() ? null : Medians.of(repeats, value);
  }

  /** As in a table. */
  String format(@Nullable Double figure) {
    return figure == null
        ? "–"
        : decimals == 0 ? String.format(Locale.ROOT, "%.0f", figure) : Report.millis(figure);
  }

  private static Result.ServerUse server(PartOfRun run) {
    return Objects.requireNonNull(run.result().server());
  }
}
