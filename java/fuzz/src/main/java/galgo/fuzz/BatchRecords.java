package galgo.fuzz;

import galgo.fuzz.fence.Fence;
import galgo.io.JavaKernels;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.io.Xxh3Stream;
import galgo.log.BatchRecord;
import galgo.log.ClassicBatch;

/**
 * A shape for {@link Transcoding}, two bytes, and a record. It is checked as it is and, since
 * nobody guesses a checksum, once more with right ones. What is valid becomes classic messages that
 * are valid and say the same.
 */
final class BatchRecords implements Target {
  private static final int PREFIX = 2;
  private static final long BASE_OFFSET = 1000;
  private static final long NOW = 5_000_000;

  private final Kernels kernels = new JavaKernels();
  private final Xxh3Stream stream = new Xxh3Stream(Transcoding.memory(Xxh3Stream.MEMORY));
  private final Transcoding transcoding = new Transcoding(kernels);
  private final long classic = Transcoding.room();
  private final long back = Transcoding.room();
  private final long again = Transcoding.room();

  @Override
  public void run(byte[] input) {
    int length = input.length - PREFIX;
    if (length < BatchRecord.HEADER) {
      return;
    }
    long record = Fence.place(input, PREFIX, length);
    long count = Memory.getUnsignedInt(record + BatchRecord.COUNT);
    int invalid = BatchRecord.validate(record, length, count, kernels, stream);
    if (invalid == BatchRecord.FRAME_DAMAGED || invalid == BatchRecord.RECORD_DAMAGED) {
      seal(record, length);
      invalid = BatchRecord.validate(record, length, count, kernels, stream);
      Expect.that(invalid == BatchRecord.VALID, "right checksums, and result " + invalid);
    }
    if (invalid != BatchRecord.VALID) {
      Expect.that(
          invalid >= BatchRecord.MALFORMED && invalid <= BatchRecord.HEADERS_TOO_BIG,
          "result " + invalid);
      return;
    }
    long latest = BatchRecord.stamp(record, 7, BASE_OFFSET, NOW, kernels, stream);
    Expect.that(
        BatchRecord.validate(record, length, count, kernels, stream) == BatchRecord.VALID,
        "not valid any more when stamped");
    int shape = (input[0] & 0xFF) << 8 | (input[1] & 0xFF);
    long classicBytes = transcoding.toClassic(record, length, shape, classic);
    check(record, length, classicBytes, latest);
    long backBytes = transcoding.toRecords(classic, classicBytes, (int) count, shape, back);
    long againBytes = transcoding.toClassic(back, backBytes, shape, again);
    Expect.equal(Memory.bytes(classic, (int) classicBytes), Memory.bytes(again, (int) againBytes));
  }

  private void seal(long record, long length) {
    for (long frame = record + BatchRecord.HEADER; frame < record + length; ) {
      long size = BatchRecord.size(frame);
      Memory.putLong(
          frame, kernels.xxh3(frame + BatchRecord.FRAME_ID, size - BatchRecord.FRAME_ID));
      frame += size;
    }
    BatchRecord.seal(record, kernels, stream);
  }

  /** Each classic message against its frame. */
  private void check(long record, long length, long classicBytes, long latest) {
    long origin = Memory.getLong(record + BatchRecord.ORIGIN);
    long message = classic;
    long offset = BASE_OFFSET;
    for (long frame = record + BatchRecord.HEADER; frame < record + length; ) {
      long body = BatchRecord.size(frame) - BatchRecord.FRAME;
      Expect.that(
          ClassicBatch.size(message) == ClassicBatch.HEADER + body
              && message + ClassicBatch.size(message) <= classic + classicBytes,
          "a message of another size");
      Expect.that(
          Memory.getLong(message + ClassicBatch.OFFSET) == offset++
              && Memory.getLong(message + ClassicBatch.TIMESTAMP) == NOW,
          "another offset or time");
      long time = origin + Memory.getUnsignedInt(frame + BatchRecord.TIMESTAMP_DELTA);
      Expect.that(
          Memory.getLong(message + ClassicBatch.ORIGIN) == time && latest - time >= 0,
          "another origin time");
      Expect.that(
          Memory.equal(frame + BatchRecord.FRAME_ID, message + ClassicBatch.ID, 16)
              && Memory.equal(frame + BatchRecord.FRAME, message + ClassicBatch.HEADER, body),
          "another id, payload or headers");
      Expect.that(
          Memory.getLong(message)
              == kernels.xxh3(
                  message + ClassicBatch.ID, ClassicBatch.HEADER + body - ClassicBatch.ID),
          "a message with a wrong checksum");
      frame += BatchRecord.size(frame);
      message += ClassicBatch.size(message);
    }
    Expect.that(message == classic + classicBytes, "more than the messages");
  }
}
