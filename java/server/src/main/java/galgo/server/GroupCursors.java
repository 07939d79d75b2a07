package galgo.server;

import java.util.Arrays;

/**
 * Where one member stands in the round of its partitions, by group: each poll without a partition
 * takes the next. A client is in few groups, so they are searched in a row. Belongs to the
 * connection's shard.
 */
final class GroupCursors {
  private long[] topics = new long[2];
  private int[] groups = new int[2];
  private int[] cursors = new int[2];
  private int count;

  /**
   * The place to use now; the next call gives the one after.
   *
   * @param size how many partitions the member has now, at least 1
   */
  int next(int stream, int topic, int group, int size) {
    int at = slot(stream, topic, group);
    int now = Integer.remainderUnsigned(cursors[at], size);
    cursors[at] = now + 1 == size ? 0 : now + 1;
    return now;
  }

  /** The place that {@link #next} would give, without moving on. */
  int peek(int stream, int topic, int group, int size) {
    // Not in one expression: the slot may be in a new, larger array.
    int at = slot(stream, topic, group);
    return Integer.remainderUnsigned(cursors[at], size);
  }

  /** It joined or left the group: it begins at the front again. */
  void forget(int stream, int topic, int group) {
    int at = find(key(stream, topic), group);
    if (at >= 0) {
      count--;
      topics[at] = topics[count];
      groups[at] = groups[count];
      cursors[at] = cursors[count];
    }
  }

  private static long key(int stream, int topic) {
    return (long) stream << 32 | topic & 0xFFFF_FFFFL;
  }

  private int find(long key, int group) {
    for (int i = 0; i < count; i++) {
      if (topics[i] == key && groups[i] == group) {
        return i;
      }
    }
    return -1;
  }

  private int slot(int stream, int topic, int group) {
    long key = key(stream, topic);
    int found = find(key, group);
    if (found >= 0) {
      return found;
    }
    if (count == topics.length) {
      topics = Arrays.copyOf(topics, count * 2);
      groups = Arrays.copyOf(groups, count * 2);
      cursors = Arrays.copyOf(cursors, count * 2);
    }
    topics[count] = key;
    groups[count] = group;
    cursors[count] = 0;
    return count++;
  }
}
