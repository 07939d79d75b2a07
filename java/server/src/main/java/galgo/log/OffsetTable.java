package galgo.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The offsets of one shard in memory: by partition a map from consumer to offset. Makes garbage
 * only where a partition comes or goes.
 */
final class OffsetTable {
  /** Takes one offset. */
  @FunctionalInterface
  interface Visitor {
    void offset(long partition, long consumer, long offset);
  }

  private final LongMap places = new LongMap();
  private final List<LongMap> partitions = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();

  /** Null when nothing is stored for the partition. */
  @Nullable LongMap partition(long partition) {
    int place = (int) places.get(partition, -1);
    return place < 0 ? null : partitions.get(place);
  }

  long get(long partition, long consumer, long absent) {
    LongMap offsets = partition(partition);
    return offsets == null ? absent : offsets.get(consumer, absent);
  }

  void put(long partition, long consumer, long offset) {
    LongMap offsets = partition(partition);
    if (offsets == null) {
      offsets = new LongMap();
      Integer reused = free.poll();
      if (reused == null) {
        places.put(partition, partitions.size());
        partitions.add(offsets);
      } else {
        places.put(partition, reused);
        partitions.set(reused, offsets);
      }
    }
    offsets.put(consumer, offset);
  }

  /** Whether it was there. */
  boolean remove(long partition, long consumer) {
    LongMap offsets = partition(partition);
    if (offsets == null || !offsets.remove(consumer)) {
      return false;
    }
    if (offsets.size() == 0) {
      forget(partition);
    }
    return true;
  }

  /** Whether anything was there. */
  boolean forget(long partition) {
    int place = (int) places.get(partition, -1);
    if (place < 0) {
      return false;
    }
    places.remove(partition);
    partitions.set(place, new LongMap());
    free.push(place);
    return true;
  }

  /** Offsets stored. */
  int size() {
    int size = 0;
    for (int i = 0; i < places.slots(); i++) {
      if (places.key(i) != LongMap.NO_KEY) {
        size += partitions.get((int) places.value(i)).size();
      }
    }
    return size;
  }

  void forEach(Visitor visitor) {
    for (int i = 0; i < places.slots(); i++) {
      long partition = places.key(i);
      if (partition != LongMap.NO_KEY) {
        LongMap offsets = partitions.get((int) places.value(i));
        for (int j = 0; j < offsets.slots(); j++) {
          if (offsets.key(j) != LongMap.NO_KEY) {
            visitor.offset(partition, offsets.key(j), offsets.value(j));
          }
        }
      }
    }
  }
}
