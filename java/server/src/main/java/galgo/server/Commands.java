package galgo.server;

import galgo.wire.GroupRequest;
import galgo.wire.Request;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.SystemRequest;
import galgo.wire.TopicRequest;
import galgo.wire.UserRequest;

/** All commands off the produce and consume ways, by what they are about. Belongs to one shard. */
final class Commands {
  private final SystemCommands system;
  private final UserCommands users;
  private final StreamCommands streams;
  private final TopicCommands topics;
  private final GroupCommands groups;

  Commands(Shard shard) {
    Lookup lookup = new Lookup(shard);
    PartitionTasks tasks = new PartitionTasks(shard);
    system = new SystemCommands(shard, lookup);
    users = new UserCommands(shard, lookup);
    streams = new StreamCommands(shard, lookup, tasks);
    topics = new TopicCommands(shard, lookup, tasks);
    groups = new GroupCommands(shard, lookup);
  }

  void carryOut(Exchange exchange, Request request) {
    if (!exchange.client().loggedIn() && !isOpen(request)) {
      exchange.answer(Status.UNAUTHENTICATED);
      return;
    }
    switch (request) {
      case SystemRequest about -> system.carryOut(exchange, about);
      case UserRequest about -> users.carryOut(exchange, about);
      case StreamRequest about -> streams.carryOut(exchange, about);
      case TopicRequest about -> topics.carryOut(exchange, about);
      case GroupRequest about -> groups.carryOut(exchange, about);
    }
  }

  private static boolean isOpen(Request request) {
    return request instanceof SystemRequest.Ping
        || request instanceof UserRequest.LoginUser
        || request instanceof UserRequest.LoginWithPersonalAccessToken;
  }
}
