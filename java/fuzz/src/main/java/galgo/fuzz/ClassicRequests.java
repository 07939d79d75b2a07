package galgo.fuzz;

import galgo.fuzz.fence.Fence;
import galgo.wire.AnswerBuffer;
import galgo.wire.CommandCode;
import galgo.wire.Decoded;
import galgo.wire.Request;
import galgo.wire.RequestDecoder;
import galgo.wire.RequestEncoder;

/**
 * The code of a command, two bytes, and the payload of its request as the classic protocol has it.
 * What is decoded, encoded and decoded again is the same.
 */
final class ClassicRequests implements Target {
  private final RequestDecoder decoder = new RequestDecoder();
  private final HotRequests hot = new HotRequests();

  @Override
  public void run(byte[] input) {
    if (input.length < Short.BYTES) {
      return;
    }
    int code = (input[0] & 0xFF) | (input[1] & 0xFF) << 8;
    int length = input.length - Short.BYTES;
    long payload = Fence.place(input, Short.BYTES, length);
    if (HotRequests.isHot(code)) {
      hot.classic(code, payload, length);
      return;
    }
    switch (decoder.decode(code, payload, length)) {
      case Decoded.Malformed(int status) -> Expect.status(status);
      case Request request -> {
        byte[] encoded = encode(request, code);
        Expect.that(decoder.end() <= payload + length, "the layout ends past the payload");
        long again = Fence.place(encoded, 0, encoded.length);
        if (!(decoder.decode(code, again, encoded.length) instanceof Request second)) {
          throw new AssertionError(CommandCode.name(code) + " is not decoded a second time");
        }
        Expect.that(decoder.end() == again + encoded.length, "more was written than is read");
        Expect.equal(encoded, encode(second, code));
      }
    }
  }

  private static byte[] encode(Request request, int code) {
    AnswerBuffer out = new AnswerBuffer(1 << 20);
    int written = RequestEncoder.body(out, request);
    Expect.that(written == code, CommandCode.name(code) + " became " + CommandCode.name(written));
    return out.toBytes();
  }
}
