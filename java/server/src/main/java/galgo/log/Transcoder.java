package galgo.log;

import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.io.Xxh3Stream;

/**
 * Gives the messages of an answer in one form, whatever forms they are stored in: piece by piece
 * into a window of memory, with right checksums, equal offsets and times.
 *
 * <p>Classic messages become records of as many messages as a window holds, so that a record is
 * made in one go; a message that is larger becomes a record of its own, which leaves in pieces, its
 * checksum made before from the source. Reused; allocates nothing. Not for two threads.
 */
public final class Transcoder {
  /** Bytes of memory that it needs beside the window. */
  public static final int MEMORY = Xxh3Stream.MEMORY + Transcoder.SCRATCH;

  /** The smallest window. */
  public static final int SMALLEST_WINDOW = 1024;

  private static final int SCRATCH = BatchRecord.HEADER;

  /** Origin times of one record lie this close together, in microseconds. */
  private static final long LARGEST_DELTA = 0xFFFF_FFFFL;

  private final Kernels kernels;
  private final Xxh3Stream stream;
  private final long scratch;
  private final Pieces source = new Pieces();

  private Runs runs = new Runs();
  private int form;
  private long partition;
  private long window;
  private int windowBytes;
  private long total;

  private int run;
  private int messagesLeft;

  /** Bytes of the source that go out as they are. */
  private long raw;

  /** Bytes in the window. */
  private int filled;

  // Of the record of form 2 that is being read.
  private long baseOffset;
  private long baseTimestamp;
  private long origin;

  // Of the record to be made.
  private int planned;
  private long plannedBytes;
  private long plannedOrigin;

  /**
   * @param memory {@link #MEMORY} bytes of its own
   */
  public Transcoder(Kernels kernels, long memory) {
    this.kernels = kernels;
    this.stream = new Xxh3Stream(memory);
    this.scratch = memory + Xxh3Stream.MEMORY;
  }

  /**
   * Begins an answer, of at least one message. Pairs, runs and what the pairs name stay as they are
   * until {@link #next} has returned 0.
   *
   * @param form {@link ClassicBatch#FORMAT} or {@link BatchRecord#FORMAT}
   * @param partition for the headers of records
   * @param vector address of {@code pairs} pairs (address u64, length u64)
   * @param window memory of {@code windowBytes}, at least {@link #SMALLEST_WINDOW}
   */
  public void begin(
      int form, long partition, long vector, int pairs, Runs runs, long window, int windowBytes) {
    if (windowBytes < SMALLEST_WINDOW) {
      throw new IllegalArgumentException("window of " + windowBytes + " bytes");
    }
    this.form = form;
    this.partition = partition;
    this.runs = runs;
    this.window = window;
    this.windowBytes = windowBytes;
    source.begin(vector, pairs);
    total = measure();
    source.begin(vector, pairs);
    run = -1;
    messagesLeft = 0;
    raw = 0;
  }

  /** Bytes of all that {@link #next} will give. */
  public long length() {
    return total;
  }

  /** Fills the window from its start; returns how many bytes, 0 when all has been given. */
  public int next() {
    filled = 0;
    while (filled < windowBytes) {
      if (raw > 0) {
        int piece = (int) Math.min(raw, windowBytes - filled);
        source.copy(window + filled, piece);
        filled += piece;
        raw -= piece;
      } else if (messagesLeft > 0) {
        if (!(form == ClassicBatch.FORMAT ? message() : record())) {
          break;
        }
      } else if (++run < runs.count()) {
        beginRun();
      } else {
        run = runs.count();
        break;
      }
    }
    return filled;
  }

  private void beginRun() {
    if (runs.format(run) == form) {
      raw = runs.bytes(run);
      return;
    }
    messagesLeft = runs.messages(run);
    if (form == ClassicBatch.FORMAT) {
      long header = source.peek(BatchRecord.HEADER, scratch);
      baseOffset = Memory.getLong(header + BatchRecord.BASE_OFFSET);
      baseTimestamp = Memory.getLong(header + BatchRecord.BASE_TIMESTAMP);
      origin = Memory.getLong(header + BatchRecord.ORIGIN);
      source.skip(BatchRecord.HEADER);
    }
  }

  private long measure() {
    long bytes = 0;
    for (int i = 0; i < runs.count(); i++) {
      if (runs.format(i) == form) {
        bytes += runs.bytes(i);
        source.skip(runs.bytes(i));
      } else if (form == ClassicBatch.FORMAT) {
        int longer = ClassicBatch.HEADER - BatchRecord.FRAME;
        bytes += runs.bytes(i) - BatchRecord.HEADER + (long) longer * runs.messages(i);
        source.skip(runs.bytes(i));
      } else {
        bytes += measureRecords(runs.messages(i));
      }
    }
    return bytes;
  }

  private long measureRecords(int messages) {
    long bytes = 0;
    for (messagesLeft = messages; messagesLeft > 0; messagesLeft -= planned) {
      plan();
      bytes += plannedBytes;
    }
    return bytes;
  }

  /**
   * Decides how many classic messages the next record takes, of one server's time and near origin
   * times; leaves the source behind them. Depends on the messages and the window's size alone.
   */
  private void plan() {
    planned = 0;
    plannedBytes = BatchRecord.HEADER;
    long latest = 0;
    long timestamp = 0;
    while (planned < messagesLeft) {
      long message = source.peek(ClassicBatch.HEADER, scratch);
      long size = ClassicBatch.size(message);
      long frame = size - ClassicBatch.HEADER + BatchRecord.FRAME;
      long time = Memory.getLong(message + ClassicBatch.ORIGIN);
      if (planned > 0) {
        long first = Long.compareUnsigned(time, plannedOrigin) < 0 ? time : plannedOrigin;
        long last = Long.compareUnsigned(time, latest) > 0 ? time : latest;
        if (plannedBytes + frame > windowBytes
            || Memory.getLong(message + ClassicBatch.TIMESTAMP) != timestamp
            || Long.compareUnsigned(last - first, LARGEST_DELTA) > 0) {
          return;
        }
        plannedOrigin = first;
        latest = last;
      } else {
        plannedOrigin = time;
        latest = time;
        timestamp = Memory.getLong(message + ClassicBatch.TIMESTAMP);
      }
      plannedBytes += frame;
      planned++;
      source.skip(size);
    }
  }

  /** Makes a record of the next classic messages; false when the window must go first. */
  private boolean record() {
    source.mark();
    plan();
    source.reset();
    boolean whole = plannedBytes <= windowBytes;
    int need = whole ? (int) plannedBytes : BatchRecord.HEADER + BatchRecord.FRAME;
    if (need > windowBytes - filled) {
      return false;
    }
    long record = window + filled;
    beginRecord(record);
    filled += BatchRecord.HEADER;
    for (int i = 0; i < planned; i++) {
      long frame = window + filled;
      frame(frame, i);
      if (whole) {
        source.copy(frame + BatchRecord.FRAME, raw);
        filled += (int) raw;
        raw = 0;
        putChecksum(frame, BatchRecord.size(frame), BatchRecord.FRAME_ID);
      } else {
        putChecksumOfSource(frame, BatchRecord.FRAME - BatchRecord.FRAME_ID, BatchRecord.FRAME_ID);
      }
    }
    if (whole) {
      BatchRecord.seal(record, kernels, stream);
    } else {
      BatchRecord.addHeader(record, stream);
      stream.addLong(Memory.getLong(record + BatchRecord.HEADER + BatchRecord.FRAME_CHECKSUM));
      Memory.putLong(record + BatchRecord.CHECKSUM, stream.hash());
    }
    messagesLeft -= planned;
    return true;
  }

  private void beginRecord(long record) {
    long message = source.peek(ClassicBatch.HEADER, scratch);
    long offset = Memory.getLong(message + ClassicBatch.OFFSET);
    long timestamp = Memory.getLong(message + ClassicBatch.TIMESTAMP);
    Memory.zero(record, BatchRecord.HEADER);
    Memory.putLong(record + BatchRecord.PARTITION, partition);
    Memory.putLong(record + BatchRecord.BASE_OFFSET, offset);
    Memory.putLong(record + BatchRecord.BASE_TIMESTAMP, timestamp);
    Memory.putLong(record + BatchRecord.ORIGIN, plannedOrigin);
    Memory.putLong(record + BatchRecord.LENGTH, plannedBytes);
    Memory.putInt(record + BatchRecord.COUNT, planned);
  }

  /** Writes the frame's header but for its checksum; payload and headers are left to be copied. */
  private void frame(long frame, int delta) {
    long message = source.peek(ClassicBatch.HEADER, scratch);
    long time = Memory.getLong(message + ClassicBatch.ORIGIN);
    Memory.putLong(frame + BatchRecord.FRAME_ID, Memory.getLong(message + ClassicBatch.ID));
    Memory.putLong(frame + BatchRecord.FRAME_ID + 8, Memory.getLong(message + ClassicBatch.ID + 8));
    Memory.putInt(frame + BatchRecord.OFFSET_DELTA, delta);
    Memory.putInt(frame + BatchRecord.TIMESTAMP_DELTA, (int) (time - plannedOrigin));
    copyLengths(
        message + ClassicBatch.HEADERS_LENGTH,
        message + ClassicBatch.PAYLOAD_LENGTH,
        frame + BatchRecord.HEADERS_LENGTH,
        frame + BatchRecord.PAYLOAD_LENGTH);
    Memory.putLong(frame + BatchRecord.FRAME_RESERVED, 0);
    raw = ClassicBatch.size(message) - ClassicBatch.HEADER;
    source.skip(ClassicBatch.HEADER);
    filled += BatchRecord.FRAME;
  }

  /** Makes a classic message of the next frame; false when the window must go first. */
  private boolean message() {
    long frame = source.peek(BatchRecord.FRAME, scratch);
    long body = BatchRecord.size(frame) - BatchRecord.FRAME;
    long size = ClassicBatch.HEADER + body;
    boolean whole = size <= windowBytes;
    if ((whole ? size : ClassicBatch.HEADER) > windowBytes - filled) {
      return false;
    }
    long message = window + filled;
    Memory.putLong(message + ClassicBatch.ID, Memory.getLong(frame + BatchRecord.FRAME_ID));
    Memory.putLong(message + ClassicBatch.ID + 8, Memory.getLong(frame + BatchRecord.FRAME_ID + 8));
    Memory.putLong(
        message + ClassicBatch.OFFSET,
        baseOffset + Memory.getUnsignedInt(frame + BatchRecord.OFFSET_DELTA));
    Memory.putLong(message + ClassicBatch.TIMESTAMP, baseTimestamp);
    Memory.putLong(
        message + ClassicBatch.ORIGIN,
        origin + Memory.getUnsignedInt(frame + BatchRecord.TIMESTAMP_DELTA));
    copyLengths(
        frame + BatchRecord.HEADERS_LENGTH,
        frame + BatchRecord.PAYLOAD_LENGTH,
        message + ClassicBatch.HEADERS_LENGTH,
        message + ClassicBatch.PAYLOAD_LENGTH);
    Memory.putLong(message + ClassicBatch.RESERVED, 0);
    source.skip(BatchRecord.FRAME);
    filled += ClassicBatch.HEADER;
    raw = body;
    if (whole) {
      source.copy(message + ClassicBatch.HEADER, body);
      filled += (int) body;
      raw = 0;
      putChecksum(message, size, ClassicBatch.ID);
    } else {
      putChecksumOfSource(message, ClassicBatch.HEADER - ClassicBatch.ID, ClassicBatch.ID);
    }
    messagesLeft--;
    return true;
  }

  private static void copyLengths(long headers, long payload, long toHeaders, long toPayload) {
    Memory.putInt(toHeaders, Memory.getInt(headers));
    Memory.putInt(toPayload, Memory.getInt(payload));
  }

  private void putChecksum(long message, long size, int from) {
    Memory.putLong(message, kernels.xxh3(message + from, size - from));
  }

  /** The checksum of a header in the window and {@link #raw} bytes that are still to be copied. */
  private void putChecksumOfSource(long message, int headerBytes, int from) {
    stream.reset();
    stream.add(message + from, headerBytes);
    source.mark();
    source.hash(stream, raw);
    source.reset();
    Memory.putLong(message, stream.hash());
  }
}
