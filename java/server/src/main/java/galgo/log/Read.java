package galgo.log;

import galgo.io.Memory;
import galgo.io.Submissions;
import galgo.io.Xxh3Stream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request to read messages, made once by who reads and used again and again. From {@link
 * Partition#read} until {@link #done} it belongs to the partition; from then until {@link #release}
 * the bytes it points to stay where they are.
 */
public abstract class Read {
  /** Kind: from the message with offset {@link #value}, or the oldest one when that is gone. */
  public static final int OFFSET = 0;

  /** Kind: from the first message with a timestamp of at least {@link #value}. */
  public static final int TIMESTAMP = 1;

  /** Kind: from the oldest message. */
  public static final int FIRST = 2;

  /** Kind: the newest {@link #count} messages. */
  public static final int LAST = 3;

  /** Bytes of one pair of the vector: address u64, length u64. */
  public static final int PAIR = 16;

  public int kind;

  /** Offset, or microseconds since 1970; unsigned. */
  public long value;

  /** The most messages, at least 0. */
  public int count;

  /** The most bytes of messages; one message is given even if it is longer. */
  public long maxBytes;

  /**
   * Whether to wait a moment when what is asked for is the next message to come. Such a read ends
   * without messages all the same; see {@link #came}.
   */
  public boolean patient;

  /** Out: it has waited, and now there are messages. */
  public boolean came;

  /** Out: one of {@link LogStatus}. */
  public int status;

  /** Out: how many messages; 0 when there are none. */
  public int messages;

  /** Out: offsets of the first and the last message, meaningless without any. */
  public long firstOffset;

  public long lastOffset;

  /** Out: bytes of the messages. */
  public long bytes;

  /** Out: pairs in the vector. */
  public int pairs;

  /** Out: the forms of the messages, in their order. */
  public final Runs runs = new Runs();

  /** Records of which an answer has only some messages: its first and its last one. */
  private static final int CUTS = 2;

  private final long vector;
  private final int capacity;
  private int cuts;

  // What the answer points into, and what is held only while it is made.
  private Chunk[] pinned = new Chunk[8];
  private int pins;
  private Chunk[] held = new Chunk[8];
  private int holds;

  // Where it stands while it waits for the disk.
  @Nullable Read next;
  @Nullable Partition partition;
  @Nullable Segment segment;

  // Where it stands while it waits for messages: until when, after whom and before whom.
  long waitsUntil;
  @Nullable Read waitsAfter;
  @Nullable Read waitsBefore;

  /** Position of the entry to look at. */
  long position;

  /** The offset of that entry's first message. */
  long reached;

  /** Position of the first message wanted if it is known and lies within that entry, else 0. */
  long message;

  /** The first message wanted is this one, or, while −1, the first that is late enough. */
  long wanted;

  /** Bytes of memory that a read with a vector of {@code capacity} pairs needs. */
  public static int memory(int capacity) {
    return capacity * PAIR + CUTS * BatchRecord.HEADER;
  }

  /**
   * @param vector memory of {@link #memory} bytes: {@code capacity} pairs, which say where the
   *     messages are, ready for a vectored send, and headers
   * @param capacity 2 to {@link Submissions#VECTOR_LIMIT}; an answer with more pieces ends earlier
   */
  protected Read(long vector, int capacity) {
    if (capacity < 2 || capacity > Submissions.VECTOR_LIMIT) {
      throw new IllegalArgumentException("vector of " + capacity + " pairs");
    }
    this.vector = vector;
    this.capacity = capacity;
  }

  /**
   * The answer is there, or the request failed: see {@link #status}. Called on the shard's thread,
   * perhaps before {@link Partition#read} returns. {@link #release} follows when the bytes were
   * used.
   */
  protected abstract void done();

  /** Address of the pairs. */
  public final long vector() {
    return vector;
  }

  /** The bytes may go. Once after each {@link #done}. */
  public final void release() {
    for (int i = 0; i < pins; i++) {
      pinned[i].cache.unpin(pinned[i]);
    }
    pins = 0;
    pairs = 0;
  }

  final void reset() {
    if (pins > 0) {
      throw new IllegalStateException("the answer before was not released");
    }
    status = LogStatus.OK;
    came = false;
    messages = 0;
    bytes = 0;
    pairs = 0;
    cuts = 0;
    runs.clear();
  }

  /** Keeps a chunk in memory until {@link #unhold}. */
  final void hold(Chunk chunk) {
    if (holds > 0 && held[holds - 1] == chunk) {
      return;
    }
    if (holds == held.length) {
      held = Arrays.copyOf(held, 2 * holds);
    }
    chunk.cache.pin(chunk);
    held[holds++] = chunk;
  }

  final void unhold() {
    for (int i = 0; i < holds; i++) {
      held[i].cache.unpin(held[i]);
    }
    holds = 0;
  }

  /**
   * Adds {@code count} messages, bytes of the segment, to the answer: messages back to back, or a
   * whole record. False, and nothing happens, when there is no room.
   */
  final boolean add(Segment from, int format, long start, long end, int count) {
    if (!hasRoom(from, start, end, 0)) {
      return false;
    }
    point(from, start, end);
    runs.add(format, count, end - start);
    return true;
  }

  /** Likewise, {@code count} messages in a row of the record at a position. */
  final boolean addCut(
      Segment from, long record, long start, long end, int count, Xxh3Stream stream) {
    if (!hasRoom(from, start, end, 1)) {
      return false;
    }
    if (cuts == CUTS) {
      throw new IllegalStateException("a third record of an answer is not whole");
    }
    long header = vector + (long) capacity * PAIR + (long) cuts++ * BatchRecord.HEADER;
    CutHeader.write(from, record, start, end, count, header, stream);
    long pair = vector + (long) PAIR * pairs++;
    Memory.putLong(pair, header);
    Memory.putLong(pair + 8, BatchRecord.HEADER);
    bytes += BatchRecord.HEADER;
    point(from, start, end);
    runs.add(BatchRecord.FORMAT, count, BatchRecord.HEADER + end - start);
    return true;
  }

  private boolean hasRoom(Segment from, long start, long end, int more) {
    return pairs + from.chunkIndex(end - 1) - from.chunkIndex(start) + 1 + more <= capacity;
  }

  private void point(Segment from, long start, long end) {
    int first = from.chunkIndex(start);
    int last = from.chunkIndex(end - 1);
    long at = start;
    for (int i = first; i <= last; i++) {
      Chunk chunk = from.chunkAt(at);
      long piece = Math.min(end, from.chunkStart(i + 1)) - at;
      long pair = vector + (long) PAIR * pairs++;
      Memory.putLong(pair, chunk.at(at));
      Memory.putLong(pair + 8, piece);
      pin(chunk);
      at += piece;
    }
    bytes += end - start;
  }

  private void pin(Chunk chunk) {
    if (pins > 0 && pinned[pins - 1] == chunk) {
      return;
    }
    if (pins == pinned.length) {
      pinned = Arrays.copyOf(pinned, 2 * pins);
    }
    chunk.cache.pin(chunk);
    pinned[pins++] = chunk;
  }
}
