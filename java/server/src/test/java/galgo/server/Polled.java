package galgo.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A message as a consumer sees it, whichever protocol it speaks. */
record Polled(long id, long offset, long timestamp, long origin, int payload) {
  private static final int PREFIX = 16;

  /** Of a classic poll's answer. */
  static List<Polled> classic(byte[] answer) {
    ByteBuffer in = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
    List<Polled> messages = new ArrayList<>();
    int at = PREFIX;
    while (at < answer.length) {
      int payload = in.getInt(at + 52);
      messages.add(
          new Polled(
              in.getLong(at + 8),
              in.getLong(at + 24),
              in.getLong(at + 32),
              in.getLong(at + 40),
              payload));
      at += 64 + in.getInt(at + 48) + payload;
    }
    return checked(messages, in.getInt(12), at, answer.length);
  }

  /** Of a newer poll's answer. */
  static List<Polled> records(byte[] answer) {
    ByteBuffer in = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
    List<Polled> messages = new ArrayList<>();
    int at = PREFIX;
    while (at < answer.length) {
      int end = at + (int) in.getLong(at + 32);
      int frame = at + 256;
      while (frame < end) {
        int payload = in.getInt(frame + 36);
        messages.add(
            new Polled(
                in.getLong(frame + 8),
                in.getLong(at + 8) + in.getInt(frame + 24),
                in.getLong(at + 16),
                in.getLong(at + 24) + in.getInt(frame + 28),
                payload));
        frame += 48 + in.getInt(frame + 32) + payload;
      }
      at = end;
    }
    return checked(messages, in.getInt(12), at, answer.length);
  }

  private static List<Polled> checked(List<Polled> messages, int count, int end, int length) {
    if (messages.size() != count || end != length) {
      throw new AssertionError(
          messages.size() + " of " + count + " messages, to " + end + " of " + length + " bytes");
    }
    return messages;
  }
}
