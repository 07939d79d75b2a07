package galgo.metadata;

import java.util.ArrayList;
import java.util.List;

/** Checks and applies the commands about consumer groups and who is in them. */
final class Groups {
  private final Incarnations incarnations;
  private final Catalog catalog;
  private final Memberships memberships;

  Groups(Incarnations incarnations, Catalog catalog, Memberships memberships) {
    this.incarnations = incarnations;
    this.catalog = catalog;
    this.memberships = memberships;
  }

  int check(GroupCommand command) {
    return switch (command) {
      case GroupCommand.CreateGroup create -> checkCreate(create);
      case GroupCommand.DeleteGroup delete ->
          checkGroup(delete.stream(), delete.topic(), delete.group());
    };
  }

  private int checkCreate(GroupCommand.CreateGroup create) {
    if (!Catalog.isName(create.name())) {
      return Refusal.INVALID_FORMAT;
    }
    int status = catalog.checkTopic(create.stream(), create.topic());
    if (status != Refusal.NONE) {
      return status;
    }
    Topic topic = topic(create.stream(), create.topic());
    if (topic.hasGroup(create.name())) {
      return Refusal.GROUP_NAME_ALREADY_EXISTS;
    }
    return topic.groups().isFull() ? Refusal.CANNOT_CREATE_GROUP : Refusal.NONE;
  }

  int check(MembershipCommand command) {
    return switch (command) {
      case MembershipCommand.JoinGroup join -> checkJoin(join);
      case MembershipCommand.LeaveGroup leave -> checkLeave(leave);
      case MembershipCommand.ClientGone gone -> Refusal.NONE;
      case MembershipCommand.AllClientsGone gone -> Refusal.NONE;
      case MembershipCommand.CompleteRevocation complete -> checkComplete(complete);
    };
  }

  private int checkJoin(MembershipCommand.JoinGroup join) {
    int status = checkGroup(join.stream(), join.topic(), join.group());
    if (status != Refusal.NONE) {
      return status;
    }
    ConsumerGroup group = group(join.stream(), join.topic(), join.group());
    return group.members().isFull() && group.memberOf(join.client()) == null
        ? Refusal.CANNOT_CREATE_GROUP
        : Refusal.NONE;
  }

  private int checkLeave(MembershipCommand.LeaveGroup leave) {
    int status = checkGroup(leave.stream(), leave.topic(), leave.group());
    if (status != Refusal.NONE) {
      return status;
    }
    ConsumerGroup group = group(leave.stream(), leave.topic(), leave.group());
    return group.memberOf(leave.client()) == null ? Refusal.MEMBER_NOT_FOUND : Refusal.NONE;
  }

  private int checkComplete(MembershipCommand.CompleteRevocation complete) {
    int status = checkGroup(complete.stream(), complete.topic(), complete.group());
    if (status != Refusal.NONE) {
      return status;
    }
    ConsumerGroup group = group(complete.stream(), complete.topic(), complete.group());
    return group.isRevoking(complete.partition(), complete.member())
        ? Refusal.NONE
        : Refusal.NOT_RESOLVED_CONSUMER;
  }

  private int checkGroup(int stream, int topic, int group) {
    int status = catalog.checkTopic(stream, topic);
    if (status != Refusal.NONE) {
      return status;
    }
    return topic(stream, topic).group(group) == null ? Refusal.GROUP_NOT_FOUND : Refusal.NONE;
  }

  private Topic topic(int stream, int topic) {
    return catalog.streams().require(stream).topics().require(topic);
  }

  private ConsumerGroup group(int stream, int topic, int group) {
    return topic(stream, topic).groups().require(group);
  }

  /** Carries out a command that {@link #check(GroupCommand)} has let pass. */
  Outcome apply(GroupCommand command) {
    return switch (command) {
      case GroupCommand.CreateGroup create -> {
        Topic topic = topic(create.stream(), create.topic());
        yield Outcome.created(topic.createGroup(create.name(), incarnations.take()).id());
      }
      case GroupCommand.DeleteGroup delete -> {
        Membership membership = new Membership(delete.stream(), delete.topic(), delete.group());
        ConsumerGroup group = group(delete.stream(), delete.topic(), delete.group());
        memberships.removeGroup(membership, group);
        topic(delete.stream(), delete.topic()).deleteGroup(group);
        yield Outcome.DONE;
      }
    };
  }

  /** Carries out a command that {@link #check(MembershipCommand)} has let pass. */
  Outcome apply(MembershipCommand command) {
    switch (command) {
      case MembershipCommand.JoinGroup join -> {
        return join(join);
      }
      case MembershipCommand.LeaveGroup leave ->
          leave(leave.client(), new Membership(leave.stream(), leave.topic(), leave.group()));
      case MembershipCommand.ClientGone gone ->
          List.copyOf(memberships.of(gone.client()))
              .forEach(membership -> leave(gone.client(), membership));
      case MembershipCommand.AllClientsGone gone -> leaveAll();
      case MembershipCommand.CompleteRevocation complete ->
          group(complete.stream(), complete.topic(), complete.group())
              .completeRevocation(complete.partition());
    }
    return Outcome.DONE;
  }

  private Outcome join(MembershipCommand.JoinGroup join) {
    ConsumerGroup group = group(join.stream(), join.topic(), join.group());
    Member member = group.memberOf(join.client());
    if (member == null) {
      member = group.join(join.client(), join.at());
      memberships.add(join.client(), new Membership(join.stream(), join.topic(), join.group()));
    }
    return Outcome.created(member.id());
  }

  private void leave(long client, Membership membership) {
    ConsumerGroup group = group(membership.stream(), membership.topic(), membership.group());
    Member member = group.memberOf(client);
    if (member == null) {
      throw new IllegalStateException("client " + client + " is not in " + membership);
    }
    group.leave(member);
    memberships.remove(client, membership);
  }

  private void leaveAll() {
    for (Membership at : memberships.groups()) {
      group(at.stream(), at.topic(), at.group()).leaveAll();
    }
    memberships.clear();
  }

  /** What completes the revocations that have been pending since that time or longer. */
  List<MembershipCommand.CompleteRevocation> overdueRevocations(long since) {
    List<MembershipCommand.CompleteRevocation> overdue = new ArrayList<>();
    for (Membership at : memberships.groups()) {
      for (Member member : group(at.stream(), at.topic(), at.group()).members()) {
        for (Revocation revocation : member.revocations()) {
          if (revocation.since() <= since) {
            overdue.add(
                new MembershipCommand.CompleteRevocation(
                    at.stream(), at.topic(), at.group(), revocation.partition(), member.id()));
          }
        }
      }
    }
    return overdue;
  }

  void restore(RestoreCommand.RestoreGroup restored) {
    topic(restored.stream(), restored.topic()).restore(restored);
  }

  void restore(RestoreCommand.RestoreMember restored) {
    group(restored.stream(), restored.topic(), restored.group()).restore(restored);
  }

  void restore(RestoreCommand.RestoreRevocation restored) {
    group(restored.stream(), restored.topic(), restored.group())
        .restore(restored.slot(), restored.revocation());
  }
}
