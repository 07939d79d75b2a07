package galgo.wire.vsr;

import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.wire.AnswerBuffer;
import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Message;
import galgo.wire.RequestEncoder;
import java.util.List;

/**
 * Writes the body of a send as a client does: where the messages go, then one batch record with all
 * its checksums. Source: wire-0.9 §2.5.
 */
public final class SendEncoder {
  private static final int HEADER = 256;
  private static final int FRAME = 48;
  private static final int CHECKSUM = 40;
  private static final int COUNT = 48;

  private final Kernels kernels;
  private final long memory;
  private final int capacity;

  /**
   * @param memory {@code capacity} bytes off the heap to hash in, at least as many as a record has
   */
  public SendEncoder(Kernels kernels, long memory, int capacity) {
    this.kernels = kernels;
    this.memory = memory;
    this.capacity = capacity;
  }

  /** Appends the body. */
  public void body(AnswerBuffer out, DataRequest.Send send) {
    int start = out.length();
    out.u32(0);
    RequestEncoder.identifier(out, send.stream());
    RequestEncoder.identifier(out, send.topic());
    RequestEncoder.partitioning(out, send.partitioning());
    out.u32(send.messages().size());
    out.setU32(start, out.length() - start - Integer.BYTES);
    AnswerBuffer record = new AnswerBuffer(capacity);
    record(record, send.messages());
    out.raw(record.toBytes());
  }

  private void record(AnswerBuffer record, List<Message> messages) {
    long origin = Long.MAX_VALUE;
    for (Message message : messages) {
      origin = Math.min(origin, message.originTimestamp());
    }
    record.u64(0);
    record.u64(0);
    record.u64(0);
    record.u64(origin);
    record.raw(new byte[HEADER - 32]);
    int delta = 0;
    for (Message message : messages) {
      record.u64(0);
      record.u64(message.idLow());
      record.u64(message.idHigh());
      record.u32(delta++);
      record.u32(message.originTimestamp() - origin);
      record.u32(message.userHeaders().length);
      record.u32(message.payload().length);
      record.u64(0);
      record.raw(message.payload());
      record.raw(message.userHeaders());
    }
    record.setU32(32, record.length());
    record.setU32(COUNT, messages.size());
    stamp(record, messages);
  }

  /** Hashes each frame, then the fields of the header with the frames' checksums. */
  private void stamp(AnswerBuffer record, List<Message> messages) {
    record.copyTo(memory);
    AnswerBuffer covered = new AnswerBuffer(capacity);
    covered.raw(Memory.bytes(memory, CHECKSUM));
    covered.u32(messages.size());
    int frame = HEADER;
    for (Message message : messages) {
      int size = FRAME + message.payload().length + message.userHeaders().length;
      long checksum = kernels.xxh3(memory + frame + 8, size - 8);
      record.setU32(frame, checksum);
      record.setU32(frame + 4, checksum >>> 32);
      covered.u64(checksum);
      frame += size;
    }
    covered.copyTo(memory);
    long checksum = kernels.xxh3(memory, covered.length());
    record.setU32(CHECKSUM, checksum);
    record.setU32(CHECKSUM + 4, checksum >>> 32);
  }
}
