package galgo.wire;

import galgo.io.Memory;

/**
 * Head of the answer to {@link CommandCode#POLL_MESSAGES}, in front of the messages: the answer's
 * header, then {@code partition u32, current_offset u64, messages_count u32}. There are no index
 * entries.
 */
public final class PollAnswer {
  /** Size in bytes of the part of the head that belongs to the payload. */
  public static final int PREFIX = 16;

  /** Size in bytes of the head. */
  public static final int SIZE = Frame.HEADER + PREFIX;

  private static final int PARTITION = Frame.HEADER;
  private static final int CURRENT_OFFSET = PARTITION + 4;
  private static final int COUNT = CURRENT_OFFSET + 8;

  private PollAnswer() {}

  /**
   * Writes the {@value #SIZE} bytes of the head of a successful answer.
   *
   * @param messagesLength bytes of messages that follow
   * @param currentOffset highest offset of the partition; 0 when it is empty
   * @param count messages that follow
   */
  public static void writeHead(
      long address, long messagesLength, long partition, long currentOffset, long count) {
    if (messagesLength < 0 || messagesLength > 0xFFFF_FFFFL - PREFIX) {
      throw new IllegalArgumentException(messagesLength + " bytes of messages");
    }
    Memory.putInt(address, Status.OK);
    Memory.putInt(address + 4, (int) (PREFIX + messagesLength));
    writePrefix(address + Frame.HEADER, partition, currentOffset, count);
  }

  /** Writes the {@value #PREFIX} bytes of the head that belong to the payload. */
  public static void writePrefix(long payload, long partition, long currentOffset, long count) {
    Memory.putInt(payload, (int) partition);
    Memory.putLong(payload + CURRENT_OFFSET - Frame.HEADER, currentOffset);
    Memory.putInt(payload + COUNT - Frame.HEADER, (int) count);
  }

  /**
   * Writes the head of the answer to a group member that owns no partition: 16 zero bytes of
   * payload.
   */
  public static void writeNothing(long address) {
    writeHead(address, 0, 0, 0, 0);
  }

  /** The partition that was read, 0..2³²−1; of the head at the address. */
  public static long partition(long address) {
    return Memory.getUnsignedInt(address + PARTITION);
  }

  /** The partition's highest offset when it was read; of the head at the address. */
  public static long currentOffset(long address) {
    return Memory.getLong(address + CURRENT_OFFSET);
  }

  /** Number of messages that follow the head at the address, 0..2³²−1. */
  public static long count(long address) {
    return Memory.getUnsignedInt(address + COUNT);
  }
}
