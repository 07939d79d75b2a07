package galgo.log;

import org.jspecify.annotations.Nullable;

/**
 * Where the last reads of a partition ended, so that who goes on from there need not search: a few,
 * for as many readers. The oldest is forgotten first.
 */
final class ReadHints {
  private static final int COUNT = 8;

  private final @Nullable Segment[] segments = new Segment[COUNT];
  private final long[] offsets = new long[COUNT];
  private final long[] positions = new long[COUNT];
  private final long[] bases = new long[COUNT];
  private final long[] messages = new long[COUNT];
  private int next;

  /** Keeps where the message that a read would want next lies. */
  void keep(Read read, Segment segment) {
    int slot = find(read.wanted);
    if (slot < 0) {
      slot = next;
      next = (next + 1) % COUNT;
    }
    segments[slot] = segment;
    offsets[slot] = read.wanted;
    positions[slot] = read.position;
    bases[slot] = read.reached;
    messages[slot] = read.message;
  }

  /** Sets where a read starts if it is known; the hint is used up. */
  boolean use(Read read, long wanted) {
    int slot = find(wanted);
    Segment segment = slot < 0 ? null : segments[slot];
    if (segment == null || segment.removed) {
      return false;
    }
    read.segment = segment;
    read.wanted = wanted;
    read.position = positions[slot];
    read.reached = bases[slot];
    read.message = messages[slot];
    segments[slot] = null;
    next = slot;
    return true;
  }

  private int find(long offset) {
    for (int i = 0; i < COUNT; i++) {
      if (offsets[i] == offset && segments[i] != null) {
        return i;
      }
    }
    return -1;
  }
}
