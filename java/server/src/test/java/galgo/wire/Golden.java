package galgo.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The exchanges of recorded conversations with an Apache Iggy 0.8.0 server. */
final class Golden {
  private static final Pattern LINE =
      Pattern.compile(
          "\"what\": \"([^\"]*)\", \"code\": (\\d+), \"frame\": \"([0-9a-f]*)\","
              + " \"status\": (\\d+), \"answer\": \"([0-9a-f]*)\"");

  record Line(String file, String what, int code, byte[] frame, int status, byte[] answer) {
    @Override
    public String toString() {
      return file + ": " + what;
    }
  }

  private Golden() {}

  /** All that are a frame, in their order. */
  static Stream<Line> lines() {
    return Stream.of("framing", "groups", "messages", "streams_topics", "users")
        .flatMap(Golden::read)
        .filter(line -> line.code() != 0);
  }

  private static Stream<Line> read(String file) {
    try (InputStream in =
        Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/" + file + ".jsonl"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(LINE::matcher).filter(Matcher::find).map(m -> line(file, m));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Line line(String file, Matcher m) {
    return new Line(
        file,
        m.group(1),
        Integer.parseInt(m.group(2)),
        Payload.bytes(m.group(3)),
        Integer.parseInt(m.group(4)),
        Payload.bytes(m.group(5)));
  }
}
