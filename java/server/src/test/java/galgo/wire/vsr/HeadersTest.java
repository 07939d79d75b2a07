package galgo.wire.vsr;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.JavaKernels;
import galgo.io.Memory;
import galgo.wire.CommandCode;
import galgo.wire.Payload;
import galgo.wire.Status;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class HeadersTest {
  private static final int CLIENT = 128;

  /** The ping of a released client before its login, but for the client. */
  private static byte[] ping() {
    byte[] header = new byte[RequestHeader.SIZE];
    put(header, 48, "00 01 00 00");
    put(header, 60, "05");
    put(header, CLIENT, "01");
    put(header, 168, "01");
    put(header, 176, "02");
    put(header, 196, "01");
    return header;
  }

  @Example
  void pingOfTheReleasedClients() {
    try (Payload frame = Payload.of(ping())) {
      assertThat(RequestHeader.isPlausible(frame.address())).isTrue();
      RequestHeader header = header(frame);
      assertThat(header.check()).isEqualTo(Status.OK);
      assertThat(header.size()).isEqualTo(RequestHeader.SIZE);
      assertThat(BodyDecoder.code(header)).isEqualTo(CommandCode.PING);
      assertThat(header.request()).isEqualTo(1);
      try (Payload written = Payload.of(new byte[RequestHeader.SIZE])) {
        RequestHeader.write(
            written.address(), 0, 1, 0, 0, 1, Operation.NON_REPLICATED, 0, CommandCode.PING);
        assertThat(Memory.bytes(written.address(), RequestHeader.SIZE)).isEqualTo(ping());
      }
    }
  }

  @Example
  void answersAreTheVectors() {
    byte[] request = ping();
    put(request, 176, "80");
    try (Payload frame = Payload.of(request);
        Payload answer = Payload.of(new byte[RequestHeader.SIZE])) {
      RequestHeader header = header(frame);
      ReplyHeader.write(answer.address(), header, 7, Status.OK, Replies.RESULT_SECTION);
      byte[] expected = new byte[RequestHeader.SIZE];
      put(expected, 48, "04 01 00 00");
      put(expected, 60, "08");
      put(expected, 160, "01");
      put(expected, 176, "07");
      put(expected, 200, "01");
      put(expected, 208, "80");
      assertThat(Memory.bytes(answer.address(), RequestHeader.SIZE)).isEqualTo(expected);
      ReplyHeader.write(answer.address(), header, 7, Status.UNAUTHORIZED, 0);
      put(expected, 48, "00 01 00 00");
      put(expected, 216, "29 00 00 00");
      assertThat(Memory.bytes(answer.address(), RequestHeader.SIZE)).isEqualTo(expected);
      Eviction.write(answer.address(), header, Eviction.INCOMPATIBLE_PROTOCOL);
      expected = new byte[RequestHeader.SIZE];
      put(expected, 48, "00 01 00 00");
      put(expected, 60, "0d");
      put(expected, CLIENT, "01");
      put(expected, 144, "ff 2f 00 00 00 2c 00 00");
      put(expected, 255, "0e");
      assertThat(Memory.bytes(answer.address(), RequestHeader.SIZE)).isEqualTo(expected);
    }
  }

  @Property
  void aBitInTheFrontMakesAFrameImplausible(
      @ForAll @IntRange(max = RequestHeader.ZEROS * 8 - 1) int bit) {
    byte[] bytes = ping();
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    try (Payload frame = Payload.of(bytes)) {
      assertThat(RequestHeader.isPlausible(frame.address())).isFalse();
    }
  }

  @Property
  void aBitInAStampedBodyOrItsChecksumIsNoticed(
      @ForAll byte[] body, @ForAll @IntRange(max = 1000) int at) {
    byte[] bytes = ping();
    byte[] whole = new byte[RequestHeader.SIZE + body.length];
    System.arraycopy(body, 0, whole, RequestHeader.SIZE, body.length);
    try (Payload unstamped = Payload.of(body)) {
      long checksum = new JavaKernels().xxh3(unstamped.address(), body.length);
      for (int i = 0; i < 8; i++) {
        bytes[144 + i] = (byte) (checksum >>> 8 * i);
      }
    }
    System.arraycopy(bytes, 0, whole, 0, bytes.length);
    assertThat(covers(whole)).isTrue();
    int bits = (body.length + 16) * 8;
    int bit = at % bits;
    int index = bit / 8 < 16 ? 144 + bit / 8 : RequestHeader.SIZE + bit / 8 - 16;
    whole[index] ^= (byte) (1 << bit % 8);
    assertThat(covers(whole)).isFalse();
  }

  @Example
  void requestsWhoseFieldsDoNotGoTogetherAreRefused() {
    assertThat(check(60, "08")).as("an answer").isEqualTo(3);
    assertThat(check(CLIENT, "00")).as("no client").isEqualTo(3);
    assertThat(check(176, "01")).as("register with a number").isEqualTo(3);
    assertThat(check(176, "00")).as("reserved operation").isEqualTo(3);
    assertThat(check(176, "40")).as("internal operation").isEqualTo(3);
    assertThat(check(176, "a3")).as("unknown operation").isEqualTo(3);
    assertThat(check(176, "80")).as("create stream").isEqualTo(Status.OK);
  }

  @Example
  void everyOperationIsOneCommand() {
    Set<Integer> codes = new HashSet<>();
    int[] named =
        IntStream.range(0, 256)
            .filter(operation -> Operation.code(operation) != Operation.NOT_ALLOWED)
            .toArray();
    for (int operation : named) {
      assertThat(codes.add(Operation.code(operation))).isTrue();
      assertThat(Operation.of(Operation.code(operation))).isEqualTo(operation);
    }
    assertThat(named).hasSize(26);
    assertThat(Operation.of(CommandCode.POLL_MESSAGES)).isEqualTo(Operation.NON_REPLICATED);
  }

  private static int check(int at, String digits) {
    byte[] bytes = ping();
    put(bytes, at, digits);
    try (Payload frame = Payload.of(bytes)) {
      return header(frame).check();
    }
  }

  private static boolean covers(byte[] whole) {
    try (Payload frame = Payload.of(whole)) {
      return header(frame)
          .covers(
              frame.address() + RequestHeader.SIZE,
              frame.length - RequestHeader.SIZE,
              new JavaKernels());
    }
  }

  private static RequestHeader header(Payload frame) {
    RequestHeader header = new RequestHeader();
    header.wrap(frame.address());
    return header;
  }

  private static void put(byte[] bytes, int at, String digits) {
    byte[] value = Payload.bytes(digits);
    System.arraycopy(value, 0, bytes, at, value.length);
  }
}
