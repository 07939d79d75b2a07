package galgo.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class RequestPropertiesTest {
  private static final List<Integer> CODES =
      IntStream.rangeClosed(-1, 700)
          .filter(code -> !CommandCode.name(code).startsWith("unknown") || code % 100 < 50)
          .boxed()
          .toList();

  @Property
  void everyRequestIsDecodedToWhatWasEncoded(@ForAll("cold") Request request) {
    byte[] frame = Frames.encode(request);
    assertThat(Frames.decode(Frames.code(frame), Frames.payload(frame), 1))
        .isInstanceOf(request.getClass())
        .usingRecursiveComparison()
        .isEqualTo(request);
  }

  @Property
  void everyHotRequestIsDecodedToWhatWasEncoded(@ForAll("hot") DataRequest request) {
    byte[] frame = Frames.encode(request);
    assertThat(Frames.decodeHot(Frames.code(frame), Frames.payload(frame), 1))
        .isInstanceOf(request.getClass())
        .usingRecursiveComparison()
        .isEqualTo(request);
  }

  @Property
  void everySendIsDecodedToWhatWasEncoded(@ForAll("send") DataRequest.Send send) {
    Object head =
        new Frames.SendHead(
            send.stream(),
            send.topic(),
            send.partitioning(),
            send.messages().size(),
            send.messages().stream().mapToLong(DataRequest.Message::size).sum());
    byte[] payload = Frames.payload(Frames.encode(send));
    assertThat(Frames.decodeHot(CommandCode.SEND_MESSAGES, payload, 1))
        .usingRecursiveComparison()
        .isEqualTo(head);
  }

  @Property(tries = 300)
  void everyTruncationIsRefusedWithoutALookPastTheEnd(@ForAll("frames") byte[] frame) {
    int code = Frames.code(frame);
    byte[] payload = Frames.payload(frame);
    for (int length = 0; length < payload.length; length++) {
      byte[] prefix = Payload.prefix(payload, length);
      int status = Frames.status(code, prefix, 0x01);
      assertThat(status).as("%s cut to %s bytes", CommandCode.name(code), length).isEqualTo(3);
      assertThat(Frames.status(code, prefix, 0xFF)).isEqualTo(status);
    }
  }

  @Property(tries = 300)
  void aTruncatedSendIsRefusedUnlessOnlyMessagesAreCut(@ForAll("send") DataRequest.Send send) {
    byte[] payload = Frames.payload(Frames.encode(send));
    int messages = send.messages().stream().mapToInt(DataRequest.Message::size).sum();
    for (int length = 0; length < payload.length; length++) {
      byte[] prefix = Payload.prefix(payload, length);
      int status = Frames.status(CommandCode.SEND_MESSAGES, prefix, 0x01);
      assertThat(status == Status.OK).isEqualTo(length >= payload.length - messages);
      assertThat(Frames.status(CommandCode.SEND_MESSAGES, prefix, 0xFF)).isEqualTo(status);
    }
  }

  @Property(tries = 5000)
  void bytesOfAnyKindGiveARequestOrAStatusByThemselvesAlone(
      @ForAll("codes") int code, @ForAll("noise") byte[] payload) {
    int status = Frames.status(code, payload, 0x01);
    assertThat(status).isIn(0, 3, 4, 6, 4009);
    assertThat(Frames.status(code, payload, 0xFF)).isEqualTo(status);
  }

  @Property
  void bytesAfterTheLayoutChangeNothing(@ForAll("cold") Request request, @ForAll byte[] more) {
    byte[] frame = Frames.encode(request);
    byte[] payload = Frames.payload(frame);
    byte[] longer = Payload.prefix(payload, payload.length + more.length);
    System.arraycopy(more, 0, longer, payload.length, more.length);
    assertThat(Frames.decode(Frames.code(frame), longer, 1))
        .usingRecursiveComparison()
        .isEqualTo(request);
  }

  @Provide
  Arbitrary<Request> cold() {
    return AnyRequest.cold();
  }

  @Provide
  Arbitrary<DataRequest> hot() {
    return AnyRequest.hot();
  }

  @Provide
  Arbitrary<DataRequest.Send> send() {
    return AnyRequest.send();
  }

  @Provide
  Arbitrary<byte[]> frames() {
    return Arbitraries.oneOf(
        AnyRequest.cold().map(Frames::encode), AnyRequest.hot().map(Frames::encode));
  }

  @Provide
  Arbitrary<Integer> codes() {
    return Arbitraries.of(CODES);
  }

  /** Mostly small values, so that kinds and lengths are right often enough to come further. */
  @Provide
  Arbitrary<byte[]> noise() {
    return Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.bytes().between((byte) 0, (byte) 5)),
            Tuple.of(1, Arbitraries.bytes()))
        .array(byte[].class)
        .ofMaxSize(80);
  }
}
