package galgo.importer;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.log.ClassicBatch;

/**
 * Reads one segment of the source from its first message to its last, in runs of messages that have
 * one time: those of a batch, as they were sent. Checks each message. One file at a time.
 *
 * <p>Where a run ends follows from the messages alone, so that a second import makes the same ones.
 */
final class SegmentSource {
  /** A run is cut where it would become longer, unless it is one message. */
  static final int RUN = 1 << 20;

  private static final int READ = 4 << 20;
  private static final int LONGEST =
      ClassicBatch.HEADER + ClassicBatch.PAYLOAD_LIMIT + ClassicBatch.HEADERS_LIMIT + 64;
  private static final int MEMORY = (LONGEST + RUN + READ + 4095) & -4096;

  private final Driver driver;
  private final Files files;
  private final long memory;

  private String path = "";
  private int handle = -1;
  private long size;

  /** Position in the file of the first byte in memory. */
  private long base;

  private int held;
  private long expected;

  // The present run: where it lies in memory.
  private int start;
  private int length;
  private int count;
  private long timestamp;
  private long originMax;

  SegmentSource(Driver driver) {
    this.driver = driver;
    this.files = driver.files();
    this.memory = driver.allocate(MEMORY);
  }

  /**
   * Begins with a file.
   *
   * @param firstOffset of its first message
   */
  void open(String file, long firstOffset) {
    path = file;
    handle = files.open(file, Files.READ);
    if (handle < 0) {
      throw new DataDirectoryException(file + " cannot be read (" + Errno.text(handle) + ").");
    }
    size = files.size(handle);
    base = 0;
    held = 0;
    expected = firstOffset;
    start = 0;
    length = 0;
    count = 0;
  }

  /** Goes on behind a position, where a message begins. */
  void skipTo(long position, long offset) {
    base = position;
    held = 0;
    expected = offset;
    start = 0;
    length = 0;
    count = 0;
  }

  void close() {
    files.close(handle);
    handle = -1;
  }

  /**
   * Takes the next run; false at the end of the file.
   *
   * @throws DamagedSource when the next message is not what was written
   */
  boolean next() throws DamagedSource {
    expected += count;
    start += length;
    length = 0;
    count = 0;
    originMax = 0;
    while (count < Integer.MAX_VALUE && message()) {
      long message = memory + start + length;
      long origin = Memory.getLong(message + ClassicBatch.ORIGIN);
      originMax = Long.compareUnsigned(origin, originMax) > 0 ? origin : originMax;
      timestamp = Memory.getLong(message + ClassicBatch.TIMESTAMP);
      length += (int) ClassicBatch.size(message);
      count++;
    }
    return count > 0;
  }

  /** Whether another message belongs to the run; it is whole and in memory then. */
  private boolean message() throws DamagedSource {
    long at = base + start + length;
    if (at == size || length >= RUN) {
      return false;
    }
    if (!load(ClassicBatch.HEADER)) {
      if (count > 0) {
        return false;
      }
      throw damaged(at, "the file ends within a message");
    }
    long message = memory + start + length;
    boolean same = count == 0 || Memory.getLong(message + ClassicBatch.TIMESTAMP) == timestamp;
    if (!same) {
      return false;
    }
    String wrong = check(message);
    if (wrong.isEmpty() && count > 0 && length + ClassicBatch.size(memory + start + length) > RUN) {
      return false;
    }
    if (!wrong.isEmpty() && count == 0) {
      throw damaged(at, wrong);
    }
    return wrong.isEmpty();
  }

  /** What is wrong with the message at the end of the run; empty when nothing is. */
  private String check(long header) {
    long payload = Memory.getUnsignedInt(header + ClassicBatch.PAYLOAD_LENGTH);
    long headers = Memory.getUnsignedInt(header + ClassicBatch.HEADERS_LENGTH);
    // An encrypted part is 28 bytes longer than what was sent.
    if (payload > ClassicBatch.PAYLOAD_LIMIT + 32 || headers > ClassicBatch.HEADERS_LIMIT + 32) {
      return "a message of impossible length";
    }
    int bytes = (int) ClassicBatch.size(header);
    if (!load(bytes)) {
      return "the file ends within a message";
    }
    long message = memory + start + length;
    long checksum = driver.kernels().xxh3(message + ClassicBatch.ID, bytes - ClassicBatch.ID);
    if (checksum != Memory.getLong(message + ClassicBatch.CHECKSUM)) {
      return "a message's checksum is not that of its bytes";
    }
    long offset = Memory.getLong(message + ClassicBatch.OFFSET);
    if (offset != expected + count) {
      return "a message of offset " + offset + " stands where " + (expected + count) + " belongs";
    }
    return "";
  }

  /** Sees to it that this many bytes follow the run in memory; false when the file has fewer. */
  private boolean load(int bytes) {
    int end = start + length + bytes;
    if (end <= held) {
      return true;
    }
    if (base + end > size) {
      return false;
    }
    if (start >= READ || end + READ > MEMORY && start > 0) {
      Memory.copy(memory + start, memory, held - start);
      base += start;
      held -= start;
      end -= start;
      start = 0;
    }
    int wanted = (int) Math.min(size - base, Math.min(MEMORY, Math.max(end, held + READ))) - held;
    int read = files.read(handle, memory + held, wanted, base + held);
    if (read < wanted) {
      throw new DataDirectoryException(
          path
              + " cannot be read at byte "
              + (base + held)
              + " ("
              + (read < 0 ? Errno.text(read) : "it became shorter")
              + ").");
    }
    held += read;
    return true;
  }

  private DamagedSource damaged(long position, String what) {
    return new DamagedSource(path, position, expected + count, what);
  }

  /** Address of the run. */
  long address() {
    return memory + start;
  }

  /** Position of the run in the file. */
  long position() {
    return base + start;
  }

  int length() {
    return length;
  }

  int count() {
    return count;
  }

  /** Offset of its first message. */
  long offset() {
    return expected;
  }

  /** Time of all its messages, microseconds since 1970. */
  long timestamp() {
    return timestamp;
  }

  /** The largest origin time among its messages. */
  long originMax() {
    return originMax;
  }

  /** Bytes of the file. */
  long size() {
    return size;
  }
}
