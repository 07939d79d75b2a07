package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.wire.GroupRequest;
import galgo.wire.Status;

/** Joins or leaves a group. */
final class MembershipAction extends Action {
  private final int client;
  private final GroupModel group;
  private final boolean joins;

  MembershipAction(Model model, int client, GroupModel group, boolean joins) {
    super(model);
    this.client = client;
    this.group = group;
    this.joins = joins;
  }

  @Override
  byte[] encode(Dialect dialect) {
    var stream = named(group.topic.stream.name);
    var topic = named(group.topic.name);
    return dialect.frame(
        joins
            ? new GroupRequest.JoinConsumerGroup(stream, topic, named(group.name))
            : new GroupRequest.LeaveConsumerGroup(stream, topic, named(group.name)));
  }

  @Override
  void begin(long now) {
    if (joins) {
      group.joining(client, now);
    } else {
      group.leaving(client, now);
    }
  }

  @Override
  void answered(int status, byte[] payload, long now) {
    switch (status) {
      case Status.OK -> {
        if (joins) {
          group.joined(client, now);
        }
      }
      case Status.STREAM_ID_NOT_FOUND,
          Status.TOPIC_ID_NOT_FOUND,
          Status.CONSUMER_GROUP_ID_NOT_FOUND -> {
        group.life.seen(false, sent(), now);
        group.leaving(client, now);
      }
      case Status.CONSUMER_GROUP_MEMBER_NOT_FOUND -> {
        if (joins) {
          throw new Finding(this + " was answered that it is no member");
        }
      }
      default -> refused(status);
    }
  }

  @Override
  public String toString() {
    return "client " + client + (joins ? " joins " : " leaves ") + group;
  }
}
