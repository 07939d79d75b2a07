package galgo.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The requests of recorded conversations with an Apache Iggy 0.8.0 server. */
class GoldenFramesTest {
  /**
   * What decoding alone may answer; an InvalidCommand may also come of a value that is checked
   * later.
   */
  private static final Set<Integer> OF_DECODING =
      Set.of(Status.INVALID_FORMAT, Status.INVALID_IDENTIFIER, Status.INVALID_MESSAGES_COUNT);

  static Stream<Golden.Line> lines() {
    return Golden.lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void decodingRefusesWhatTheRecordedServerRefused(Golden.Line line) {
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
  @MethodSource("lines")
  void whatIsDecodedIsEncodedToTheSameFrame(Golden.Line line) {
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
