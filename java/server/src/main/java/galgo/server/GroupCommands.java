package galgo.server;

import galgo.metadata.Bytes;
import galgo.metadata.ConsumerGroup;
import galgo.metadata.GroupCommand;
import galgo.metadata.Member;
import galgo.metadata.MembershipCommand;
import galgo.metadata.State;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import galgo.wire.GroupRequest;
import galgo.wire.Identifier;
import galgo.wire.Status;
import galgo.wire.vsr.Replies;
import org.jspecify.annotations.Nullable;

/** Commands about consumer groups. */
final class GroupCommands {
  private final Shard shard;
  private final Lookup lookup;
  private final Records records;

  /** What the last successful {@link #find} found. */
  private int stream;

  private int topic;
  private int group;

  GroupCommands(Shard shard, Lookup lookup) {
    this.shard = shard;
    this.lookup = lookup;
    this.records = new Records(shard.node().counters(), lookup);
  }

  void carryOut(Exchange exchange, GroupRequest request) {
    switch (request) {
      case GroupRequest.GetConsumerGroup get ->
          lookup.answer(exchange, state -> get(exchange, state, get));
      case GroupRequest.GetConsumerGroups get ->
          lookup.answer(exchange, state -> list(exchange, state, get));
      case GroupRequest.CreateConsumerGroup create -> create(exchange, create);
      case GroupRequest.DeleteConsumerGroup delete -> {
        if (find(exchange, delete.stream(), delete.topic(), delete.group())) {
          lookup.propose(exchange, new GroupCommand.DeleteGroup(stream, topic, group));
        }
      }
      case GroupRequest.JoinConsumerGroup join -> join(exchange, join);
      case GroupRequest.LeaveConsumerGroup leave -> leave(exchange, leave);
      case GroupRequest.SyncConsumerGroup sync ->
          lookup.answer(exchange, state -> sync(exchange, state, sync));
    }
  }

  private int get(Exchange exchange, State state, GroupRequest.GetConsumerGroup request) {
    Stream in = Lookup.stream(state, request.stream());
    Topic of = in == null ? null : Lookup.topic(in, request.topic());
    if (in == null || of == null) {
      return missing(in == null ? Status.STREAM_ID_NOT_FOUND : Status.TOPIC_ID_NOT_FOUND);
    }
    ConsumerGroup found = Lookup.group(of, request.group());
    if (found == null) {
      return Status.OK;
    }
    if (!Lookup.permissions(state, exchange).canReadTopic(in.id(), of.id())) {
      return Status.UNAUTHORIZED;
    }
    records.group(found);
    records.members(found);
    return Status.OK;
  }

  private int list(Exchange exchange, State state, GroupRequest.GetConsumerGroups request) {
    Stream in = Lookup.stream(state, request.stream());
    Topic of = in == null ? null : Lookup.topic(in, request.topic());
    if (in == null || of == null) {
      return missing(in == null ? Status.STREAM_ID_NOT_FOUND : Status.TOPIC_ID_NOT_FOUND);
    }
    if (!Lookup.permissions(state, exchange).canReadTopic(in.id(), of.id())) {
      return Status.UNAUTHORIZED;
    }
    for (ConsumerGroup each : of.groups()) {
      records.group(each);
    }
    return Status.OK;
  }

  /** Groups of what does not exist: an error to newer clients, nothing to classic ones. */
  private int missing(int status) {
    return lookup.vsr() ? status : Status.OK;
  }

  /** Nothing for who is not a member, whatever the reason. */
  private int sync(Exchange exchange, State state, GroupRequest.SyncConsumerGroup request) {
    Stream in = Lookup.stream(state, request.stream());
    Topic of = in == null ? null : Lookup.topic(in, request.topic());
    ConsumerGroup found = of == null ? null : Lookup.group(of, request.group());
    Member member = found == null ? null : found.memberOf(exchange.client().key());
    if (found != null && member != null) {
      int[] partitions = new int[member.pollableCount()];
      for (int i = 0; i < partitions.length; i++) {
        partitions[i] = member.pollable(i);
      }
      Replies.assignment(lookup.buffer(), found.generation(), partitions);
    }
    return Status.OK;
  }

  private void create(Exchange exchange, GroupRequest.CreateConsumerGroup request) {
    if (!find(exchange, request.stream(), request.topic(), null)) {
      return;
    }
    int in = stream;
    int of = topic;
    lookup.propose(
        exchange,
        new GroupCommand.CreateGroup(in, of, Bytes.of(request.name())),
        (state, id) -> {
          Stream parent = state.stream(in);
          Topic owner = parent == null ? null : parent.topic(of);
          ConsumerGroup made = owner == null ? null : owner.group(id);
          if (owner != null && made != null) {
            records.group(made);
          }
        });
  }

  private void join(Exchange exchange, GroupRequest.JoinConsumerGroup request) {
    if (!find(exchange, request.stream(), request.topic(), request.group())) {
      return;
    }
    if (!exchange.client().registered()) {
      exchange.answer(Status.STALE_CLIENT);
      return;
    }
    lookup.propose(
        exchange,
        new MembershipCommand.JoinGroup(
            stream, topic, group, exchange.client().key(), shard.driver().wallMicros()));
  }

  private void leave(Exchange exchange, GroupRequest.LeaveConsumerGroup request) {
    if (!find(exchange, request.stream(), request.topic(), request.group())) {
      return;
    }
    long client = exchange.client().key();
    int status =
        lookup.look(state -> {
          Stream in = state.stream(stream);
          Topic of = in == null ? null : in.topic(topic);
          ConsumerGroup left = of == null ? null : of.group(group);
          return left == null || left.memberOf(client) == null
              ? Status.CONSUMER_GROUP_MEMBER_NOT_FOUND
              : Status.OK;
        });
    if (status == Status.OK && !exchange.client().registered()) {
      status = Status.STALE_CLIENT;
    }
    if (status != Status.OK) {
      exchange.answer(status);
      return;
    }
    exchange.client().cursors().forget(stream, topic, group);
    lookup.propose(exchange, new MembershipCommand.LeaveGroup(stream, topic, group, client));
  }

  /**
   * Finds a topic, and a group of it unless none is named, that the client may use; else answers
   * why not.
   */
  private boolean find(
      Exchange exchange, Identifier ofStream, Identifier ofTopic, @Nullable Identifier ofGroup) {
    int status =
        lookup.lookAtTopic(
            ofStream,
            ofTopic,
            (state, in, of) -> {
              stream = in.id();
              topic = of.id();
              boolean allowed = Lookup.permissions(state, exchange).canReadTopic(in.id(), of.id());
              if (exchange.isVsr() && !allowed) {
                return Status.UNAUTHORIZED; // before it is told which groups there are
              }
              if (ofGroup != null) {
                ConsumerGroup found = Lookup.group(of, ofGroup);
                if (found == null) {
                  return Status.CONSUMER_GROUP_ID_NOT_FOUND;
                }
                group = found.id();
              }
              return allowed ? Status.OK : Status.UNAUTHORIZED;
            });
    if (status != Status.OK) {
      exchange.answer(status);
    }
    return status == Status.OK;
  }
}
