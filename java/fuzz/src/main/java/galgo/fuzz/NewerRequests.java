package galgo.fuzz;

import galgo.fuzz.fence.Fence;
import galgo.io.JavaKernels;
import galgo.io.Kernels;
import galgo.wire.AnswerBuffer;
import galgo.wire.CommandCode;
import galgo.wire.Decoded;
import galgo.wire.Request;
import galgo.wire.Status;
import galgo.wire.vsr.BodyDecoder;
import galgo.wire.vsr.BodyEncoder;
import galgo.wire.vsr.Operation;
import galgo.wire.vsr.Register;
import galgo.wire.vsr.RequestHeader;
import org.jspecify.annotations.Nullable;

/**
 * A whole request of the newer protocol, header and body. What is decoded, encoded and decoded
 * again is the same.
 */
final class NewerRequests implements Target {
  private final RequestHeader header = new RequestHeader();
  private final BodyDecoder decoder = new BodyDecoder();
  private final HotRequests hot = new HotRequests();
  private final Kernels kernels = new JavaKernels();

  @Override
  public void run(byte[] input) {
    if (input.length < RequestHeader.SIZE) {
      return;
    }
    long start = Fence.place(input, 0, input.length);
    header.wrap(start);
    if (header.check() != Status.OK) {
      Expect.that(header.check() == Status.INVALID_COMMAND, "status " + header.check());
      return;
    }
    int length = input.length - RequestHeader.SIZE;
    long body = start + RequestHeader.SIZE;
    header.covers(body, length, kernels);
    if (header.operation() == Operation.REGISTER) {
      register(body, length);
      return;
    }
    int code = BodyDecoder.code(header);
    if (HotRequests.isHot(code)) {
      hot.newer(code, body, length);
    } else {
      decode(code, body, length);
    }
  }

  private static void register(long body, int length) {
    Request first = login(body, length);
    if (first == null) {
      return;
    }
    byte[] encoded = encode(first);
    Request second = login(Fence.place(encoded, 0, encoded.length), encoded.length);
    if (second == null || second.getClass() != first.getClass()) {
      throw new AssertionError("a login is another one the second time");
    }
    Expect.equal(encoded, encode(second));
  }

  private static @Nullable Request login(long body, int length) {
    Register register = Register.decode(body, length);
    return register == null ? null : register.login();
  }

  private void decode(int code, long body, int length) {
    switch (decoder.decode(code, body, length)) {
      case Decoded.Malformed(int status) -> Expect.status(status);
      case Request request -> {
        byte[] encoded = encode(request);
        long again = Fence.place(encoded, 0, encoded.length);
        if (!(decoder.decode(code, again, encoded.length) instanceof Request second)) {
          throw new AssertionError(CommandCode.name(code) + " is not decoded a second time");
        }
        Expect.equal(encoded, encode(second));
      }
    }
  }

  private static byte[] encode(Request request) {
    AnswerBuffer out = new AnswerBuffer(1 << 20);
    BodyEncoder.body(out, request);
    return out.toBytes();
  }
}
