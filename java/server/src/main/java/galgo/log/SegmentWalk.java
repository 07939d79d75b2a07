package galgo.log;

import galgo.io.Driver;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.io.Xxh3Stream;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Follows the bytes of one segment from first to last, handed over in pieces, and checks all that
 * they say of themselves: header, checksums, order of offsets and times, padding.
 *
 * <p>Needs no more memory for a large entry than for a small one. After bytes that are no entry it
 * goes on with the next whole header, wherever that is, so that all damage of a file is found.
 * Whether a gap at the end of the last segment is damage or a write that never finished is for the
 * caller to say: {@link #durable} helps. Belongs to one thread.
 */
public final class SegmentWalk {
  /** Bytes of memory that one takes. */
  public static final int MEMORY = SegmentFile.HEADER + 2 * SegmentFile.BLOCK;

  /** What is told of entries while the bytes go by; the memory is valid until it returns. */
  public interface Visitor {
    /**
     * An entry with a whole header.
     *
     * @param header address of its 128 bytes
     * @param whole whether its body is what was written
     */
    void entry(long position, long header, boolean whole);
  }

  /**
   * Bytes that are not what was written.
   *
   * @param from position of the first
   * @param to after the last
   * @param fromOffset first message that cannot be read for it
   * @param toOffset after the last such message; {@code fromOffset} when no message is concerned,
   *     {@link #UNKNOWN} when the end of the file is concerned
   */
  public record Gap(long from, long to, long fromOffset, long toOffset, String what) {}

  public static final long UNKNOWN = -1;

  private enum State {
    FILE_HEADER,
    ENTRY_HEADER,
    BODY,
    PADDING
  }

  private final Driver driver;
  private final Kernels kernels;
  private final long memory;
  private final long hash;
  private final Xxh3Stream body;

  private Visitor visitor = (position, header, whole) -> {};
  private String path = "";
  private long partition;
  private long base;
  private State state = State.FILE_HEADER;
  private final List<Gap> gaps = new ArrayList<>();

  /** Position of the byte that comes next, and bytes of the present part that have come. */
  private long position;

  private int gathered;
  private long rest;
  private long entry;

  private long end;
  private long nextOffset;
  private long firstTimestamp;
  private long lastTimestamp;
  private long bodyBytes;
  private long entries;
  private long durable;
  private boolean headerWhole;

  /** Since where no entry was found, −1 while one was; and the last byte there that is not zero. */
  private long lost;

  private long lastNotZero;

  /**
   * @param driver for its kernels
   * @param memory {@link #MEMORY} bytes of its own, aligned to 8
   */
  public SegmentWalk(Driver driver, long memory) {
    this.driver = driver;
    this.kernels = driver.kernels();
    this.memory = memory;
    this.hash = memory + SegmentFile.HEADER;
    this.body = new Xxh3Stream(memory + SegmentFile.HEADER + SegmentFile.BLOCK);
  }

  /** Begins with a file, by the place it has in the data directory. */
  public void begin(String file, long partitionId, long baseOffset, Visitor entryVisitor) {
    path = file;
    partition = partitionId;
    base = baseOffset;
    visitor = entryVisitor;
    state = State.FILE_HEADER;
    gaps.clear();
    position = 0;
    gathered = 0;
    end = SegmentFile.HEADER;
    nextOffset = baseOffset;
    firstTimestamp = 0;
    lastTimestamp = 0;
    bodyBytes = 0;
    entries = 0;
    durable = 0;
    headerWhole = false;
    lost = -1;
    lastNotZero = -1;
  }

  /** Takes the next {@code length} bytes of the file. */
  public void add(long address, long length) {
    long at = address;
    long left = length;
    while (left > 0) {
      long taken =
          switch (state) {
            case FILE_HEADER -> fileHeader(at, left);
            case ENTRY_HEADER -> entryHeader(at, left);
            case BODY -> body(at, left);
            case PADDING -> padding(at, left);
          };
      at += taken;
      left -= taken;
    }
  }

  /** All bytes have come: closes what is open. */
  public void finish() {
    if (state == State.FILE_HEADER) {
      gaps.add(new Gap(0, position, base, UNKNOWN, "the file ends within its header"));
    } else if (state == State.BODY) {
      gaps.add(new Gap(entry, position, nextOffset, UNKNOWN, "the file ends within an entry"));
    } else if (state == State.ENTRY_HEADER) {
      for (int i = 0; i < gathered; i++) {
        if (Memory.getByte(memory + i) != 0) {
          lastNotZero = position - gathered + i;
        }
      }
      long from = lost < 0 ? position - gathered : lost;
      if (lastNotZero >= from) {
        gaps.add(new Gap(from, lastNotZero + 1, nextOffset, UNKNOWN, "no entry of this partition"));
      }
    }
  }

  private boolean gather(long at, long left, int wanted) {
    int part = (int) Math.min(left, wanted - gathered);
    Memory.copy(at, memory + gathered, part);
    gathered += part;
    position += part;
    return gathered == wanted;
  }

  private long fileHeader(long at, long left) {
    long before = position;
    if (gather(at, left, SegmentFile.HEADER)) {
      String problem = "the file's header is not what was written";
      try {
        headerWhole =
            SegmentFile.whole(memory, SegmentFile.SEGMENT_MAGIC, partition, base, driver, path);
      } catch (DataDirectoryException other) {
        problem = Objects.requireNonNullElse(other.getMessage(), problem);
      }
      if (headerWhole) {
        firstTimestamp = SegmentFile.timestamp(memory);
        lastTimestamp = firstTimestamp;
      } else {
        gaps.add(new Gap(0, SegmentFile.HEADER, base, base, problem));
      }
      expectEntry();
    }
    return position - before;
  }

  private void expectEntry() {
    state = State.ENTRY_HEADER;
    gathered = 0;
  }

  private long entryHeader(long at, long left) {
    long before = position;
    if (gather(at, left, EntryHeader.SIZE)) {
      entry = position - EntryHeader.SIZE;
      if (fits()) {
        entryBegins();
      } else {
        skip();
      }
    }
    return position - before;
  }

  /** No entry begins here: looks eight bytes further. */
  private void skip() {
    if (lost < 0) {
      lost = entry;
    }
    if (Memory.getLong(memory) != 0) {
      lastNotZero = entry + 7;
    }
    gathered = EntryHeader.SIZE - 8;
    Memory.copy(memory + 8, memory, gathered);
  }

  private boolean fits() {
    if (Memory.getInt(memory + EntryHeader.LENGTH) <= 0
        || !EntryHeader.headerValid(memory, kernels)
        || EntryHeader.partition(memory) != partition) {
      return false;
    }
    int kind = EntryHeader.kind(memory);
    boolean append = kind == EntryHeader.KIND_APPEND && EntryHeader.count(memory) > 0;
    return (append || kind == EntryHeader.KIND_FILLER && EntryHeader.count(memory) == 0)
        && EntryHeader.baseOffset(memory) >= nextOffset
        && Long.compareUnsigned(EntryHeader.timestamp(memory), lastTimestamp) >= 0;
  }

  private void entryBegins() {
    long offset = EntryHeader.baseOffset(memory);
    if (lost >= 0 || offset != nextOffset) {
      String what = lost >= 0 ? "no entry of this partition" : "entries are missing";
      gaps.add(new Gap(lost >= 0 ? lost : entry, entry, nextOffset, offset, what));
      lost = -1;
    }
    nextOffset = offset;
    durable = Math.max(durable, EntryHeader.durable(memory));
    body.reset();
    rest = EntryHeader.bodyLength(memory);
    state = State.BODY;
    if (rest == 0) {
      bodyEnds();
    }
  }

  private long body(long at, long left) {
    long part = Math.min(left, rest);
    body.add(at, part);
    position += part;
    rest -= part;
    if (rest == 0) {
      bodyEnds();
    }
    return part;
  }

  private void bodyEnds() {
    body.hashWide(hash);
    boolean whole = Memory.equal(hash, memory + EntryHeader.BODY_CHECKSUM, 16);
    long after = nextOffset + EntryHeader.count(memory);
    if (!whole) {
      gaps.add(
          new Gap(entry + EntryHeader.SIZE, position, nextOffset, after, "the body of an entry"));
    }
    visitor.entry(entry, memory, whole);
    entries++;
    nextOffset = after;
    lastTimestamp = EntryHeader.timestamp(memory);
    if (EntryHeader.kind(memory) == EntryHeader.KIND_APPEND) {
      bodyBytes += EntryHeader.bodyLength(memory);
    }
    end = entry + EntryHeader.length(memory);
    rest = end - position;
    if (rest == 0) {
      expectEntry();
    } else {
      state = State.PADDING;
    }
  }

  private long padding(long at, long left) {
    long part = Math.min(left, rest);
    for (long i = 0; i < part; i++) {
      if (Memory.getByte(at + i) != 0) {
        long wrong = position + i;
        gaps.add(new Gap(wrong, wrong + 1, nextOffset, nextOffset, "padding that is not zero"));
      }
    }
    position += part;
    rest -= part;
    if (rest == 0) {
      expectEntry();
    }
    return part;
  }

  /** What was found not to be what was written, in the order of the file. */
  public List<Gap> gaps() {
    return gaps;
  }

  /** The gap that reaches the end of the file, behind the last entry; null when there is none. */
  public @Nullable Gap open() {
    Gap last = gaps.isEmpty() ? null : gaps.getLast();
    return last != null && last.toOffset == UNKNOWN ? last : null;
  }

  public boolean headerWhole() {
    return headerWhole;
  }

  /** Time of the first entry as the file's header has it, microseconds since 1970. */
  public long firstTimestamp() {
    return firstTimestamp;
  }

  /** Bytes that have come. */
  public long position() {
    return position;
  }

  /** Position after the last entry, and what follows from the entries up to there. */
  public long end() {
    return end;
  }

  public long nextOffset() {
    return nextOffset;
  }

  public long lastTimestamp() {
    return lastTimestamp;
  }

  /** Bytes of messages; before the entry, while it is visited. */
  public long bodyBytes() {
    return bodyBytes;
  }

  public long entries() {
    return entries;
  }

  /** Some entry says that all messages below this were on stable storage before it was made. */
  public long durable() {
    return durable;
  }
}
