package galgo.metadata;

/**
 * Numbers that are given once: to streams, topics, partitions, groups and users, from one counter
 * that never goes back. Whatever was made after a moment has a number not below the counter then.
 */
final class Incarnations {
  private long next = 1;

  long next() {
    return next;
  }

  long take() {
    return next++;
  }

  void restore(long restoredNext) {
    next = restoredNext;
  }
}
