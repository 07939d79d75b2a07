package galgo.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RequestDecoderTest {
  private static final String ID = "010400000000";
  private static final String NO_GLOBAL = "00".repeat(10);

  @Test
  void permissionsAreSortedAndTheLastOfTheSameIdCounts() {
    String stream9 = "01 09000000 010000000000 00";
    String stream3 = "01 03000000 000000000000" + "01 07000000 01000000" + "01 02000000 00000001";
    String again = "01 07000000 00010000 00";
    String stream9Again = "01 09000000 000000000001 00";
    String block = NO_GLOBAL + stream9 + stream3 + again + stream9Again + "00";
    String length = String.format("%02x000000", Payload.bytes(block).length);
    assertThat(decode(CommandCode.UPDATE_PERMISSIONS, ID + "01" + length + block))
        .isEqualTo(
            new UserRequest.UpdatePermissions(
                Identifier.of(0),
                new WirePermissions(
                    0,
                    List.of(
                        new WirePermissions.Stream(
                            3,
                            0,
                            List.of(
                                new WirePermissions.Topic(2, WirePermissions.Topic.SEND_MESSAGES),
                                new WirePermissions.Topic(7, WirePermissions.Topic.READ_TOPIC))),
                        new WirePermissions.Stream(
                            9, WirePermissions.Stream.SEND_MESSAGES, List.of())))));
  }

  @Test
  void aPermissionsLengthOtherThanTheBlocksIsAnInvalidFormat() {
    assertThat(decode(CommandCode.UPDATE_PERMISSIONS, ID + "01 0c000000" + NO_GLOBAL + "00"))
        .isEqualTo(new Decoded.Malformed(Status.INVALID_FORMAT));
    assertThat(decode(CommandCode.UPDATE_PERMISSIONS, ID + "01 00000000" + NO_GLOBAL + "00"))
        .isEqualTo(new Decoded.Malformed(Status.INVALID_FORMAT));
    assertThat(decode(CommandCode.UPDATE_PERMISSIONS, ID + "01 0b000000" + NO_GLOBAL))
        .isEqualTo(new Decoded.Malformed(Status.INVALID_COMMAND));
  }

  @Test
  void onlyOneSaysThatAnOptionalPartIsThere() {
    assertThat(decode(CommandCode.UPDATE_PERMISSIONS, ID + "02 ffffffff"))
        .isEqualTo(new UserRequest.UpdatePermissions(Identifier.of(0), null));
    Decoded update = decode(CommandCode.UPDATE_USER, ID + "02 01 07");
    assertThat(update).isInstanceOf(UserRequest.UpdateUser.class);
    assertThat(((UserRequest.UpdateUser) update).username()).isNull();
    assertThat(((UserRequest.UpdateUser) update).status()).hasValue(7);
  }

  @Test
  void loginNeedsVersionAndContextThoughTheyMayBeEmpty() {
    assertThat(decode(CommandCode.LOGIN_USER, "0469676779 0469676779 00000000"))
        .isEqualTo(new Decoded.Malformed(Status.INVALID_COMMAND));
    assertThat(decode(CommandCode.LOGIN_USER, "0469676779 0469676779 00000000 00000000"))
        .isInstanceOf(UserRequest.LoginUser.class);
    assertThat(decode(CommandCode.LOGIN_USER, "0469676779 0469676779 ffffffff 00000000"))
        .isEqualTo(new Decoded.Malformed(Status.INVALID_COMMAND));
  }

  @Test
  void theFirstBrokenFieldGivesTheStatus() {
    assertThat(decode(CommandCode.GET_TOPIC, "0200" + "07"))
        .isEqualTo(new Decoded.Malformed(Status.INVALID_FORMAT));
    assertThat(decode(CommandCode.GET_TOPIC, "0704" + "00000000" + "0200"))
        .isEqualTo(new Decoded.Malformed(Status.INVALID_COMMAND));
  }

  @Test
  void aCodeOfNoCommandIsMalformedAndOneOfAViewACallersMistake() {
    for (int code : new int[] {Integer.MIN_VALUE, -1, 0, 2, 9, 45, 103, 206, 401, 500, 606, 700}) {
      assertThat(decode(code, "")).isEqualTo(new Decoded.Malformed(Status.INVALID_COMMAND));
    }
    assertThatThrownBy(() -> decode(CommandCode.POLL_MESSAGES, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Decoded decode(int code, String hex) {
    return Frames.decode(code, Payload.bytes(hex), 0xA5);
  }
}
