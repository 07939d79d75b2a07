package galgo.wire;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HotRequestsTest {
  private static final String POLL =
      "01 010401000000 010400000000 010400000000 0100000000 050000000000000000 0a000000 01";
  private static final String SEND_METADATA =
      "16000000 010400000000 010400000000 020400000000 01000000";
  private static final String INDEX = "00000000 51000000 0000000000000000";
  private static final String MESSAGE = "00".repeat(81);

  @Test
  void thePollOfTheProtocolPageIsDecoded() {
    PollRequest poll = new PollRequest();
    try (Payload payload = Payload.hex(POLL)) {
      assertThat(poll.wrap(payload.address(), payload.length)).isEqualTo(Status.OK);
      assertThat(poll.consumer().isGroup()).isFalse();
      assertThat(poll.consumer().identifier().numeric()).isEqualTo(1);
      assertThat(poll.stream().isNumeric()).isTrue();
      assertThat(poll.topic().numeric()).isZero();
      assertThat(poll.hasPartition()).isTrue();
      assertThat(poll.partition()).isZero();
      assertThat(poll.strategy()).isEqualTo(PollRequest.NEXT);
      assertThat(poll.count()).isEqualTo(10);
      assertThat(poll.autoCommit()).isTrue();
    }
  }

  @Test
  void aPartitionFlagOtherThanOneMeansNone() {
    PollRequest poll = new PollRequest();
    try (Payload payload = Payload.hex(POLL.replace(" 0100000000 ", " 0200000000 "))) {
      assertThat(poll.wrap(payload.address(), payload.length)).isEqualTo(Status.OK);
      assertThat(poll.hasPartition()).isFalse();
    }
  }

  @Test
  void anUnknownConsumerOrStrategyKindIsAnInvalidCommand() {
    assertThat(poll("03" + POLL.substring(2))).isEqualTo(Status.INVALID_COMMAND);
    assertThat(poll(POLL.replace(" 0500", " 0600"))).isEqualTo(Status.INVALID_COMMAND);
    assertThat(poll(POLL.replace(" 0500", " 0000"))).isEqualTo(Status.INVALID_COMMAND);
  }

  @Test
  void identifiersAreCheckedByKindLengthAndText() {
    assertThat(identifier("010400000000")).isEqualTo(6);
    assertThat(identifier("02027331")).isEqualTo(4);
    assertThat(identifier("0103000000")).isEqualTo(-Status.INVALID_FORMAT);
    assertThat(identifier("0200")).isEqualTo(-Status.INVALID_FORMAT);
    assertThat(identifier("0202fffe")).isEqualTo(-Status.INVALID_COMMAND);
    assertThat(identifier("070400000000")).isEqualTo(-Status.INVALID_COMMAND);
    // truncation is seen before a wrong length
    assertThat(identifier("01030000")).isEqualTo(-Status.INVALID_COMMAND);
    assertThat(identifier("01")).isEqualTo(-Status.INVALID_COMMAND);
  }

  @Test
  void theSendOfTheProtocolPageIsDecoded() {
    SendRequest send = new SendRequest();
    try (Payload payload = Payload.hex(SEND_METADATA + INDEX + MESSAGE)) {
      assertThat(send.wrap(payload.address(), payload.length)).isEqualTo(Status.OK);
      assertThat(send.stream().numeric()).isZero();
      assertThat(send.topic().numeric()).isZero();
      assertThat(send.partitioning()).isEqualTo(SendRequest.PARTITION);
      assertThat(send.partition()).isZero();
      assertThat(send.messagesCount()).isEqualTo(1);
      assertThat(send.indexOffset()).isEqualTo(26);
      assertThat(send.messagesOffset()).isEqualTo(42);
      assertThat(send.messagesLength()).isEqualTo(81);
      assertThat(send.messagesAddress()).isEqualTo(payload.address() + 42);
    }
  }

  @Test
  void metadataIsDecodedBeforeTheRestOfASendHasArrived() {
    SendRequest send = new SendRequest();
    try (Payload payload = Payload.hex(SEND_METADATA)) {
      for (int available = 0; available < payload.length; available++) {
        assertThat(send.wrap(payload.address(), available, 1000)).isEqualTo(SendRequest.INCOMPLETE);
      }
      assertThat(send.wrap(payload.address(), payload.length, 1000)).isEqualTo(Status.OK);
      assertThat(send.messagesLength()).isEqualTo(1000 - 42);
    }
  }

  @Test
  void aSendIsRefusedInTheOrderOfTheChecks() {
    assertThat(send("")).isEqualTo(Status.INVALID_COMMAND);
    assertThat(send("17000000" + "00".repeat(22))).isEqualTo(Status.INVALID_COMMAND);
    assertThat(send("00000000")).isEqualTo(Status.INVALID_IDENTIFIER);
    assertThat(send("0600000001040000000000")).isEqualTo(Status.INVALID_IDENTIFIER);
    assertThat(send("0c000000" + "010300000000" + "010400000000"))
        .isEqualTo(Status.INVALID_IDENTIFIER);
    assertThat(send("0c000000" + "010400000000" + "010400000000"))
        .isEqualTo(Status.INVALID_COMMAND);
    assertThat(send(SEND_METADATA.replace(" 0204", " 0904"))).isEqualTo(Status.INVALID_COMMAND);
    assertThat(send(SEND_METADATA.replace(" 0204", " 0203"))).isEqualTo(Status.INVALID_COMMAND);
    assertThat(send(SEND_METADATA)).isEqualTo(Status.INVALID_COMMAND);
    assertThat(send(SEND_METADATA.replace(" 01000000", " ffffffff")))
        .isEqualTo(Status.INVALID_COMMAND);
    assertThat(send(SEND_METADATA.replace(" 01000000", " 00000000")))
        .isEqualTo(Status.INVALID_MESSAGES_COUNT);
  }

  @Test
  void aNameInASendNeedNotBeUtf8AndItsKeyMayBeEmpty() {
    String metadata = "0e000000 0202fffe 0202fffe 0300 01000000";
    SendRequest send = new SendRequest();
    try (Payload payload = Payload.hex(metadata + INDEX + MESSAGE)) {
      assertThat(send.wrap(payload.address(), payload.length)).isEqualTo(Status.OK);
      assertThat(send.partitioning()).isEqualTo(SendRequest.KEY);
      assertThat(send.keyLength()).isZero();
      assertThat(Memory.bytes(send.stream().nameAddress(), send.stream().nameLength()))
          .isEqualTo(new byte[] {(byte) 0xFF, (byte) 0xFE});
    }
  }

  @Test
  void theIndexBeginsWhereTheMetadataLengthSays() {
    SendRequest send = new SendRequest();
    String longer = SEND_METADATA.replace("16000000", "19000000") + "aabbcc";
    try (Payload payload = Payload.hex(longer + INDEX + MESSAGE)) {
      assertThat(send.wrap(payload.address(), payload.length)).isEqualTo(Status.OK);
      assertThat(send.indexOffset()).isEqualTo(29);
      assertThat(send.messagesLength()).isEqualTo(81);
    }
  }

  @Test
  void everyStatusAndCommandHasAText() {
    assertThat(Status.text(Status.UNAUTHENTICATED)).isEqualTo("The connection has not logged in");
    assertThat(Status.text(17)).isEqualTo("Unknown status 17");
    assertThat(CommandCode.name(CommandCode.POLL_MESSAGES)).isEqualTo("poll messages");
    assertThat(CommandCode.name(45)).isEqualTo("unknown command 45");
  }

  @Test
  void utf8IsTakenAsStrictlyAsByTheJdkDecoder() {
    String[] samples = {
      "",
      "41",
      "c3a4",
      "e282ac",
      "f0908080",
      "f48fbfbf",
      "efbfbf",
      "ed9fbf",
      "ee8080",
      "80",
      "bf",
      "c0af",
      "c1bf",
      "c3",
      "c328",
      "e08080",
      "e0a0",
      "e09fbf",
      "eda080",
      "edbfbf",
      "f0808080",
      "f08fbfbf",
      "f4908080",
      "f5808080",
      "ff",
      "fe",
      "e28228",
      "f09f98",
      "f09f9828"
    };
    for (String sample : samples) {
      for (String before : new String[] {"", "00".repeat(7), "61".repeat(8)}) {
        for (String after : new String[] {"", "62".repeat(9)}) {
          byte[] bytes = Payload.bytes(before + sample + after);
          try (Payload payload = Payload.of(bytes)) {
            boolean valid = Utf8.isValid(payload.address(), payload.length);
            assertThat(valid).as(before + sample + after).isEqualTo(validToJdk(bytes));
          }
        }
      }
    }
  }

  private static boolean validToJdk(byte[] bytes) {
    byte[] again = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(bytes, again);
  }

  private static int poll(String hex) {
    try (Payload payload = Payload.hex(hex)) {
      return new PollRequest().wrap(payload.address(), payload.length);
    }
  }

  private static int send(String hex) {
    try (Payload payload = Payload.hex(hex)) {
      return new SendRequest().wrap(payload.address(), payload.length);
    }
  }

  private static int identifier(String hex) {
    try (Payload payload = Payload.hex(hex)) {
      return new IdentifierView().wrap(payload.address(), payload.length);
    }
  }
}
