package galgo.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A state as the commands that make it from an empty one: ids, the order in which free ids are
 * given out, counters and memberships included.
 */
public final class Snapshot {
  /** So that each part stays well below the size of an entry of the log. */
  private static final int PARTITIONS_A_PART = 4096;

  private Snapshot() {}

  /** Gives the parts, in the order in which they must be applied. Changes nothing. */
  public static void emit(State state, Consumer<? super RestoreCommand> parts) {
    parts.accept(
        new RestoreCommand.RestoreCluster(
            state.settings(),
            state.nextIncarnation(),
            RestoreCommand.Ids.of(state.streams()),
            RestoreCommand.Ids.of(state.users())));
    for (User user : state.users()) {
      parts.accept(new RestoreCommand.RestoreUser(user));
    }
    for (Stream stream : state.streams()) {
      parts.accept(
          new RestoreCommand.RestoreStream(
              stream.id(),
              stream.incarnation(),
              stream.name(),
              stream.createdAt(),
              RestoreCommand.Ids.of(stream.topics())));
      for (Topic topic : stream.topics()) {
        emit(stream.id(), topic, parts);
      }
    }
    state
        .memberships()
        .all()
        .forEach((client, memberships) ->
            memberships.forEach(
                each -> parts.accept(new RestoreCommand.RestoreMembership(client, each))));
  }

  private static void emit(int stream, Topic topic, Consumer<? super RestoreCommand> parts) {
    parts.accept(
        new RestoreCommand.RestoreTopic(
            stream,
            topic.id(),
            topic.name(),
            topic.settings(),
            topic.incarnation(),
            topic.createdAt(),
            RestoreCommand.Ids.of(topic.groups())));
    List<Partition> partitions = topic.partitions();
    for (int from = 0; from < partitions.size(); from += PARTITIONS_A_PART) {
      int to = Math.min(partitions.size(), from + PARTITIONS_A_PART);
      parts.accept(
          new RestoreCommand.RestorePartitions(stream, topic.id(), partitions.subList(from, to)));
    }
    for (ConsumerGroup group : topic.groups()) {
      emit(stream, topic.id(), group, parts);
    }
  }

  private static void emit(
      int stream, int topic, ConsumerGroup group, Consumer<? super RestoreCommand> parts) {
    parts.accept(
        new RestoreCommand.RestoreGroup(
            stream,
            topic,
            group.id(),
            group.name(),
            group.incarnation(),
            group.generation(),
            RestoreCommand.Ids.of(group.members())));
    for (Member member : group.members()) {
      List<Integer> partitions = new ArrayList<>(member.partitionsCount());
      for (int i = 0; i < member.partitionsCount(); i++) {
        partitions.add(member.partition(i));
      }
      parts.accept(
          new RestoreCommand.RestoreMember(
              stream, topic, group.id(), member.slot(), member.id(), member.client(), partitions));
      for (Revocation revocation : member.revocations()) {
        parts.accept(
            new RestoreCommand.RestoreRevocation(
                stream, topic, group.id(), member.slot(), revocation));
      }
    }
  }
}
