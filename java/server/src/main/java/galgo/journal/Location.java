package galgo.journal;

/** Where a block lies, in one long: file, frame in the file, block in the frame. Stateless. */
final class Location {
  private static final int OFFSET_BITS = 18;
  private static final int POSITION_BITS = 20;

  private Location() {}

  /**
   * @param position of the frame, a multiple of 4096 below 4 GiB
   * @param offset of the block in the frame, a multiple of 8 below 2 MiB
   */
  static long of(FoundPiece file, long position, int offset) {
    return ((long) file.index() << POSITION_BITS | position / FrameHeader.ALIGNMENT) << OFFSET_BITS
        | offset / 8;
  }

  static int file(long location) {
    return (int) (location >>> (POSITION_BITS + OFFSET_BITS));
  }

  static long position(long location) {
    return (location >>> OFFSET_BITS & (1L << POSITION_BITS) - 1) * FrameHeader.ALIGNMENT;
  }

  static int offset(long location) {
    return (int) (location & (1L << OFFSET_BITS) - 1) * 8;
  }
}
