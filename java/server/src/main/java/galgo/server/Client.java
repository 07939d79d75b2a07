package galgo.server;

/**
 * A connected client as others see it: registered from its accept to its end.
 *
 * <p>Written by the shard its connection is on, read by any.
 */
final class Client {
  /** The user of a connection that is not logged in. */
  static final int NOBODY = -1;

  private final long key;
  private final int id;
  private final String address;
  private final String network;
  private final GroupCursors cursors = new GroupCursors();
  private volatile int user = NOBODY;
  private long userIncarnation;
  private volatile boolean registered = true;
  private volatile long heartbeatMicros;

  /**
   * @param network what of the address counts for limits
   */
  Client(long key, int id, String address, String network, long nowMicros) {
    this.key = key;
    this.id = id;
    this.address = address;
    this.network = network;
    this.heartbeatMicros = nowMicros;
  }

  /** Of this client alone for as long as the node runs; its name in consumer groups. */
  long key() {
    return key;
  }

  /** XXH32 of the address's text. */
  int id() {
    return id;
  }

  /** {@code ip:port} of the peer. */
  String address() {
    return address;
  }

  /** What of the address counts for limits. */
  String network() {
    return network;
  }

  /** Id of the user logged in, or {@link #NOBODY}. */
  int user() {
    return user;
  }

  boolean loggedIn() {
    return user != NOBODY;
  }

  /**
   * The connection belongs to a user from now on.
   *
   * @param incarnation of the user, so that the next one who gets its id does not get its sessions
   */
  void login(int userId, long incarnation) {
    userIncarnation = incarnation;
    user = userId;
  }

  /** Of the user logged in; for its shard only. */
  long userIncarnation() {
    return userIncarnation;
  }

  void logout() {
    user = NOBODY;
  }

  /**
   * What {@link Admission} counts it as: the user's incarnation, if logged in; for its shard only.
   */
  long session() {
    return user == NOBODY ? Admission.NO_SESSION : userIncarnation;
  }

  /**
   * False once it was dropped for its silence or because its user was deleted; its socket may still
   * be open.
   */
  boolean registered() {
    return registered;
  }

  void drop() {
    registered = false;
  }

  /** When it last sent a ping, or connected, in microseconds since 1970. */
  long heartbeatMicros() {
    return heartbeatMicros;
  }

  void heartbeat(long nowMicros) {
    heartbeatMicros = nowMicros;
  }

  /** Where it stands in its groups; for its shard only. */
  GroupCursors cursors() {
    return cursors;
  }
}
