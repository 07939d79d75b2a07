package galgo.wire;

import galgo.io.Memory;

/**
 * Payload of {@link CommandCode#SEND_MESSAGES} up to its messages.
 *
 * <p>{@code metadata_length u32}, then that many bytes of metadata (stream, topic, partitioning,
 * {@code messages_count u32}), then 16 bytes of index a message, then the messages to the end. What
 * the metadata holds past the count is passed over: the index area begins where {@code
 * metadata_length} says. Index entries and messages are checked by whoever appends them.
 *
 * <p>Reused; valid while the memory it was wrapped around is. Not for two threads.
 */
public final class SendRequest {
  /** Returned when more bytes of the payload are needed before anything can be said. */
  public static final int INCOMPLETE = -1;

  /** Partitions in turn. */
  public static final int BALANCED = 1;

  /** The partition in {@link #partition()}. */
  public static final int PARTITION = 2;

  /** The partition that the hash of the key gives. */
  public static final int KEY = 3;

  private static final int METADATA_LENGTH_FIELD = 4;

  /**
   * The most bytes that the four fields of the metadata can take; what lies beyond is never looked
   * at.
   */
  private static final int MAX_METADATA = 3 * (2 + 255) + 4;

  private static final int PARTITIONING_PREFIX = 2;

  private final IdentifierView stream = new IdentifierView();
  private final IdentifierView topic = new IdentifierView();
  private int partitioning;
  private long valueAddress;
  private int valueLength;
  private long messagesCount;
  private long indexOffset;
  private long messagesOffset;
  private long messagesLength;
  private long payloadAddress;

  /** Decodes a payload that is in memory to its end; see {@link #wrap(long, long, long)}. */
  public int wrap(long payload, int length) {
    return wrap(payload, length, length);
  }

  /**
   * Decodes, by the checks 2 to 6 of the protocol in their order.
   *
   * @param payload address of the payload's first byte
   * @param available bytes of it that are in memory, at most {@code length}
   * @param length bytes of the whole payload as its frame says, 0..2³²−1
   * @return {@link Status#OK}; 3 when lengths do not agree or the partitioning is malformed; 6 for
   *     a malformed stream or topic; 4009 when there are no messages; {@link #INCOMPLETE} when the
   *     metadata is not there yet. After a failure the fields mean nothing
   */
  public int wrap(long payload, long available, long length) {
    if (available < 0 || available > length) {
      throw new IllegalArgumentException(available + " bytes available of " + length);
    }
    if (length < METADATA_LENGTH_FIELD) {
      return Status.INVALID_COMMAND;
    }
    if (available < METADATA_LENGTH_FIELD) {
      return INCOMPLETE;
    }
    long metadataLength = Memory.getUnsignedInt(payload);
    if (metadataLength > length - METADATA_LENGTH_FIELD) {
      return Status.INVALID_COMMAND;
    }
    if (available - METADATA_LENGTH_FIELD < Math.min(metadataLength, MAX_METADATA)) {
      return INCOMPLETE;
    }
    payloadAddress = payload;
    indexOffset = METADATA_LENGTH_FIELD + metadataLength;
    return wrapMetadata(payload + METADATA_LENGTH_FIELD, metadataLength, length);
  }

  /**
   * Decodes a payload of the newer protocol, which is in memory to its end: the metadata has
   * nothing after its count, and one batch record follows without an index.
   *
   * @return as {@link #wrap(long, int)}
   */
  public int wrapRecord(long payload, int length) {
    if (length < METADATA_LENGTH_FIELD) {
      return Status.INVALID_COMMAND;
    }
    long metadataLength = Memory.getUnsignedInt(payload);
    if (metadataLength > length - METADATA_LENGTH_FIELD) {
      return Status.INVALID_COMMAND;
    }
    payloadAddress = payload;
    indexOffset = METADATA_LENGTH_FIELD + metadataLength;
    long end = payload + indexOffset;
    long at = wrapPlace(payload + METADATA_LENGTH_FIELD, end);
    if (at < 0) {
      return (int) -at;
    }
    if (end - at != Integer.BYTES || partitioning == KEY && valueLength == 0) {
      return Status.INVALID_COMMAND;
    }
    messagesCount = Memory.getUnsignedInt(at);
    messagesOffset = indexOffset;
    messagesLength = length - messagesOffset;
    return messagesCount == 0 ? Status.INVALID_MESSAGES_COUNT : Status.OK;
  }

  /** Stream, topic and partitioning; returns where they end, or the negated status. */
  private long wrapPlace(long metadata, long end) {
    long at = metadata;
    int size = stream.wrapUnchecked(at, end - at);
    if (size < 0) {
      return size;
    }
    at += size;
    size = topic.wrapUnchecked(at, end - at);
    if (size < 0) {
      return size;
    }
    at += size;
    size = wrapPartitioning(at, end - at);
    return size < 0 ? size : at + size;
  }

  private int wrapMetadata(long metadata, long metadataLength, long length) {
    long end = metadata + metadataLength;
    long at = wrapPlace(metadata, end);
    if (at < 0) {
      return (int) -at;
    }
    if (end - at < Integer.BYTES) {
      return Status.INVALID_COMMAND;
    }
    messagesCount = Memory.getUnsignedInt(at);
    // below 2³⁶: a long does not overflow
    messagesOffset = indexOffset + messagesCount * Frame.INDEX_ENTRY;
    messagesLength = length - messagesOffset;
    if (messagesLength < 0) {
      return Status.INVALID_COMMAND;
    }
    return messagesCount == 0 ? Status.INVALID_MESSAGES_COUNT : Status.OK;
  }

  /** The bytes it takes, or −3. */
  private int wrapPartitioning(long address, long remaining) {
    if (remaining < PARTITIONING_PREFIX) {
      return -Status.INVALID_COMMAND;
    }
    int kind = Memory.getUnsignedByte(address);
    int length = Memory.getUnsignedByte(address + 1);
    boolean wellFormed =
        switch (kind) {
          case BALANCED -> length == 0;
          case PARTITION -> length == Integer.BYTES;
          case KEY -> true; // an empty key is hashed like any other
          default -> false;
        };
    if (!wellFormed || remaining - PARTITIONING_PREFIX < length) {
      return -Status.INVALID_COMMAND;
    }
    partitioning = kind;
    valueAddress = address + PARTITIONING_PREFIX;
    valueLength = length;
    return PARTITIONING_PREFIX + length;
  }

  public IdentifierView stream() {
    return stream;
  }

  public IdentifierView topic() {
    return topic;
  }

  /** One of {@link #BALANCED}, {@link #PARTITION}, {@link #KEY}. */
  public int partitioning() {
    return partitioning;
  }

  /** The partition asked for, 0..2³²−1; only with {@link #PARTITION}. */
  public long partition() {
    if (partitioning != PARTITION) {
      throw new IllegalStateException("partitioning " + partitioning + " names no partition");
    }
    return Memory.getUnsignedInt(valueAddress);
  }

  /** Address of the key's bytes; with {@link #KEY}. */
  public long keyAddress() {
    return valueAddress;
  }

  /** Length of the key in bytes, 0..255; with {@link #KEY}. */
  public int keyLength() {
    return valueLength;
  }

  /** Number of messages, at least 1; each has one index entry. */
  public long messagesCount() {
    return messagesCount;
  }

  /** Where the index area begins, in bytes from the payload's first. */
  public long indexOffset() {
    return indexOffset;
  }

  /** Where the messages begin, in bytes from the payload's first; the index area ends there. */
  public long messagesOffset() {
    return messagesOffset;
  }

  /** Length in bytes of the messages area. */
  public long messagesLength() {
    return messagesLength;
  }

  /** Address of the index area, if the payload is in memory that far. */
  public long indexAddress() {
    return payloadAddress + indexOffset;
  }

  /** Address of the first message, if the payload is in memory that far. */
  public long messagesAddress() {
    return payloadAddress + messagesOffset;
  }
}
