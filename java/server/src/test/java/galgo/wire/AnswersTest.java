package galgo.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.Memory;
import galgo.wire.TopicRequest.TopicSettings;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final byte[] NAME = "s1".getBytes(UTF_8);

  @Test
  void aStreamTakes33BytesAndItsName() {
    assertThat(written(out -> Answers.stream(out, 1, 2, 3, 4, 5, NAME)))
        .isEqualTo(
            Payload.bytes(
                "01000000 0200000000000000 03000000 0400000000000000 0500000000000000 027331"));
  }

  @Test
  void aTopicTakes51BytesAndItsName() {
    TopicSettings settings = new TopicSettings(1, -1, 7, 9, NAME);
    assertThat(written(out -> Answers.topic(out, 1, 2, 3, settings, 4, 5)))
        .isEqualTo(
            Payload.bytes(
                "01000000 0200000000000000 03000000 ffffffffffffffff 01 0700000000000000 09"
                    + "0400000000000000 0500000000000000 027331"));
  }

  @Test
  void aPartitionTakes40Bytes() {
    assertThat(written(out -> Answers.partition(out, 1, 2, 3, 4, 5, 6)))
        .isEqualTo(
            Payload.bytes(
                "01000000 0200000000000000 03000000 0400000000000000 0500000000000000"
                    + "0600000000000000"));
  }

  @Test
  void aGroupIsFollowedByItsMembersAndTheirPartitions() {
    assertThat(
            written(out -> {
              Answers.group(out, 1, 2, 1, NAME);
              Answers.groupMember(out, 0, new int[] {0, 1});
            }))
        .isEqualTo(
            Payload.bytes("01000000 02000000 01000000 027331 00000000 02000000 00000000 01000000"));
  }

  @Test
  void aUserWithoutPermissionsEndsInFourZeroBytes() {
    assertThat(
            written(out -> {
              Answers.user(out, 1, 2, 1, NAME);
              Answers.userPermissions(out, null);
            }))
        .isEqualTo(Payload.bytes("01000000 0200000000000000 01 027331 00000000"));
  }

  @Test
  void permissionsAreWrittenAsOnTheProtocolPage() {
    WirePermissions everything = new WirePermissions(0x3FF, List.of());
    assertThat(written(out -> Answers.userPermissions(out, everything)))
        .isEqualTo(Payload.bytes("01 0b000000" + "01".repeat(10) + "00"));
    WirePermissions.Topic topic =
        new WirePermissions.Topic(
            7, WirePermissions.Topic.POLL_MESSAGES | WirePermissions.Topic.SEND_MESSAGES);
    WirePermissions.Stream stream =
        new WirePermissions.Stream(
            3,
            WirePermissions.Stream.READ_STREAM | WirePermissions.Stream.POLL_MESSAGES,
            List.of(topic));
    assertThat(
            written(out -> Answers.userPermissions(out, new WirePermissions(0, List.of(stream)))))
        .isEqualTo(
            Payload.bytes(
                "01 20000000"
                    + "00".repeat(10)
                    + "01 03000000 000100000100 01 07000000 00000101 00 00"));
  }

  @Test
  void aClientIsFollowedByItsGroups() {
    assertThat(
            written(out -> {
              Answers.client(out, 1, Answers.NO_USER, Answers.TCP, NAME, 1);
              Answers.clientGroup(out, 2, 3, 4);
            }))
        .isEqualTo(
            Payload.bytes(
                "01000000 ffffffff 01 02000000 7331 01000000 02000000 03000000 04000000"));
  }

  @Test
  void clusterMetadataListsItsNodes() {
    assertThat(
            written(out -> {
              Answers.cluster(out, NAME, 1);
              Answers.clusterNode(out, NAME, NAME, new int[] {8090, 8080, 3000, 8092}, 0, 0);
            }))
        .isEqualTo(
            Payload.bytes(
                "02000000 7331 01000000 02000000 7331 02000000 7331 9a1f 901f b80b 9c1f 00 00"));
  }

  @Test
  void statisticsHaveTheirFieldsWhereThePageSays() {
    ServerStats stats = new ServerStats();
    stats.processId = 1;
    stats.cpuUsage = 1.5f;
    stats.startTime = 44;
    stats.messagesSize = 68;
    stats.consumerGroupsCount = 104;
    stats.hostname = NAME;
    stats.serverSemver = 8000;
    stats.threadsCount = 3;
    stats.totalDiskSpace = 5;
    byte[] bytes = written(stats::write);
    assertThat(bytes).hasSize(108 + 5 * 4 + 2 + 4 + 4 + 4 + 8 + 8);
    assertThat(bytes).startsWith(Payload.bytes("01000000 0000c03f"));
    assertThat(bytes[44]).isEqualTo((byte) 44);
    assertThat(bytes[68]).isEqualTo((byte) 68);
    assertThat(bytes[104]).isEqualTo((byte) 104);
    assertThat(bytes)
        .endsWith(
            Payload.bytes(
                "02000000 7331"
                    + "00".repeat(16)
                    + "401f0000 00000000 03000000"
                    + "0000000000000000 0500000000000000"));
  }

  @Test
  void aConsumerOffsetTakes20Bytes() {
    assertThat(written(out -> Answers.consumerOffset(out, 1, 2, 3)))
        .isEqualTo(Payload.bytes("01000000 0200000000000000 0300000000000000"));
  }

  @Test
  void theHeadOfAPollAnswerCountsItsPrefixAndMessages() {
    try (Payload memory = Payload.of(new byte[PollAnswer.SIZE])) {
      PollAnswer.writeHead(memory.address(), 81, 0, 0, 1);
      assertThat(Memory.bytes(memory.address(), PollAnswer.SIZE))
          .isEqualTo(Payload.bytes("00000000 61000000 00000000 0000000000000000 01000000"));
      PollAnswer.writeNothing(memory.address());
      assertThat(Memory.bytes(memory.address(), PollAnswer.SIZE))
          .isEqualTo(Payload.bytes("00000000 10000000" + "00".repeat(16)));
    }
  }

  @Test
  void aBufferGrowsToItsLimitAndNotPast() {
    AnswerBuffer out = new AnswerBuffer(1000);
    for (int i = 0; i < 125; i++) {
      out.u64(i);
    }
    assertThat(out.length()).isEqualTo(1000);
    assertThatThrownBy(() -> out.u8(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1000");
    assertThat(out.length()).isEqualTo(1000);
  }

  @Test
  void requestsOfTheProtocolPageAreEncodedAsThere() {
    assertThat(Frames.encode(new SystemRequest.Ping()))
        .isEqualTo(Payload.bytes("04000000 01000000"));
    byte[] iggy = "iggy".getBytes(UTF_8);
    assertThat(Frames.encode(new UserRequest.LoginUser(iggy, iggy, new byte[0], new byte[0])))
        .isEqualTo(Payload.bytes("16000000 26000000 0469676779 0469676779 00000000 00000000"));
    assertThat(Frames.encode(new StreamRequest.CreateStream(NAME)))
        .isEqualTo(Payload.bytes("07000000 ca000000 027331"));
    TopicSettings settings = new TopicSettings(1, 0, 0, 0, "t1".getBytes(UTF_8));
    assertThat(Frames.encode(new TopicRequest.CreateTopic(Identifier.of(0), 1, settings)))
        .isEqualTo(
            Payload.bytes(
                "23000000 2e010000 010400000000 01000000 01" + "00".repeat(17) + "027431"));
    DataRequest.Consumer consumer = new DataRequest.Consumer(false, Identifier.of(1));
    assertThat(
            Frames.encode(
                new DataRequest.Poll(
                    consumer,
                    Identifier.of(0),
                    Identifier.of(0),
                    OptionalLong.of(0),
                    PollRequest.NEXT,
                    0,
                    10,
                    true)))
        .isEqualTo(
            Payload.bytes(
                "2a000000 64000000 01 010401000000 010400000000 010400000000 0100000000"
                    + "050000000000000000 0a000000 01"));
  }

  @Test
  void theSendOfTheProtocolPageIsEncodedAsThere() {
    DataRequest.Message message =
        new DataRequest.Message(
            1,
            0,
            1_000_000,
            "hi".getBytes(UTF_8),
            Payload.bytes("02010000006b 0b0400000007000000"));
    DataRequest.Send send =
        new DataRequest.Send(
            Identifier.of(0),
            Identifier.of(0),
            new DataRequest.Partitioning.Partition(0),
            List.of(message));
    assertThat(Frames.encode(send))
        .isEqualTo(
            Payload.bytes(
                "7f000000 65000000 16000000 010400000000 010400000000 020400000000 01000000"
                    + "00000000 51000000 0000000000000000"
                    + "0000000000000000 01000000000000000000000000000000 0000000000000000"
                    + "0000000000000000 40420f0000000000 0f000000 02000000 0000000000000000"
                    + "6869 02010000006b 0b0400000007000000"));
  }

  private static byte[] written(Consumer<AnswerBuffer> write) {
    AnswerBuffer out = new AnswerBuffer(10_000);
    write.accept(out);
    return out.toBytes();
  }
}
