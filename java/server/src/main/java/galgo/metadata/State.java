package galgo.metadata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What streams, topics, partitions, consumer groups and users exist: a deterministic state machine.
 * The same commands in the same order give equal states and equal outcomes, anywhere.
 *
 * <p>Read by any number of threads while none applies; {@link Metadata} sees to that. Whoever reads
 * keeps nothing but values (records, {@link Bytes}, {@link Permissions}) after it has left. Looking
 * things up by id or by name allocates nothing.
 */
public final class State {
  private final Incarnations incarnations = new Incarnations();
  private final Memberships memberships = new Memberships();
  private final Catalog catalog;
  private final Groups groups;
  private final Users users;
  private final Freshness freshness;

  /** An empty one. */
  State(RoundRobins roundRobins) {
    catalog = new Catalog(incarnations, roundRobins, memberships);
    groups = new Groups(incarnations, catalog, memberships);
    users = new Users(incarnations);
    freshness = new Freshness(catalog.streams(), users.all());
  }

  /** Settings of the cluster, null before it is founded. */
  public @Nullable ClusterSettings settings() {
    return catalog.settings();
  }

  public Slots<Stream> streams() {
    return catalog.streams();
  }

  /**
   * The stream with this id, or null.
   *
   * @param id any number
   */
  public @Nullable Stream stream(long id) {
    return catalog.streams().get(id);
  }

  /** The stream with this name, or null. */
  public @Nullable Stream stream(byte[] name) {
    return catalog.stream(name);
  }

  /** The stream whose name lies at the address, or null. */
  public @Nullable Stream stream(long nameAddress, int nameLength) {
    return catalog.stream(nameAddress, nameLength);
  }

  public Slots<User> users() {
    return users.all();
  }

  /**
   * The user with this id, or null.
   *
   * @param id any number
   */
  public @Nullable User user(long id) {
    return users.all().get(id);
  }

  /** The user with this name, or null. */
  public @Nullable User user(byte[] name) {
    return users.named(name);
  }

  /** The user whose name lies at the address, or null. */
  public @Nullable User user(long nameAddress, int nameLength) {
    return users.named(nameAddress, nameLength);
  }

  /**
   * The user with this id if it is still the one meant, or null.
   *
   * @param id any number
   */
  public @Nullable User user(long id, long incarnation) {
    User user = users.all().get(id);
    return user != null && user.incarnation() == incarnation ? user : null;
  }

  /** What that user may do now: nothing when it is gone, even if another has its id. */
  public Permissions permissions(long userId, long incarnation) {
    User user = user(userId, incarnation);
    return user == null ? Permissions.NONE : user.permissions();
  }

  /** What the user may do now: nothing when there is no such user. */
  public Permissions permissions(long userId) {
    User user = users.all().get(userId);
    return user == null ? Permissions.NONE : user.permissions();
  }

  /** The user who has a token with this hash, or null. */
  public @Nullable User userOfToken(Bytes hash) {
    return users.ofToken(hash);
  }

  /** The groups a client is in, in the order it joined them. */
  public List<Membership> memberships(long client) {
    return memberships.of(client);
  }

  /**
   * What completes all partition hand-overs that have been pending since that time or longer.
   *
   * @param since microseconds since 1970
   */
  public List<MembershipCommand.CompleteRevocation> overdueRevocations(long since) {
    return groups.overdueRevocations(since);
  }

  /**
   * What {@link #apply} would answer. Changes nothing.
   *
   * @return 0 or one of {@link Refusal}
   */
  public int check(Command command) {
    return switch (command) {
      case CatalogCommand catalogCommand -> catalog.check(catalogCommand);
      case GroupCommand groupCommand -> groups.check(groupCommand);
      case MembershipCommand membershipCommand -> groups.check(membershipCommand);
      case UserCommand userCommand -> users.check(userCommand);
      case RestoreCommand restore -> Refusal.NONE;
    };
  }

  /** A mark for {@link #check(Command, long)}: all that is there now was made before it. */
  public long mark() {
    return incarnations.next();
  }

  /**
   * As {@link #check(Command)}, for a command whose ids were looked up some time ago: something
   * that was made since under an id that had been freed is as good as missing.
   *
   * @param mark what {@link #mark} said when the ids were looked up, or before
   */
  public int check(Command command, long mark) {
    int status = freshness.check(command, mark);
    return status == Refusal.NONE ? check(command) : status;
  }

  /** Carries a command out, or refuses it and changes nothing. */
  Outcome apply(Command command) {
    int status = check(command);
    if (status != Refusal.NONE) {
      return Outcome.refused(status);
    }
    return switch (command) {
      case CatalogCommand catalogCommand -> {
        if (catalogCommand instanceof CatalogCommand.DeleteStream delete) {
          users.forgetStream(delete.stream());
        }
        yield catalog.apply(catalogCommand);
      }
      case GroupCommand groupCommand -> groups.apply(groupCommand);
      case MembershipCommand membershipCommand -> groups.apply(membershipCommand);
      case UserCommand userCommand -> users.apply(userCommand);
      case RestoreCommand restore -> restore(restore);
    };
  }

  private Outcome restore(RestoreCommand command) {
    switch (command) {
      case RestoreCommand.RestoreCluster cluster -> {
        incarnations.restore(cluster.nextIncarnation());
        catalog.restore(cluster);
        users.restoreIds(cluster.users());
      }
      case RestoreCommand.RestoreUser user -> users.restore(user.user());
      case RestoreCommand.RestoreStream stream -> catalog.restore(stream);
      case RestoreCommand.RestoreTopic topic -> catalog.restore(topic);
      case RestoreCommand.RestorePartitions partitions -> catalog.restore(partitions);
      case RestoreCommand.RestoreGroup group -> groups.restore(group);
      case RestoreCommand.RestoreMember member -> groups.restore(member);
      case RestoreCommand.RestoreRevocation revocation -> groups.restore(revocation);
      case RestoreCommand.RestoreMembership membership ->
          memberships.add(membership.client(), membership.membership());
    }
    return Outcome.DONE;
  }

  long nextIncarnation() {
    return incarnations.next();
  }

  DataGroups dataGroups() {
    return catalog.dataGroups();
  }

  Memberships memberships() {
    return memberships;
  }
}
