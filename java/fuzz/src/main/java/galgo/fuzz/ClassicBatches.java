package galgo.fuzz;

import galgo.fuzz.fence.Fence;
import galgo.io.JavaKernels;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.io.Xxh3Stream;
import galgo.log.BatchRecord;
import galgo.log.ClassicBatch;

/**
 * A shape for {@link Transcoding}, two bytes, a count of messages, one byte, and the batch: index,
 * then messages. What is valid goes through records and comes back byte for byte.
 */
final class ClassicBatches implements Target {
  private static final int PREFIX = 3;
  private static final int RESERVED = 56;

  private final Kernels kernels = new JavaKernels();
  private final Xxh3Stream stream = new Xxh3Stream(Transcoding.memory(Xxh3Stream.MEMORY));
  private final Transcoding transcoding = new Transcoding(kernels);
  private final long records = Transcoding.room();
  private final long back = Transcoding.room();

  @Override
  public void run(byte[] input) {
    int count = input.length < PREFIX ? 0 : input[2] & 0xFF;
    int indexBytes = count * ClassicBatch.INDEX_ENTRY;
    if (count == 0 || input.length - PREFIX < indexBytes) {
      return;
    }
    long index = Fence.place(input, PREFIX, input.length - PREFIX);
    long messages = index + indexBytes;
    int length = input.length - PREFIX - indexBytes;
    int invalid = ClassicBatch.validate(index, messages, length, count);
    Expect.that(invalid >= 0 && invalid <= ClassicBatch.SIZE_MISMATCH, "result " + invalid);
    if (invalid != ClassicBatch.VALID) {
      return;
    }
    Expect.that(messagesIn(messages, length) == count, "another number of messages");
    kernels.stampClassic(messages, length, 1000, 5_000_000, 1, 2);
    int shape = (input[0] & 0xFF) << 8 | (input[1] & 0xFF);
    long recordBytes = transcoding.toRecords(messages, length, count, shape, records);
    int recorded = 0;
    for (long record = records; record < records + recordBytes; ) {
      long size = Memory.getLong(record + BatchRecord.LENGTH);
      int inside = Memory.getInt(record + BatchRecord.COUNT);
      Expect.that(
          BatchRecord.validate(record, size, inside, kernels, stream) == BatchRecord.VALID,
          "a record that is not valid");
      recorded += inside;
      record += size;
    }
    Expect.that(recorded == count, recorded + " of " + count + " messages in records");
    long backBytes = transcoding.toClassic(records, recordBytes, shape, back);
    Expect.equal(Memory.bytes(messages, length), Memory.bytes(back, (int) backBytes));
  }

  /** Records have no place for the reserved field: it is cleared. */
  private static int messagesIn(long messages, long length) {
    int found = 0;
    long message = messages;
    while (message < messages + length) {
      Memory.putLong(message + RESERVED, 0);
      message += ClassicBatch.size(message);
      found++;
    }
    Expect.that(message == messages + length, "messages that do not fill the batch");
    return found;
  }
}
