package galgo.server;

import galgo.metadata.CatalogCommand;
import galgo.metadata.Command;
import galgo.metadata.ConsumerGroup;
import galgo.metadata.GroupCommand;
import galgo.metadata.Member;
import galgo.metadata.Membership;
import galgo.metadata.MembershipCommand;
import galgo.metadata.Partition;
import galgo.metadata.Revocation;
import galgo.metadata.State;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import galgo.metadata.UserCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * What a change of metadata means outside of it: partitions that are dropped, offsets of a group
 * that is gone, what a member that left was handed out, partitions of a group that may change hands
 * at once. On shard 0, by the {@link Proposer}.
 */
final class Consequences {
  private static final int ALL_GROUPS = -1;

  private final Node node;

  /**
   * Partitions that the change being applied takes away, and those whose offsets of one group go.
   */
  private final List<Partition> dropped = new ArrayList<>();

  private final List<Partition> forgetting = new ArrayList<>();
  private long forgotten;

  /** What a group, or all, were handed out of a partition and does not count any more. */
  private record HandedOut(Partition partition, long group) {}

  private final List<HandedOut> handedOut = new ArrayList<>();

  Consequences(Node node) {
    this.node = node;
  }

  /** Before the change is applied: notes what will be gone. */
  void before(State state, Command command) {
    dropped.clear();
    forgetting.clear();
    handedOut.clear();
    switch (command) {
      case CatalogCommand.DeleteStream(int id) -> {
        Stream stream = state.stream(id);
        if (stream != null) {
          stream.topics().forEach(topic -> collect(topic, 0, dropped));
        }
      }
      case CatalogCommand.DeleteTopic(int stream, int id) ->
          collect(topic(state, stream, id), 0, dropped);
      case CatalogCommand.DeletePartitions(int stream, int id, int count) -> {
        Topic topic = topic(state, stream, id);
        collect(topic, topic.partitionsCount() - count, dropped);
        collectHandedOut(topic);
      }
      case CatalogCommand.CreatePartitions create ->
          collectHandedOut(topic(state, create.stream(), create.topic()));
      case GroupCommand.DeleteGroup(int stream, int id, int number) -> {
        Topic topic = topic(state, stream, id);
        ConsumerGroup group = topic.group(number);
        if (group != null) {
          forgotten = group.incarnation();
          collect(topic, 0, forgetting);
        }
      }
      case MembershipCommand.LeaveGroup leave ->
          collectHandedOut(
              state, leave.client(), new Membership(leave.stream(), leave.topic(), leave.group()));
      case MembershipCommand.ClientGone(long client) ->
          state.memberships(client).forEach(each -> collectHandedOut(state, client, each));
      default -> {}
    }
  }

  /**
   * After it was applied.
   *
   * @param done runs when the change may be answered
   */
  void after(State state, Command command, Runnable done) {
    OwnerLetters.post(
        node,
        dropped,
        Partition::dataGroup,
        (at, partition) -> at.drop(partition.incarnation(), partition.dataGroup()));
    OwnerLetters.post(node, handedOut, each -> each.partition.dataGroup(), Consequences::forget);
    switch (command) {
      case GroupCommand.DeleteGroup _ -> {
        long group = forgotten;
        OwnerLetters.post(
            node,
            forgetting,
            Partition::dataGroup,
            (at, partition) ->
                at.forgetGroup(partition.incarnation(), partition.dataGroup(), group));
      }
      case UserCommand.DeleteUser(int user) -> node.clients().dropOf(user);
      case MembershipCommand.JoinGroup join -> {
        handOver(topic(state, join.stream(), join.topic()), join, done);
        return;
      }
      default -> {}
    }
    done.run();
  }

  private static void forget(Partitions at, HandedOut handed) {
    long partition = handed.partition.incarnation();
    if (handed.group == ALL_GROUPS) {
      at.progress().forget(partition);
    } else {
      at.progress().forget(partition, handed.group);
    }
  }

  /**
   * Asks the owners which of the partitions that are to change hands may do so at once, because the
   * old member has committed all it was given; goes on when all have answered.
   */
  private void handOver(Topic topic, MembershipCommand.JoinGroup join, Runnable done) {
    ConsumerGroup group = topic.group(join.group());
    if (group == null) {
      done.run();
      return;
    }
    List<MembershipCommand.CompleteRevocation> pending = new ArrayList<>();
    for (Member member : group.members()) {
      for (Revocation revocation : member.revocations()) {
        pending.add(
            new MembershipCommand.CompleteRevocation(
                join.stream(), join.topic(), join.group(), revocation.partition(), member.id()));
      }
    }
    int[] left = {pending.size()};
    if (left[0] == 0) {
      done.run();
      return;
    }
    for (MembershipCommand.CompleteRevocation each : pending) {
      Partition partition = topic.partition(each.partition());
      if (partition == null) {
        throw new IllegalStateException(each + " of a partition that is gone");
      }
      owner(partition)
          .post(at -> {
            boolean settled =
                at.partitions()
                    .settled(partition.incarnation(), partition.dataGroup(), group.incarnation());
            node.shard(0)
                .post(home -> {
                  if (settled) {
                    node.proposer().handOver(each);
                  }
                  if (--left[0] == 0) {
                    done.run();
                  }
                });
          });
    }
  }

  private Shard owner(Partition partition) {
    return node.shard(node.ownerOf(partition.dataGroup()));
  }

  /** Whatever all groups of a topic were handed out: its partitions are dealt anew. */
  private void collectHandedOut(Topic topic) {
    topic.partitions().forEach(each -> handedOut.add(new HandedOut(each, ALL_GROUPS)));
  }

  /** What a member was handed out that leaves: who gets its partitions has nothing of it. */
  private void collectHandedOut(State state, long client, Membership in) {
    Topic topic = topic(state, in.stream(), in.topic());
    ConsumerGroup group = topic.group(in.group());
    Member member = group == null ? null : group.memberOf(client);
    if (group == null || member == null) {
      throw new IllegalStateException("client " + client + " is not in " + in);
    }
    for (int i = 0; i < member.partitionsCount(); i++) {
      Partition partition = topic.partition(member.partition(i));
      if (partition == null) {
        throw new IllegalStateException(in + " with a partition that is gone");
      }
      handedOut.add(new HandedOut(partition, group.incarnation()));
    }
  }

  private static void collect(Topic topic, int from, List<Partition> into) {
    into.addAll(topic.partitions().subList(Math.max(from, 0), topic.partitionsCount()));
  }

  private static Topic topic(State state, int stream, int topic) {
    Stream in = state.stream(stream);
    Topic found = in == null ? null : in.topic(topic);
    if (found == null) {
      throw new IllegalStateException("topic " + topic + " of stream " + stream + " is gone");
    }
    return found;
  }
}
