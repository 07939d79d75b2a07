package galgo.log;

import galgo.io.JavaKernels;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.io.Xxh3Stream;
import java.util.ArrayList;
import java.util.List;

/** Messages in either form, made and read plainly, for tests. */
final class Records {
  static final Kernels KERNELS = new JavaKernels();

  private Records() {}

  /** A message as whoever reads it sees it, whatever its form. */
  record Message(
      long idLow,
      long idHigh,
      long offset,
      long timestamp,
      long origin,
      List<Byte> payload,
      List<Byte> headers) {
    int body() {
      return payload.size() + headers.size();
    }
  }

  /** Writes a record as a client does; returns its length. */
  static long writeRecord(long at, List<Message> messages, Xxh3Stream stream) {
    long origin = messages.stream().mapToLong(Message::origin).min().orElseThrow();
    long frame = at + BatchRecord.HEADER;
    int delta = 0;
    for (Message message : messages) {
      Memory.zero(frame, BatchRecord.FRAME);
      Memory.putLong(frame + BatchRecord.FRAME_ID, message.idLow);
      Memory.putLong(frame + BatchRecord.FRAME_ID + 8, message.idHigh);
      Memory.putInt(frame + BatchRecord.OFFSET_DELTA, delta++);
      Memory.putInt(frame + BatchRecord.TIMESTAMP_DELTA, (int) (message.origin - origin));
      Memory.putInt(frame + BatchRecord.HEADERS_LENGTH, message.headers.size());
      Memory.putInt(frame + BatchRecord.PAYLOAD_LENGTH, message.payload.size());
      body(frame + BatchRecord.FRAME, message);
      long size = BatchRecord.size(frame);
      Memory.putLong(frame, KERNELS.xxh3(frame + 8, size - 8));
      frame += size;
    }
    Memory.zero(at, BatchRecord.HEADER);
    Memory.putLong(at + BatchRecord.ORIGIN, origin);
    Memory.putLong(at + BatchRecord.LENGTH, frame - at);
    Memory.putInt(at + BatchRecord.COUNT, messages.size());
    BatchRecord.seal(at, KERNELS, stream);
    return frame - at;
  }

  /** Writes classic messages as a client does; returns their length. */
  static long writeClassic(long at, List<Message> messages) {
    long message = at;
    for (Message each : messages) {
      Memory.zero(message, ClassicBatch.HEADER);
      Memory.putLong(message + ClassicBatch.ID, each.idLow);
      Memory.putLong(message + ClassicBatch.ID + 8, each.idHigh);
      Memory.putLong(message + ClassicBatch.ORIGIN, each.origin);
      Memory.putInt(message + ClassicBatch.HEADERS_LENGTH, each.headers.size());
      Memory.putInt(message + ClassicBatch.PAYLOAD_LENGTH, each.payload.size());
      body(message + ClassicBatch.HEADER, each);
      message += ClassicBatch.size(message);
    }
    return message - at;
  }

  private static void body(long at, Message message) {
    long to = at;
    for (byte each : message.payload) {
      Memory.putByte(to++, each);
    }
    for (byte each : message.headers) {
      Memory.putByte(to++, each);
    }
  }

  /**
   * Reads records back to back, with every checksum and length checked. One may be cut out of a
   * longer one, so that its first message is not numbered 0.
   */
  static List<Message> readRecords(long at, long length, Xxh3Stream stream) {
    List<Message> messages = new ArrayList<>();
    long record = at;
    while (record < at + length) {
      long bytes = Memory.getLong(record + BatchRecord.LENGTH);
      long count = Memory.getUnsignedInt(record + BatchRecord.COUNT);
      long first = Memory.getUnsignedInt(record + BatchRecord.HEADER + BatchRecord.OFFSET_DELTA);
      int invalid = BatchRecord.verify(record, record + bytes, KERNELS, stream);
      int before = messages.size();
      if (invalid != BatchRecord.VALID || bytes > at + length - record) {
        throw new AssertionError("record " + (record - at) + " of " + bytes + ": " + invalid);
      }
      for (long frame = record + BatchRecord.HEADER; frame < record + bytes; ) {
        int payload = Memory.getInt(frame + BatchRecord.PAYLOAD_LENGTH);
        long body = frame + BatchRecord.FRAME;
        messages.add(
            new Message(
                Memory.getLong(frame + BatchRecord.FRAME_ID),
                Memory.getLong(frame + BatchRecord.FRAME_ID + 8),
                Memory.getLong(record + BatchRecord.BASE_OFFSET)
                    + Memory.getUnsignedInt(frame + BatchRecord.OFFSET_DELTA),
                Memory.getLong(record + BatchRecord.BASE_TIMESTAMP),
                Memory.getLong(record + BatchRecord.ORIGIN)
                    + Memory.getUnsignedInt(frame + BatchRecord.TIMESTAMP_DELTA),
                bytes(body, payload),
                bytes(body + payload, Memory.getInt(frame + BatchRecord.HEADERS_LENGTH))));
        frame += BatchRecord.size(frame);
      }
      if (messages.size() - before != count
          || messages.getLast().offset
              != Memory.getLong(record + BatchRecord.BASE_OFFSET) + first + count - 1) {
        throw new AssertionError("record " + (record - at) + " is not in order");
      }
      record += bytes;
    }
    return messages;
  }

  /** Reads classic messages back to back, with every checksum and length checked. */
  static List<Message> readClassic(long at, long length) {
    List<Message> messages = new ArrayList<>();
    for (long message = at; message < at + length; ) {
      long size = ClassicBatch.size(message);
      if (size > at + length - message
          || Memory.getLong(message) != KERNELS.xxh3(message + 8, size - 8)) {
        throw new AssertionError("message at " + (message - at) + " of " + size + " bytes");
      }
      int payload = Memory.getInt(message + ClassicBatch.PAYLOAD_LENGTH);
      long body = message + ClassicBatch.HEADER;
      messages.add(
          new Message(
              Memory.getLong(message + ClassicBatch.ID),
              Memory.getLong(message + ClassicBatch.ID + 8),
              Memory.getLong(message + ClassicBatch.OFFSET),
              Memory.getLong(message + ClassicBatch.TIMESTAMP),
              Memory.getLong(message + ClassicBatch.ORIGIN),
              bytes(body, payload),
              bytes(body + payload, Memory.getInt(message + ClassicBatch.HEADERS_LENGTH))));
      message += size;
    }
    return messages;
  }

  private static List<Byte> bytes(long at, int length) {
    List<Byte> bytes = new ArrayList<>();
    for (byte each : Memory.bytes(at, length)) {
      bytes.add(each);
    }
    return bytes;
  }
}
