package galgo.fuzz;

import galgo.io.Memory;
import galgo.wire.AnswerBuffer;
import galgo.wire.Frame;
import galgo.wire.Request;
import galgo.wire.RequestEncoder;
import galgo.wire.UserRequest;
import galgo.wire.vsr.BodyEncoder;
import galgo.wire.vsr.Operation;
import galgo.wire.vsr.RequestHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes of an input what a client sends. */
final class ClientFrames {
  static final int RAW = 0;
  static final int RAW_AFTER_LOGIN = 1;
  static final int CLASSIC = 2;
  static final int NEWER = 3;

  private static final int HEAD = 4;
  private static final long SCRATCH = Transcoding.memory(RequestHeader.SIZE);
  private static final byte[] ROOT = "iggy".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NOTHING = {};
  private static final Request LOGIN = new UserRequest.LoginUser(ROOT, ROOT, NOTHING, NOTHING);

  private ClientFrames() {}

  /** What goes before: empty for nothing. */
  static byte[] first(int mode) {
    return mode == RAW ? NOTHING : mode == NEWER ? register() : login();
  }

  /**
   * What follows.
   *
   * @param session that the answer to the login names; of the newer protocol
   */
  static List<byte[]> of(int mode, byte[] input, int start, long session) {
    if (mode == RAW || mode == RAW_AFTER_LOGIN) {
      return List.of(Arrays.copyOfRange(input, start, input.length));
    }
    List<byte[]> frames = new ArrayList<>();
    int number = 1;
    for (int at = start; at + HEAD <= input.length; ) {
      int code = u16(input, at);
      int length = Math.min(u16(input, at + 2), input.length - at - HEAD);
      byte[] body = Arrays.copyOfRange(input, at + HEAD, at + HEAD + length);
      frames.add(mode == CLASSIC ? classic(code, body) : newer(code, body, number, session));
      number += mode == NEWER && Operation.isNumbered(Operation.of(code)) ? 1 : 0;
      at += HEAD + length;
    }
    return frames;
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
  }

  static byte[] login() {
    AnswerBuffer out = new AnswerBuffer(1 << 10);
    RequestEncoder.encode(out, LOGIN);
    return out.toBytes();
  }

  static byte[] classic(int code, byte[] payload) {
    AnswerBuffer out = new AnswerBuffer(1 << 20);
    out.u32(payload.length + (long) Frame.MIN_LENGTH);
    out.u32(code);
    out.raw(payload);
    return out.toBytes();
  }

  private static byte[] register() {
    AnswerBuffer out = new AnswerBuffer(1 << 10);
    BodyEncoder.body(out, LOGIN);
    return frame(out.toBytes(), 0, Operation.REGISTER, 0, 0);
  }

  private static byte[] newer(int code, byte[] body, int number, long session) {
    int operation = Operation.of(code);
    if (operation == Operation.REGISTER) {
      return register();
    }
    boolean numbered = Operation.isNumbered(operation);
    return frame(body, numbered ? number : 0, operation, session, numbered ? 0 : code);
  }

  private static byte[] frame(byte[] body, long number, int operation, long session, int code) {
    RequestHeader.write(SCRATCH, body.length, 1, 2, 0, number, operation, session, code);
    byte[] frame = new byte[RequestHeader.SIZE + body.length];
    Memory.copy(SCRATCH, frame, 0, RequestHeader.SIZE);
    System.arraycopy(body, 0, frame, RequestHeader.SIZE, body.length);
    return frame;
  }
}
