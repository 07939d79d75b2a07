package galgo.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateTest {
  private static final TopicSettings SETTINGS =
      new TopicSettings(1, TopicSettings.NEVER, TopicSettings.UNLIMITED, 0);

  private final State state = States.founded();

  @Test
  void anIdFreedLastIsGivenOutFirst() {
    for (String name : List.of("a", "b", "c", "d")) {
      stream(name);
    }
    state.apply(new CatalogCommand.DeleteStream(1));
    state.apply(new CatalogCommand.DeleteStream(2));
    assertThat(stream("e")).isEqualTo(2);
    assertThat(stream("f")).isEqualTo(1);
    assertThat(stream("g")).isEqualTo(4);
  }

  @Test
  void partitionsOfATopicSpreadFirstThenLoadEvens() {
    stream("s");
    topic("one", 3);
    assertThat(groupsOf(0)).containsExactly(1, 2, 3);
    topic("two", 6);
    assertThat(groupsOf(1)).containsExactly(4, 1, 2, 3, 4, 1);
    state.apply(new CatalogCommand.DeletePartitions(0, 1, 3));
    assertThat(groupsOf(1)).containsExactly(4, 1, 2);
    state.apply(new CatalogCommand.DeleteTopic(0, 0));
    topic("three", 2);
    assertThat(groupsOf(0)).containsExactly(3, 1);
  }

  @Test
  void grantsOnADeletedStreamDoNotHoldForTheNextWithItsId() {
    stream("s");
    Permissions granted =
        new Permissions(
            0,
            List.of(
                new Permissions.StreamGrant(0, Permissions.StreamGrant.POLL_MESSAGES, List.of())));
    user("root", Permissions.ALL);
    user("bob", granted);
    assertThat(state.permissions(1).canPoll(0, 0)).isTrue();

    state.apply(new CatalogCommand.DeleteStream(0));
    stream("t");

    User bob = state.users().require(1);
    assertThat(state.permissions(1).canPoll(0, 0)).isFalse();
    assertThat(bob.granted()).isEqualTo(granted);
    state.apply(new UserCommand.UpdatePermissions(1, granted));
    assertThat(state.permissions(1).canPoll(0, 0)).isTrue();
  }

  @Test
  void aDeletedUserMayNothing() {
    user("root", Permissions.ALL);
    user("bob", Permissions.ALL);
    state.apply(new UserCommand.DeleteUser(1));
    assertThat(state.permissions(1)).isEqualTo(Permissions.NONE);
    assertThat(state.permissions(0xFFFF_FFFFL)).isEqualTo(Permissions.NONE);
  }

  @Test
  void aReusedIdIsNotTheUserOfAnOldSession() {
    user("root", Permissions.ALL);
    user("bob", Permissions.NONE);
    long bob = state.users().require(1).incarnation();
    state.apply(new UserCommand.DeleteUser(1));
    user("eve", Permissions.ALL);
    assertThat(state.permissions(1, bob)).isEqualTo(Permissions.NONE);
    assertThat(state.user(1, bob)).isNull();
    assertThat(state.permissions(1)).isEqualTo(Permissions.ALL);
  }

  @Test
  void aCommandDoesNotHitWhatGotTheIdSinceItWasLookedUp() {
    user("root", Permissions.ALL);
    user("bob", Permissions.ALL);
    stream("s");
    stream("other");
    topic("one", 1);
    state.apply(new GroupCommand.CreateGroup(0, 0, Bytes.of("g")));
    TopicSettings settings = SETTINGS;
    List<Command> commands =
        List.of(
            new CatalogCommand.UpdateStream(0, Bytes.of("new")),
            new CatalogCommand.CreateTopic(0, Bytes.of("new"), settings, 1, 1),
            new CatalogCommand.UpdateTopic(0, 0, Bytes.of("new"), settings),
            new CatalogCommand.CreatePartitions(0, 0, 1, 1),
            new CatalogCommand.DeletePartitions(0, 0, 1),
            new GroupCommand.CreateGroup(0, 0, Bytes.of("new")),
            new MembershipCommand.JoinGroup(0, 0, 0, 9, 1),
            new GroupCommand.DeleteGroup(0, 0, 0),
            new CatalogCommand.DeleteTopic(0, 0),
            new CatalogCommand.DeleteStream(0),
            new UserCommand.ChangePassword(1, "new"),
            new UserCommand.UpdatePermissions(1, null),
            new UserCommand.CreateToken(1, new AccessToken(Bytes.of("tok"), Bytes.of("h"), 0), 9),
            new UserCommand.DeleteUser(1));
    long mark = state.mark();
    assertThat(commands).allMatch(command -> state.check(command, mark) == Refusal.NONE);

    state.apply(new GroupCommand.DeleteGroup(0, 0, 0));
    state.apply(new GroupCommand.CreateGroup(0, 0, Bytes.of("g")));
    assertThat(statuses(commands, mark))
        .containsExactly(0, 0, 0, 0, 0, 0, 5000, 5000, 0, 0, 0, 0, 0, 0);
    state.apply(new CatalogCommand.DeleteTopic(0, 0));
    topic("one", 1);
    state.apply(new GroupCommand.CreateGroup(0, 0, Bytes.of("g")));
    assertThat(statuses(commands, mark))
        .containsExactly(0, 0, 2010, 2010, 2010, 2010, 2010, 2010, 2010, 0, 0, 0, 0, 0);
    state.apply(new CatalogCommand.DeleteStream(0));
    stream("s");
    topic("one", 1);
    state.apply(new UserCommand.DeleteUser(1));
    user("eve", Permissions.ALL);
    assertThat(statuses(commands, mark).subList(0, 10)).containsOnly(1009);
    assertThat(statuses(commands, mark).subList(10, 14)).containsOnly(20);
  }

  private List<Integer> statuses(List<Command> commands, long mark) {
    return commands.stream().map(command -> state.check(command, mark)).toList();
  }

  @Test
  void aClientsGroupsGoWithWhatTheyAreIn() {
    stream("s");
    topic("one", 1);
    topic("two", 1);
    for (int topic = 0; topic < 2; topic++) {
      for (String name : List.of("g", "h")) {
        state.apply(new GroupCommand.CreateGroup(0, topic, Bytes.of(name)));
      }
      join(topic, 1);
      join(topic, 0);
    }
    assertThat(state.memberships(9))
        .containsExactly(
            new Membership(0, 0, 1),
            new Membership(0, 0, 0),
            new Membership(0, 1, 1),
            new Membership(0, 1, 0));

    state.apply(new GroupCommand.DeleteGroup(0, 0, 1));
    state.apply(new CatalogCommand.DeleteTopic(0, 1));
    assertThat(state.memberships(9)).containsExactly(new Membership(0, 0, 0));
    state.apply(new MembershipCommand.ClientGone(9));
    assertThat(state.memberships(9)).isEmpty();
  }

  @Test
  void handOversThatArePendingTooLongAreFoundAndCompleted() {
    stream("s");
    topic("one", 4);
    state.apply(new GroupCommand.CreateGroup(0, 0, Bytes.of("g")));
    state.apply(new MembershipCommand.JoinGroup(0, 0, 0, 1, 10));
    state.apply(new MembershipCommand.JoinGroup(0, 0, 0, 2, 20));
    state.apply(new MembershipCommand.JoinGroup(0, 0, 0, 3, 30));
    assertThat(state.overdueRevocations(19)).isEmpty();
    List<MembershipCommand.CompleteRevocation> overdue = state.overdueRevocations(20);
    assertThat(overdue).containsExactly(new MembershipCommand.CompleteRevocation(0, 0, 0, 3, 0));

    assertThat(state.apply(overdue.getFirst()).done()).isTrue();

    assertThat(state.apply(overdue.getFirst()).status()).isEqualTo(Refusal.NOT_RESOLVED_CONSUMER);
    assertThat(state.overdueRevocations(30))
        .containsExactly(new MembershipCommand.CompleteRevocation(0, 0, 0, 2, 0));
  }

  @Test
  void expiredTokensGoAndOthersStay() {
    user("root", Permissions.ALL);
    token("never", 0);
    token("soon", 10);
    token("late", 11);
    state.apply(new UserCommand.ExpireTokens(10));
    assertThat(state.users().require(0).tokens())
        .extracting(token -> token.name().toString())
        .containsExactly("never", "late");
    assertThat(state.userOfToken(Bytes.of("soon"))).isNull();
  }

  @Test
  void passwordHashesAreNotPrinted() {
    assertThat(new UserCommand.CreateUser(Bytes.of("bob"), "secret", 1, null, 0).toString())
        .doesNotContain("secret");
    assertThat(new UserCommand.ChangePassword(0, "secret").toString()).doesNotContain("secret");
    user("bob", null);
    assertThat(state.users().require(0).toString()).doesNotContain("hash of bob");
  }

  private int stream(String name) {
    return state.apply(new CatalogCommand.CreateStream(Bytes.of(name), 1)).id();
  }

  private void topic(String name, int partitions) {
    state.apply(new CatalogCommand.CreateTopic(0, Bytes.of(name), SETTINGS, partitions, 1));
  }

  private void user(String name, @Nullable Permissions permissions) {
    Command command =
        new UserCommand.CreateUser(Bytes.of(name), "hash of " + name, 1, permissions, 1);
    assertThat(state.apply(command).done()).isTrue();
  }

  private void token(String name, long expiresAt) {
    AccessToken token = new AccessToken(Bytes.of(name), Bytes.of(name), expiresAt);
    assertThat(state.apply(new UserCommand.CreateToken(0, token, 100)).done()).isTrue();
  }

  private void join(int topic, int group) {
    assertThat(state.apply(new MembershipCommand.JoinGroup(0, topic, group, 9, 1)).done()).isTrue();
  }

  private List<Integer> groupsOf(int topic) {
    List<Integer> groups = new ArrayList<>();
    state
        .streams()
        .require(0)
        .topics()
        .require(topic)
        .partitions()
        .forEach(partition -> groups.add(partition.dataGroup()));
    return groups;
  }
}
