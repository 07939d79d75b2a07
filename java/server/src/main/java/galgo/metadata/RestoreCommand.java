package galgo.metadata;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a snapshot, to be applied to an empty state in the order in which {@link Snapshot}
 * gives them. One that does not fit is damage or a mistake, and throws.
 */
public sealed interface RestoreCommand extends Command {

  /** Which ids are in use. */
  record Ids(int end, List<Integer> free) {
    public Ids {
      free = List.copyOf(free);
    }

    static Ids of(Slots<?> slots) {
      return new Ids(slots.end(), Arrays.stream(slots.freeIds()).boxed().toList());
    }

    int[] freeIds() {
      return free.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /** The first part. */
  record RestoreCluster(
      @Nullable ClusterSettings settings, long nextIncarnation, Ids streams, Ids users)
      implements RestoreCommand {}

  record RestoreUser(User user) implements RestoreCommand {}

  record RestoreStream(int id, long incarnation, Bytes name, long createdAt, Ids topics)
      implements RestoreCommand {}

  record RestoreTopic(
      int stream,
      int id,
      Bytes name,
      TopicSettings settings,
      long incarnation,
      long createdAt,
      Ids groups)
      implements RestoreCommand {}

  /** The next partitions of a topic. */
  record RestorePartitions(int stream, int topic, List<Partition> partitions)
      implements RestoreCommand {
    public RestorePartitions {
      partitions = List.copyOf(partitions);
    }
  }

  record RestoreGroup(
      int stream, int topic, int id, Bytes name, long incarnation, long generation, Ids members)
      implements RestoreCommand {}

  record RestoreMember(
      int stream, int topic, int group, int slot, int id, long client, List<Integer> partitions)
      implements RestoreCommand {
    public RestoreMember {
      partitions = List.copyOf(partitions);
    }
  }

  /** The next revocation of the member in a slot. */
  record RestoreRevocation(int stream, int topic, int group, int slot, Revocation revocation)
      implements RestoreCommand {}

  /** The next group in a client's list. */
  record RestoreMembership(long client, Membership membership) implements RestoreCommand {}
}
