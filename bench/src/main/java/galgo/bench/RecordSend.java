package galgo.bench;

import galgo.io.JavaKernels;
import galgo.io.Kernels;
import galgo.io.Xxh3Stream;
import galgo.log.BatchRecord;
import galgo.wire.vsr.Operation;
import galgo.wire.vsr.Replies;
import galgo.wire.vsr.ReplyHeader;
import galgo.wire.vsr.RequestHeader;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/**
 * A send of the 0.9 protocol, in two buffers written by one gathering write.
 *
 * <p>The <em>head</em> is frame header, metadata and the record's header: all that is patched from
 * send to send. The <em>body</em> is the frames, which sessions of one worker share unless ids are
 * unique; their checksums lie together once more, for the record's own.
 */
final class RecordSend implements SendRequest {
  private static final int METADATA = 22;
  private static final int REQUEST = 168;
  static final int SIZE = 48;
  static final int COMMAND = 60;
  static final int STATUS = 216;
  private static final int STREAM = RequestHeader.SIZE + 6;
  private static final int TOPIC = STREAM + 6;
  private static final int PARTITION = TOPIC + 6;
  private static final int RECORD = RequestHeader.SIZE + 4 + METADATA;

  private final Kernels kernels = new JavaKernels();
  private final int count;
  private final int frameSize;
  private final ByteBuffer head;
  private final ByteBuffer body;
  private final ByteBuffer checksums;
  private final ByteBuffer streamMemory = littleEndian(Xxh3Stream.MEMORY);
  private final Xxh3Stream stream = new Xxh3Stream(address(streamMemory));
  private final ByteBuffer[] buffers;
  private final long headAddress;
  private final long bodyAddress;
  private final long checksumsAddress;
  private long request;

  /**
   * @param body of {@link #body}, made with the same count and message size
   * @param session the connection's
   */
  RecordSend(int count, int messageSize, ByteBuffer body, long session) {
    this.count = count;
    this.frameSize = BatchRecord.FRAME + messageSize;
    this.body = body.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    head = littleEndian(RECORD + BatchRecord.HEADER);
    checksums = littleEndian(Long.BYTES * count);
    headAddress = address(head);
    bodyAddress = address(body);
    checksumsAddress = address(checksums);
    long bytes = (long) count * frameSize;
    RequestHeader.write(
        headAddress,
        head.capacity() - RequestHeader.SIZE + bytes,
        1,
        1,
        0,
        0,
        Operation.SEND_MESSAGES,
        session,
        0);
    head.position(RequestHeader.SIZE).putInt(METADATA);
    Requests.putId(head, 0);
    Requests.putId(head, 0);
    head.put((byte) 2).put((byte) 4).putInt(0).putInt(count);
    head.putLong(RECORD + BatchRecord.LENGTH, BatchRecord.HEADER + bytes);
    head.putInt(RECORD + BatchRecord.COUNT, count);
    gatherChecksums();
    buffers = new ByteBuffer[] {head, this.body};
  }

  /** {@code count} whole frames with random payloads. */
  static ByteBuffer body(int count, int messageSize, long seed) {
    int size = BatchRecord.FRAME + messageSize;
    ByteBuffer body = littleEndian(count * size);
    byte[] payload = new byte[messageSize];
    Random random = new Random(seed);
    Kernels kernels = new JavaKernels();
    for (int i = 0; i < count; i++) {
      int at = i * size;
      random.nextBytes(payload);
      body.putLong(at + BatchRecord.FRAME_ID, seed);
      body.putLong(at + BatchRecord.FRAME_ID + 8, i + 1);
      body.putInt(at + BatchRecord.OFFSET_DELTA, i);
      body.putInt(at + BatchRecord.PAYLOAD_LENGTH, messageSize);
      body.put(at + BatchRecord.FRAME, payload);
      body.putLong(at, kernels.xxh3(address(body) + at + 8, size - 8));
    }
    return body;
  }

  private void gatherChecksums() {
    for (int i = 0; i < count; i++) {
      checksums.putLong(Long.BYTES * i, body.getLong(i * frameSize));
    }
  }

  @Override
  public ByteBuffer[] to(Target target, long originMicros) {
    head.clear()
        .putLong(REQUEST, ++request)
        .putInt(STREAM, target.streamId())
        .putInt(TOPIC, target.topicId())
        .putInt(PARTITION, target.partitionId())
        .putLong(RECORD + BatchRecord.ORIGIN, originMicros);
    seal();
    body.clear();
    return buffers;
  }

  private void seal() {
    stream.reset();
    stream.add(headAddress + RECORD, BatchRecord.CHECKSUM);
    stream.addInt(count);
    stream.add(checksumsAddress, checksums.capacity());
    head.putLong(RECORD + BatchRecord.CHECKSUM, stream.hash());
  }

  /** The record has one origin timestamp for all its messages. */
  @Override
  public void stampAll(long high, long firstLow, long originMicros) {
    for (int i = 0; i < count; i++) {
      int at = i * frameSize;
      body.putLong(at + BatchRecord.FRAME_ID, high);
      body.putLong(at + BatchRecord.FRAME_ID + 8, firstLow + i);
      body.putLong(at, kernels.xxh3(bodyAddress + at + 8, frameSize - 8));
    }
    gatherChecksums();
    seal();
  }

  @Override
  public int answerBytes() {
    return RequestHeader.SIZE + Replies.CONFIRMATION;
  }

  @Override
  public boolean isError(ByteBuffer answer) {
    return answer.position() >= RequestHeader.SIZE
        && (answer.getInt(STATUS) != 0 || answer.get(COMMAND) != ReplyHeader.COMMAND);
  }

  @Override
  public void check(ByteBuffer answer) throws ServerError {
    if (answer.getInt(STATUS) != 0) {
      throw ServerError.refused(Requests.SEND, answer.getInt(STATUS));
    }
    if (answer.get(COMMAND) != ReplyHeader.COMMAND || answer.getInt(SIZE) != answerBytes()) {
      throw ServerError.wrong(Requests.SEND, "an answer of " + answer.getInt(SIZE) + " bytes");
    }
  }

  @Override
  public long wireBytes() {
    return (long) head.capacity() + body.capacity();
  }

  static long address(ByteBuffer direct) {
    return MemorySegment.ofBuffer(direct.duplicate().clear()).address();
  }

  private static ByteBuffer littleEndian(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }
}
