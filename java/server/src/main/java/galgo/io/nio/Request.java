package galgo.io.nio;

import galgo.io.Submissions;
import org.jspecify.annotations.Nullable;

/** One operation in flight: its record's fields, and where it waits. Pooled by {@link Requests}. */
final class Request {
  int operation;
  int flags;
  int handle;
  long address;
  int length;
  long offset;
  long tag;

  /** What it works on, where that is an open handle or a connection being made. */
  @Nullable Endpoint target;

  /** The list it waits in, and its neighbours there. */
  @Nullable RequestList list;

  @Nullable Request previous;
  @Nullable Request next;

  /** The next in flight whose tag falls into the same bucket. */
  @Nullable Request nextOfBucket;

  /** When it is due, and its place in the heap of timers; −1 outside. */
  long due;

  int heapIndex = -1;

  /** What a helper thread got. */
  int result;

  boolean multi() {
    return (flags & Submissions.MULTI) != 0;
  }

  boolean synced() {
    return (flags & Submissions.SYNCED) != 0;
  }
}
