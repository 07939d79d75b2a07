package galgo.log;

import java.util.List;

/** Binary searches in a partition's segments, which are in the order of offsets and of times. */
final class SegmentSearch {
  private SegmentSearch() {}

  /** The last segment that begins at or before the offset, −1 when there is none. */
  static int lastFrom(List<Segment> segments, long offset) {
    int low = 0;
    int high = segments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (segments.get(middle).base <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /**
   * The last segment that begins before the time, −1 when there is none.
   *
   * @param timestamp microseconds since 1970, unsigned
   */
  static int lastBefore(List<Segment> segments, long timestamp) {
    int low = 0;
    int high = segments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(segments.get(middle).firstTimestamp, timestamp) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
