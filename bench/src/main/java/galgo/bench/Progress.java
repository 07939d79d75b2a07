package galgo.bench;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One line that follows a run: on a terminal it is rewritten in place. */
final class Progress {
  private final @Nullable PrintStream out;
  private final boolean inPlace;
  private Result.@Nullable Sample last;
  private String phase = "";

  private Progress(@Nullable PrintStream out, boolean inPlace) {
    this.out = out;
    this.inPlace = inPlace;
  }

  @SuppressWarnings("SystemConsoleNull") // its contract still allows null
  static Progress to(PrintStream out) {
    Console console = System.console();
    return new Progress(out, console != null && console.isTerminal());
  }

  static Progress silent() {
    return new Progress(null, false);
  }

  void phase(String name) {
    phase = name;
    last = null;
  }

  void show(Result.Sample sample) {
    Result.Sample before = last;
    last = sample;
    if (out == null || before == null) {
      return;
    }
    double seconds = sample.seconds() - before.seconds();
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%s %6.1f s", phase, sample.seconds()));
    append(line, "produced", sample.producedBytes() - before.producedBytes(), seconds);
    append(line, sample.sends());
    append(line, "consumed", sample.consumedBytes() - before.consumedBytes(), seconds);
    append(line, sample.polls());
    if (sample.serverRssBytes() > 0) {
      double cpu = (sample.serverCpuSeconds() - before.serverCpuSeconds()) / seconds;
      line.append(String.format(Locale.ROOT, "  server %3.0f %% CPU", cpu * 100));
      line.append(String.format(Locale.ROOT, " %d MB", sample.serverRssBytes() / 1_000_000));
    }
    if (inPlace) {
      out.print("\r\033[K" + line);
      out.flush();
    } else {
      out.println(line);
    }
  }

  void done() {
    if (out != null && inPlace) {
      out.print("\r\033[K");
      out.flush();
    }
  }

  private static void append(StringBuilder line, Result.@Nullable Interval latency) {
    if (latency != null) {
      line.append(String.format(Locale.ROOT, " (p99 %s ms)", Report.millis(latency.p99())));
    }
  }

  private static void append(StringBuilder line, String what, long bytes, double seconds) {
    if (bytes > 0) {
      line.append(String.format(Locale.ROOT, "  %s %7.1f MB/s", what, bytes / 1e6 / seconds));
    }
  }
}
