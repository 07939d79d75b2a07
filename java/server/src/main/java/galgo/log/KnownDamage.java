package galgo.log;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The damaged places of one partition that were found while it was open: each is logged and counted
 * once, however often it is met. What lies there is not served because its checksum is wrong, not
 * because it is listed here.
 */
final class KnownDamage {
  private static final Logger LOGGER = LoggerFactory.getLogger(KnownDamage.class);

  /** Places remembered; of more nothing is said. */
  private static final int LIMIT = 1000;

  private record Place(long base, long from, long to) {}

  private final Partition partition;
  private List<Place> places = List.of();

  KnownDamage(Partition partition) {
    this.partition = partition;
  }

  /**
   * Bytes of a segment are not what was written.
   *
   * @param from position of the first
   * @param to after the last
   * @param fromOffset first message that cannot be served for it
   * @param toOffset after the last one; {@code fromOffset} when there is none
   * @return whether this is news
   */
  boolean add(Segment segment, long from, long to, long fromOffset, long toOffset, String what) {
    for (Place place : places) {
      if (place.base == segment.base && from < place.to && place.from < to) {
        return false;
      }
    }
    if (places.size() == LIMIT) {
      return false;
    }
    if (places.isEmpty()) {
      places = new ArrayList<>();
    }
    places.add(new Place(segment.base, from, to));
    LOGGER.error(
        "{} is damaged at byte {} to {}: {}. Partition {}: {} Restore it from another copy.{}",
        segment.path(),
        from,
        to - 1,
        what,
        partition.id(),
        toOffset > fromOffset
            ? "offsets " + fromOffset + " to " + (toOffset - 1) + " are answered with an error."
            : "no message is concerned while the server runs.",
        places.size() == LIMIT ? " More damage of this partition is not listed." : "");
    return true;
  }

  void clear() {
    places = List.of();
  }
}
