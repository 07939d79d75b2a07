package galgo.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The requests of recorded conversations with an Apache Iggy 0.8.0 server. */
class GoldenFramesTest {
  private static final Pattern LINE =
      Pattern.compile(
          "\"what\": \"([^\"]*)\", \"code\": (\\d+), \"frame\": \"([0-9a-f]*)\", \"status\": (\\d+)");

  /**
   * What decoding alone may answer; an InvalidCommand may also come of a value that is checked
   * later.
   */
  private static final Set<Integer> OF_DECODING =
      Set.of(Status.INVALID_FORMAT, Status.INVALID_IDENTIFIER, Status.INVALID_MESSAGES_COUNT);

  record Line(String file, String what, int code, byte[] frame, int status) {
    @Override
    public String toString() {
      return file + ": " + what;
    }
  }

  static Stream<Line> lines() {
    return Stream.of("framing", "groups", "messages", "streams_topics", "users")
        .flatMap(GoldenFramesTest::read);
  }

  private static Stream<Line> read(String file) {
    try (InputStream in =
        Objects.requireNonNull(
            GoldenFramesTest.class.getResourceAsStream("/golden/" + file + ".jsonl"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .map(LINE::matcher)
          .filter(Matcher::find)
          .map(m ->
              new Line(
                  file,
                  m.group(1),
                  Integer.parseInt(m.group(2)),
                  Payload.bytes(m.group(3)),
                  Integer.parseInt(m.group(4))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Line> wellFramed() {
    return lines().filter(line -> line.code() != 0);
  }

  @ParameterizedTest
  @MethodSource("wellFramed")
  void decodingRefusesWhatTheRecordedServerRefused(Line line) {
    assertThat(Frames.code(line.frame())).isEqualTo(line.code());
    int status = Frames.status(line.code(), Frames.payload(line.frame()), 0xA5);
    if (status == Status.OK) {
      assertThat(OF_DECODING).doesNotContain(line.status());
      if (line.status() == Status.INVALID_COMMAND) {
        assertThat(line.what()).matches(".*(bad|unknown|mixed|code).*");
      }
    } else {
      assertThat(status).isEqualTo(line.status());
    }
  }

  @ParameterizedTest
  @MethodSource("wellFramed")
  void whatIsDecodedIsEncodedToTheSameFrame(Line line) {
    byte[] payload = Frames.payload(line.frame());
    if (line.code() == CommandCode.SEND_MESSAGES
        || Frames.status(line.code(), payload, 0) != Status.OK) {
      return;
    }
    byte[] again =
        Frames.isHot(line.code())
            ? Frames.encode((DataRequest) Frames.decodeHot(line.code(), payload, 0))
            : Frames.encode((Request) Frames.decode(line.code(), payload, 0));
    if (line.what().matches("trailing bytes|ping with payload")) {
      assertThat(again.length).isLessThan(line.frame().length);
    } else {
      assertThat(again).isEqualTo(line.frame());
    }
  }
}
