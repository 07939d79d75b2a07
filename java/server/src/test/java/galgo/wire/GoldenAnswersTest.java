package galgo.wire;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Memory;
import galgo.wire.TopicRequest.TopicSettings;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The answers of recorded conversations: read field by field and written again, they are the same
 * bytes.
 */
class GoldenAnswersTest {
  private final Cursor in = new Cursor();
  private final AnswerBuffer out = new AnswerBuffer(1 << 20);

  static Stream<Golden.Line> answers() {
    return Golden.lines().filter(line -> line.answer().length > 0);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void whatIsReadIsWrittenAsTheSameBytes(Golden.Line line) {
    try (Payload payload = Payload.of(line.answer())) {
      in.reset(payload.address(), payload.length);
      switch (line.code()) {
        case CommandCode.GET_CLUSTER_METADATA -> cluster();
        case CommandCode.GET_ME, CommandCode.GET_CLIENT -> clientDetails();
        case CommandCode.GET_USER, CommandCode.CREATE_USER -> userDetails();
        case CommandCode.GET_USERS -> repeat(this::user);
        case CommandCode.LOGIN_USER, CommandCode.LOGIN_WITH_PERSONAL_ACCESS_TOKEN ->
            Answers.login(out, in.u32());
        case CommandCode.GET_PERSONAL_ACCESS_TOKENS ->
            repeat(() -> Answers.personalAccessToken(out, in.name8(), in.u64()));
        case CommandCode.CREATE_PERSONAL_ACCESS_TOKEN -> Answers.rawToken(out, in.name8());
        case CommandCode.POLL_MESSAGES -> poll();
        case CommandCode.GET_CONSUMER_OFFSET ->
            Answers.consumerOffset(out, in.u32(), in.u64(), in.u64());
        case CommandCode.GET_STREAM, CommandCode.CREATE_STREAM -> times(stream(), this::topic);
        case CommandCode.GET_STREAMS -> repeat(this::stream);
        case CommandCode.GET_TOPIC, CommandCode.CREATE_TOPIC -> times(topic(), this::partition);
        case CommandCode.GET_TOPICS -> repeat(this::topic);
        case CommandCode.GET_CONSUMER_GROUP, CommandCode.CREATE_CONSUMER_GROUP ->
            times(group(), this::member);
        case CommandCode.GET_CONSUMER_GROUPS -> repeat(this::group);
        default -> throw new AssertionError("an answer to " + CommandCode.name(line.code()));
      }
      assertThat(in.status()).isZero();
      assertThat(in.remaining()).isZero();
    }
    assertThat(out.toBytes()).isEqualTo(line.answer());
  }

  private void repeat(Runnable record) {
    while (in.remaining() > 0 && !in.failed()) {
      record.run();
    }
  }

  private static void times(int count, Runnable record) {
    for (int i = 0; i < count; i++) {
      record.run();
    }
  }

  private void cluster() {
    byte[] name = in.text32();
    int nodes = (int) in.u32();
    Answers.cluster(out, name, nodes);
    for (int i = 0; i < nodes; i++) {
      byte[] node = in.text32();
      byte[] ip = in.text32();
      int[] ports = new int[4];
      for (int port = 0; port < ports.length; port++) {
        ports[port] = in.u8() | in.u8() << 8;
      }
      Answers.clusterNode(out, node, ip, ports, in.u8(), in.u8());
    }
  }

  private void clientDetails() {
    long client = in.u32();
    long user = in.u32();
    int transport = in.u8();
    byte[] address = in.text32();
    int groups = (int) in.u32();
    Answers.client(out, client, user, transport, address, groups);
    times(groups, () -> Answers.clientGroup(out, in.u32(), in.u32(), in.u32()));
  }

  private void user() {
    Answers.user(out, in.u32(), in.u64(), in.u8(), in.name8());
  }

  private void userDetails() {
    user();
    if (in.u8() == 1) {
      Answers.userPermissions(out, PermissionsCodec.read(in));
    } else {
      in.take(3);
      Answers.userPermissions(out, null);
    }
  }

  private int stream() {
    long id = in.u32();
    long createdAt = in.u64();
    int topics = (int) in.u32();
    Answers.stream(out, id, createdAt, topics, in.u64(), in.u64(), in.name8());
    return topics;
  }

  private int topic() {
    long id = in.u32();
    long createdAt = in.u64();
    int partitions = (int) in.u32();
    long expiry = in.u64();
    int compression = in.u8();
    long maxSize = in.u64();
    int replication = in.u8();
    long size = in.u64();
    long messages = in.u64();
    TopicSettings settings =
        new TopicSettings(compression, expiry, maxSize, replication, in.name8());
    Answers.topic(out, id, createdAt, partitions, settings, size, messages);
    return partitions;
  }

  private void partition() {
    Answers.partition(out, in.u32(), in.u64(), in.u32(), in.u64(), in.u64(), in.u64());
  }

  private int group() {
    long id = in.u32();
    int partitions = (int) in.u32();
    int members = (int) in.u32();
    Answers.group(out, id, partitions, members, in.name8());
    return members;
  }

  private void member() {
    long member = in.u32();
    int[] partitions = new int[(int) in.u32()];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = (int) in.u32();
    }
    Answers.groupMember(out, member, partitions);
  }

  private void poll() {
    byte[] answer = Memory.bytes(in.position(), (int) in.remaining());
    try (Payload head = Payload.of(new byte[PollAnswer.SIZE])) {
      int messages = answer.length - PollAnswer.PREFIX;
      PollAnswer.writeHead(head.address(), messages, in.u32(), in.u64(), in.u32());
      byte[] written = Memory.bytes(head.address(), PollAnswer.SIZE);
      assertThat(Frame.payloadLength(head.address())).isEqualTo(answer.length);
      out.raw(Frames.payload(written));
    }
    out.raw(Memory.bytes(in.take(in.remaining()), answer.length - PollAnswer.PREFIX));
  }
}
