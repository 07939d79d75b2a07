package galgo.log;

/**
 * The open files of segments that nobody writes to, at most so many; the one that was opened first
 * closes when another is opened.
 */
final class OpenFiles {
  private final Segment[] ring;
  private int head;
  private int size;

  OpenFiles(int limit) {
    ring = new Segment[limit];
  }

  /** Opens the file for reading if it is closed; returns a handle or a negative error. */
  int open(Segment segment) {
    int handle = segment.handle >= 0 ? segment.handle : segment.open(false);
    if (handle >= 0) {
      add(segment);
    }
    return handle;
  }

  /** The segment's file is open, and may be closed when nothing is in flight on it. */
  void add(Segment segment) {
    if (segment.writing || segment.listedOpen || segment.handle < 0) {
      return;
    }
    // Each is looked at once: when all are in use none is closed, and the ring takes no more.
    for (int i = ring.length; size == ring.length && i > 0; i--) {
      Segment first = ring[head];
      head = (head + 1) % ring.length;
      size--;
      if (first.writing || first.removed) {
        first.listedOpen = false;
      } else if (first.operations == 0) {
        first.listedOpen = false;
        first.closeFile();
      } else {
        push(first);
      }
    }
    if (size < ring.length) {
      segment.listedOpen = true;
      push(segment);
    }
  }

  private void push(Segment segment) {
    ring[(head + size) % ring.length] = segment;
    size++;
  }
}
