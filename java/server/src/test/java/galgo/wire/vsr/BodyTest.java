package galgo.wire.vsr;

import static net.jqwik.api.Combinators.combine;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.JavaKernels;
import galgo.wire.AnswerBuffer;
import galgo.wire.AnyRequest;
import galgo.wire.CommandCode;
import galgo.wire.Decoded;
import galgo.wire.GroupRequest;
import galgo.wire.Identifier;
import galgo.wire.Option;
import galgo.wire.Payload;
import galgo.wire.Request;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.SystemRequest;
import galgo.wire.TopicRequest;
import galgo.wire.UserRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class BodyTest {
  private static final String REGISTER =
      "00 2c 00 00  08 72 75 73 74 2d 73 64 6b  06 30 2e 31 31 2e 30  04 69 67 67 79"
          + "  04 69 67 67 79  00 00 00 00";

  @Example
  void loginOfTheReleasedClients() {
    try (Payload body = Payload.hex(REGISTER)) {
      Register register = Register.decode(body.address(), body.length);
      assertThat(register).isNotNull();
      assertThat(register.protocol()).isEqualTo(11264);
      assertThat(ProtocolVersion.isServed(register.protocol())).isTrue();
      assertThat(register.login())
          .usingRecursiveComparison()
          .isEqualTo(
              new UserRequest.LoginUser(utf8("iggy"), utf8("iggy"), utf8("0.11.0"), new byte[0]));
      assertThat(new JavaKernels().xxh3(body.address(), body.length))
          .isEqualTo(0x8fde203c2a3f8095L);
    }
  }

  @Example
  void createStreamOfTheReleasedClients() {
    try (Payload body = Payload.hex("02 73 31")) {
      assertThat(new BodyDecoder().decode(CommandCode.CREATE_STREAM, body.address(), body.length))
          .usingRecursiveComparison()
          .isEqualTo(new StreamRequest.CreateStream(utf8("s1")));
      assertThat(new JavaKernels().xxh3(body.address(), body.length))
          .isEqualTo(0x2f81b4a25a20bec2L);
    }
  }

  @Example
  void createTopicOfTheReleasedClients() {
    AnswerBuffer out = new AnswerBuffer(1000);
    List<Option> options =
        List.of(
            new Option(utf8("consumer_offset_durability"), OptionBlock.STRING, utf8("replicated")),
            new Option(utf8("durability"), OptionBlock.STRING, utf8("replicated")));
    Request create =
        new TopicRequest.CreateTopicWithOptions(Identifier.of("s1"), 1, utf8("t1"), options);
    BodyEncoder.body(out, create);
    assertThat(out.length()).isEqualTo(87);
    assertThat(out.toBytes())
        .startsWith(Payload.bytes("02 02 73 31 01 00 00 00 02 74 31 02 1a 00 00 00"));
    assertThat(decode(CommandCode.CREATE_TOPIC, out.toBytes(), 1))
        .usingRecursiveComparison()
        .isEqualTo(create);
  }

  @Property
  void everyRequestIsDecodedToWhatWasEncoded(@ForAll("requests") Request request) {
    AnswerBuffer out = new AnswerBuffer(1 << 20);
    int code = BodyEncoder.body(out, request);
    assertThat(decode(code, out.toBytes(), 1)).usingRecursiveComparison().isEqualTo(request);
  }

  @Property(tries = 300)
  void everyTruncationOfALayoutWithoutOptionsIsRefused(@ForAll("requests") Request request) {
    AnswerBuffer out = new AnswerBuffer(1 << 20);
    int code = BodyEncoder.body(out, request);
    byte[] body = out.toBytes();
    for (int length = 0; length < body.length; length++) {
      byte[] prefix = Payload.prefix(body, length);
      Decoded decoded = decode(code, prefix, 0x01);
      assertThat(decode(code, prefix, 0xFF)).usingRecursiveComparison().isEqualTo(decoded);
      if (!(request instanceof TopicRequest)) {
        assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
      }
    }
  }

  @Property(tries = 3000)
  void bytesOfAnyKindGiveARequestOrAStatusByThemselvesAlone(
      @ForAll("codes") int code, @ForAll("noise") byte[] body) {
    Decoded decoded = decode(code, body, 0x01);
    if (decoded instanceof Decoded.Malformed(int status)) {
      assertThat(status).isIn(3, 4, 5, 4041);
    }
    assertThat(decode(code, body, 0xFF)).usingRecursiveComparison().isEqualTo(decoded);
  }

  @Property
  void bothShapesOfALoginAreToldApart(@ForAll("noise") byte[] tail) {
    AnswerBuffer out = new AnswerBuffer(1 << 20);
    Request token = new UserRequest.LoginWithPersonalAccessToken(utf8("token"));
    BodyEncoder.body(out, token);
    assertThat(login(out.toBytes())).usingRecursiveComparison().isEqualTo(token);
    out.raw(tail);
    if (tail.length > 0) {
      assertThat(login(out.toBytes()))
          .isNotInstanceOf(UserRequest.LoginWithPersonalAccessToken.class);
    }
  }

  @Example
  void brokenOptionBlocksAreRefused() {
    String string = "02 01 00 00 00 61 ";
    assertThat(blockStatus(string + string)).isEqualTo(Status.OK);
    assertThat(blockStatus(string)).isEqualTo(3);
    assertThat(blockStatus(string + string + string + string)).as("same key").isEqualTo(3);
    assertThat(blockStatus("03 01 00 00 00 61 " + string)).as("kind of key").isEqualTo(3);
    assertThat(blockStatus(string + "00 01 00 00 00 61")).as("kind of value").isEqualTo(3);
    assertThat(blockStatus(string + "02 00 00 00 00")).as("empty").isEqualTo(3);
    assertThat(blockStatus("02 01 00 00 00 ff " + string)).as("not UTF-8").isEqualTo(3);
    assertThat(blockStatus(string + "02 ff ff ff ff 61")).as("too long").isEqualTo(3);
  }

  @Example
  void streamsAndUsersHaveNoOptions() {
    assertThat(
            decode(
                CommandCode.CREATE_STREAM,
                Payload.bytes("01 73 02 01 00 00 00 61 02 01 00 00 00 61"),
                0))
        .isEqualTo(new Decoded.Malformed(Status.UNSUPPORTED_OPTION_KEY));
  }

  private static int blockStatus(String block) {
    byte[] body = Payload.bytes("01 04 00 00 00 00 01 00 00 00 01 74" + block);
    return decode(CommandCode.CREATE_TOPIC, body, 0) instanceof Decoded.Malformed(int status)
        ? status
        : Status.OK;
  }

  private static Object login(byte[] bytes) {
    try (Payload body = Payload.of(bytes)) {
      Register register = Register.decode(body.address(), body.length);
      return register == null || register.login() == null ? "malformed" : register.login();
    }
  }

  private static Decoded decode(int code, byte[] bytes, int garbage) {
    try (Payload body = Payload.of(bytes, garbage)) {
      return new BodyDecoder().decode(code, body.address(), body.length);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Provide
  Arbitrary<Request> requests() {
    Arbitrary<byte[]> text =
        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(255).map(BodyTest::utf8);
    Arbitrary<Identifier> id =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 0xFFFF_FFFFL).map(Identifier.Numeric::new),
            text.map(Identifier.Named::new));
    Arbitrary<List<Option>> options =
        combine(text, Arbitraries.integers().between(1, 255), text)
            .as(Option::new)
            .list()
            .uniqueElements(option -> new String(option.key(), StandardCharsets.UTF_8))
            .ofMaxSize(4);
    Arbitrary<Long> u32 = Arbitraries.longs().between(0, 0xFFFF_FFFFL);
    return Arbitraries.oneOf(
        AnyRequest.cold()
            .filter(request ->
                !(request instanceof TopicRequest.CreateTopic
                    || request instanceof TopicRequest.UpdateTopic
                    || request instanceof UserRequest.LoginUser
                    || request instanceof UserRequest.LoginWithPersonalAccessToken)),
        Arbitraries.integers().between(0, 255).map(SystemRequest.DescribeOptions::new),
        combine(id, id, id).as(GroupRequest.SyncConsumerGroup::new),
        combine(id, u32, text, options).as(TopicRequest.CreateTopicWithOptions::new),
        combine(id, id, text, options).as(TopicRequest.UpdateTopicWithOptions::new));
  }

  @Provide
  Arbitrary<Integer> codes() {
    return Arbitraries.integers()
        .between(0, 650)
        .filter(code ->
            !CommandCode.name(code).startsWith("unknown")
                && (code < 100 || code > 102)
                && (code < 120 || code > 122));
  }

  @Provide
  Arbitrary<byte[]> noise() {
    return Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.bytes().between((byte) 0, (byte) 5)),
            Tuple.of(1, Arbitraries.bytes()))
        .array(byte[].class)
        .ofMaxSize(80);
  }
}
