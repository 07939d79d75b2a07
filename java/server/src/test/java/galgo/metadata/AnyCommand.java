package galgo.metadata;

import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Commands that often hit: few names, few ids. */
final class AnyCommand {
  static final int SEGMENT_SIZE = 1000;
  static final CatalogCommand.FoundCluster FOUND =
      new CatalogCommand.FoundCluster(new ClusterSettings(4, SEGMENT_SIZE));

  private static final Arbitrary<Integer> ID = Arbitraries.integers().between(-1, 3);
  private static final Arbitrary<Long> TIME = Arbitraries.longs().between(0, 50);
  private static final Arbitrary<Long> CLIENT = Arbitraries.longs().between(1, 6);
  private static final Arbitrary<Bytes> NAME =
      Arbitraries.frequencyOf(
          Tuple.of(20, Arbitraries.of("aaa", "bbb", "ccc", "ddd").map(Bytes::of)),
          Tuple.of(1, Arbitraries.of("", "x", "y".repeat(300)).map(Bytes::of)));

  private AnyCommand() {}

  /** Of all kinds but restoring. */
  static Arbitrary<Command> any() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, catalog()),
        Tuple.of(2, group()),
        Tuple.of(6, membership()),
        Tuple.of(5, user()));
  }

  private static Arbitrary<Command> catalog() {
    Arbitrary<Integer> count = Arbitraries.integers().between(-1, 5);
    return Arbitraries.oneOf(
        Combinators.combine(NAME, TIME).as(CatalogCommand.CreateStream::new),
        Combinators.combine(NAME, TIME).as(CatalogCommand.CreateStream::new),
        Combinators.combine(ID, NAME).as(CatalogCommand.UpdateStream::new),
        ID.map(CatalogCommand.DeleteStream::new),
        Combinators.combine(ID, NAME, settings(), count, TIME).as(CatalogCommand.CreateTopic::new),
        Combinators.combine(ID, NAME, settings(), count, TIME).as(CatalogCommand.CreateTopic::new),
        Combinators.combine(ID, NAME, settings(), count, TIME).as(CatalogCommand.CreateTopic::new),
        Combinators.combine(ID, ID, NAME, settings()).as(CatalogCommand.UpdateTopic::new),
        Combinators.combine(ID, ID).as(CatalogCommand.DeleteTopic::new),
        Combinators.combine(ID, ID, count, TIME).as(CatalogCommand.CreatePartitions::new),
        Combinators.combine(ID, ID, count).as(CatalogCommand.DeletePartitions::new));
  }

  private static Arbitrary<TopicSettings> settings() {
    return Combinators.combine(
            Arbitraries.of(1, 2),
            TIME,
            Arbitraries.of(-1L, (long) SEGMENT_SIZE, SEGMENT_SIZE - 1L),
            Arbitraries.of(0, 1, 3))
        .as(TopicSettings::new);
  }

  private static Arbitrary<Command> group() {
    return Arbitraries.oneOf(
        Combinators.combine(ID, ID, NAME).as(GroupCommand.CreateGroup::new),
        Combinators.combine(ID, ID, NAME).as(GroupCommand.CreateGroup::new),
        Combinators.combine(ID, ID, ID).as(GroupCommand.DeleteGroup::new));
  }

  private static Arbitrary<Command> membership() {
    return Arbitraries.frequencyOf(
        Tuple.of(
            12, Combinators.combine(ID, ID, ID, CLIENT, TIME).as(MembershipCommand.JoinGroup::new)),
        Tuple.of(4, Combinators.combine(ID, ID, ID, CLIENT).as(MembershipCommand.LeaveGroup::new)),
        Tuple.of(2, CLIENT.map(MembershipCommand.ClientGone::new)),
        Tuple.of(
            6,
            Combinators.combine(ID, ID, ID, ID, ID).as(MembershipCommand.CompleteRevocation::new)),
        Tuple.of(1, Arbitraries.create(MembershipCommand.AllClientsGone::new)));
  }

  private static Arbitrary<Command> user() {
    Arbitrary<Integer> status = Arbitraries.of(UserCommand.KEEP_STATUS, 1, 2, 7);
    Arbitrary<AccessToken> token = Combinators.combine(NAME, NAME, TIME).as(AccessToken::new);
    return Arbitraries.oneOf(
        Combinators.combine(NAME, hash(), status, permissions().injectNull(0.3), TIME)
            .as(UserCommand.CreateUser::new),
        ID.map(UserCommand.DeleteUser::new),
        Combinators.combine(ID, NAME.injectNull(0.3), status).as(UserCommand.UpdateUser::new),
        Combinators.combine(ID, permissions().injectNull(0.3))
            .as(UserCommand.UpdatePermissions::new),
        Combinators.combine(ID, hash()).as(UserCommand.ChangePassword::new),
        Combinators.combine(ID, token, Arbitraries.of(0, 1, 3)).as(UserCommand.CreateToken::new),
        Combinators.combine(ID, NAME).as(UserCommand.DeleteToken::new),
        TIME.map(UserCommand.ExpireTokens::new));
  }

  private static Arbitrary<String> hash() {
    return Arbitraries.of("$argon2id$1", "$argon2id$2");
  }

  static Arbitrary<Permissions> permissions() {
    Arbitrary<Permissions.TopicGrant> topic =
        Combinators.combine(grantId(), Arbitraries.integers().between(0, 15))
            .as(Permissions.TopicGrant::new);
    Arbitrary<Permissions.StreamGrant> stream =
        Combinators.combine(
                grantId(), Arbitraries.integers().between(0, 63), topic.list().ofMaxSize(3))
            .as((id, flags, topics) ->
                new Permissions.StreamGrant(id, flags, ascendingTopics(topics)));
    return Combinators.combine(Arbitraries.integers().between(0, 1023), stream.list().ofMaxSize(3))
        .as((global, streams) -> new Permissions(global, ascendingStreams(streams)));
  }

  private static Arbitrary<Long> grantId() {
    return Arbitraries.of(0L, 1L, 2L, 0xFFFF_FFFFL);
  }

  private static List<Permissions.TopicGrant> ascendingTopics(List<Permissions.TopicGrant> any) {
    TreeMap<Long, Permissions.TopicGrant> byId = new TreeMap<>();
    any.forEach(each -> byId.put(each.id(), each));
    return List.copyOf(byId.values());
  }

  private static List<Permissions.StreamGrant> ascendingStreams(List<Permissions.StreamGrant> any) {
    TreeMap<Long, Permissions.StreamGrant> byId = new TreeMap<>();
    any.forEach(each -> byId.put(each.id(), each));
    return List.copyOf(byId.values());
  }
}
