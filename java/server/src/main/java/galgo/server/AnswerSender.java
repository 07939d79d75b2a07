package galgo.server;

import galgo.io.Loop;
import galgo.io.Memory;
import galgo.io.Operation;

/**
 * Sends one answer: a head, then ranges of memory as they are, however many sends that takes.
 * Belongs to an exchange; on the way it belongs to the loop of the shard that submitted it.
 */
final class AnswerSender extends Operation {
  /** Told when the whole answer has gone, or cannot go. */
  interface Sent {
    /**
     * @param result 0, or the negative errno that ended the connection
     */
    void sent(int result);
  }

  /** Pairs handed to one send; more go in the next. */
  private static final int PAIRS = 240;

  static final int VECTOR_BYTES = PAIRS * 16;

  private final long vector;
  private final Sent owner;

  private Loop loop;
  private int handle;
  private long head;
  private long headLength;
  private long slices;
  private int count;

  /** The next pair to send: −1 the head, then the slices; and how much of it has gone. */
  private int current;

  private long gone;

  /** For {@link #moved}. */
  private long moved;

  /**
   * @param vector memory of {@link #VECTOR_BYTES}
   */
  AnswerSender(Loop loop, long vector, Sent owner) {
    this.loop = loop;
    this.vector = vector;
    this.owner = owner;
  }

  /**
   * @param slices address of {@code count} pairs (address u64, length u64); they and what they name
   *     stay unchanged until sent
   */
  void send(Loop on, int to, long headAddress, int headBytes, long slices, int count) {
    loop = on;
    handle = to;
    head = headAddress;
    headLength = headBytes;
    this.slices = slices;
    this.count = count;
    current = -1;
    gone = 0;
    moved = 0;
    submit();
  }

  /** Bytes of this answer that have not gone. */
  long unsent() {
    if (!pending()) {
      return 0;
    }
    long sum = -gone;
    for (int i = current; i < count; i++) {
      sum += length(i);
    }
    return sum;
  }

  /** Bytes of this answer that have gone. */
  long moved() {
    return moved;
  }

  @Override
  protected void completed(int result, int flags, long data) {
    if (result < 0) {
      owner.sent(result);
      return;
    }
    advance(result);
    if (current == count) {
      owner.sent(0);
    } else {
      submit();
    }
  }

  private void submit() {
    if (count == 0) {
      loop.send(handle, head + gone, (int) (headLength - gone), this);
      return;
    }
    int pairs = 0;
    long skip = gone;
    for (int i = current; i < count && pairs < PAIRS; i++) {
      Memory.putLong(vector + pairs * 16L, address(i) + skip);
      Memory.putLong(vector + pairs * 16L + 8, length(i) - skip);
      skip = 0;
      pairs++;
    }
    loop.sendVectored(handle, vector, pairs, this);
  }

  private void advance(int bytes) {
    long left = bytes;
    moved += bytes;
    while (left > 0) {
      long rest = length(current) - gone;
      if (left < rest) {
        gone += left;
        return;
      }
      left -= rest;
      current++;
      gone = 0;
    }
  }

  private long address(int index) {
    return index < 0 ? head : Memory.getLong(slices + index * 16L);
  }

  private long length(int index) {
    return index < 0 ? headLength : Memory.getLong(slices + index * 16L + 8);
  }
}
