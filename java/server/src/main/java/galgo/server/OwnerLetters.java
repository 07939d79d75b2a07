package galgo.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/**
 * Work on many partitions, for the shards that own them: many of them in one letter, as there may
 * be more than a mailbox takes letters, and not all, so that a shard has turns in between.
 */
final class OwnerLetters {
  private static final int PARTITIONS = 256;

  private OwnerLetters() {}

  /**
   * Has the owners do something with each.
   *
   * @param about what is about one partition
   * @param dataGroup the partition's
   * @param what runs on the owner
   */
  static <T> void post(
      Node node, List<T> about, ToIntFunction<T> dataGroup, BiConsumer<Partitions, T> what) {
    List<List<T>> owned = byOwner(node, about, dataGroup);
    for (int shard = 0; shard < owned.size(); shard++) {
      List<T> all = owned.get(shard);
      for (int from = 0; from < all.size(); from += PARTITIONS) {
        List<T> letter = all.subList(from, Math.min(all.size(), from + PARTITIONS));
        node.shard(shard).post(at -> letter.forEach(each -> what.accept(at.partitions(), each)));
      }
    }
  }

  /** What is about partitions, by the number of the shard that owns each; in the same order. */
  static <T> List<List<T>> byOwner(Node node, List<T> about, ToIntFunction<T> dataGroup) {
    List<List<T>> owned = new ArrayList<>();
    for (int shard = 0; shard < node.shardCount(); shard++) {
      owned.add(new ArrayList<>());
    }
    for (T each : about) {
      owned.get(node.ownerOf(dataGroup.applyAsInt(each))).add(each);
    }
    return owned;
  }
}
