package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** What holds of the header of every answer of the newer protocol, by wire-0.9 §1.4 and §1.8. */
final class VsrAnswerCheck {
  private static final int EVICTION = 13;

  private long commit;

  /**
   * Fails unless the answer's header goes with the request's frame.
   *
   * @param body bytes after the header
   */
  void check(byte[] request, byte[] header, int body) {
    assertThat(Arrays.copyOf(header, 48)).as("front").containsOnly(0);
    assertThat(Arrays.copyOfRange(header, 61, 128)).as("after the command").containsOnly(0);
    if (header[60] == EVICTION) {
      assertThat(body).as("body of an eviction").isZero();
      same(header, 128, request, 128, 16);
      assertThat(Arrays.copyOfRange(header, 152, 255)).as("reserved").containsOnly(0);
      assertThat(header[255]).as("reason").isBetween((byte) 1, (byte) 15);
      boolean hasWindow = header[144] != 0 || header[148] != 0 || header[149] != 0;
      assertThat(hasWindow).as("window").isEqualTo(header[255] == 14);
      return;
    }
    assertThat(header[60]).as("command").isEqualTo((byte) 8);
    same(header, 128, request, 144, 16);
    assertThat(Arrays.copyOfRange(header, 144, 160)).as("context").containsOnly(0);
    same(header, 160, request, 128, 16);
    same(header, 192, request, 160, 8);
    same(header, 200, request, 168, 8);
    same(header, 208, request, 176, 1);
    assertThat(Arrays.copyOfRange(header, 209, 216)).as("padding").containsOnly(0);
    assertThat(Arrays.copyOfRange(header, 220, 256)).as("reserved").containsOnly(0);
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(fields.getLong(184)).as("commit").isGreaterThanOrEqualTo(commit);
    commit = fields.getLong(184);
    if (fields.getInt(216) != 0) {
      assertThat(body).as("body of an error").isZero();
    }
  }

  private static void same(byte[] answer, int at, byte[] request, int from, int length) {
    assertThat(Arrays.copyOfRange(answer, at, at + length))
        .as("bytes %d of the answer, %d of the request", at, from)
        .isEqualTo(Arrays.copyOfRange(request, from, from + length));
  }
}
