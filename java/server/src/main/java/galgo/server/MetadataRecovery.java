package galgo.server;

import galgo.io.Driver;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import galgo.log.EntryLog;
import galgo.log.EntryLogs;
import galgo.metadata.Bytes;
import galgo.metadata.CatalogCommand;
import galgo.metadata.ClusterSettings;
import galgo.metadata.Command;
import galgo.metadata.CommandCodec;
import galgo.metadata.MembershipCommand;
import galgo.metadata.Metadata;
import galgo.metadata.Outcome;
import galgo.metadata.Partition;
import galgo.metadata.Permissions;
import galgo.metadata.Snapshot;
import galgo.metadata.State;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import galgo.metadata.User;
import galgo.metadata.UserCommand;
import galgo.server.config.Settings;

/**
 * Metadata at the start: read from its log, or founded with the root user in a new data directory.
 */
final class MetadataRecovery {
  /** Iggy's rule: 20 to 39 letters and digits. */
  private static final int GENERATED_LENGTH = 32;

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final Metadata metadata;
  private final Settings settings;
  private final Passwords.Cost passwordCost;
  private final Driver driver;
  private final long memory;

  MetadataRecovery(
      Metadata metadata, Settings settings, Passwords.Cost passwordCost, Driver driver) {
    this.metadata = metadata;
    this.settings = settings;
    this.passwordCost = passwordCost;
    this.driver = driver;
    this.memory = driver.allocate(EntryLog.MAX_BODY);
  }

  /**
   * Recovers, or founds a new cluster of one. Blocking.
   *
   * @return the log of all changes to come
   * @throws galgo.log.DataDirectoryException when the log is damaged
   */
  EntryLog recover(EntryLogs logs) {
    EntryLog log = logs.open("metadata", this::replay, this::snapshot);
    // Members were connections of the process before.
    metadata.apply(new MembershipCommand.AllClientsGone());
    metadata.publish();
    return log;
  }

  /** All partitions that metadata has, by their number. */
  static LongKeyMap<Partition> partitions(State state) {
    LongKeyMap<Partition> partitions = new LongKeyMap<>();
    for (Stream stream : state.streams()) {
      for (Topic topic : stream.topics()) {
        topic.partitions().forEach(each -> partitions.put(each.incarnation(), each));
      }
    }
    return partitions;
  }

  private void replay(int kind, long timestamp, long body, int length) {
    if (kind != EntryHeader.KIND_METADATA) {
      throw new DataDirectoryException(
          "The metadata log holds an entry of kind "
              + kind
              + ", which this release did not write.");
    }
    Command command = CommandCodec.decode(body, length);
    Outcome outcome = metadata.apply(command);
    if (!outcome.done()) {
      throw new DataDirectoryException(
          "The metadata log holds a change that does not fit the ones before it (status "
              + outcome.status()
              + "): "
              + command);
    }
  }

  /**
   * Writes the state; called first when it was recovered, and later whenever the log is compacted.
   */
  private void snapshot(EntryLog.Sink sink) {
    if (metadata.latest().settings() == null) {
      found();
    }
    Snapshot.emit(
        metadata.latest(),
        part -> {
          byte[] body = CommandCodec.encode(part);
          Memory.copy(body, 0, memory, body.length);
          sink.put(EntryHeader.KIND_METADATA, memory, body.length, driver.wallMicros());
        });
  }

  private void found() {
    Settings.RootCredentials root = settings.root();
    String name = root == null ? "iggy" : root.username();
    String password = root == null ? generate() : root.password();
    byte[] salt = new byte[Passwords.SALT_BYTES];
    UserCommands.fill(driver, salt);
    apply(
        new CatalogCommand.FoundCluster(
            new ClusterSettings(ClusterSettings.DATA_GROUPS, settings.partition().segmentBytes())));
    apply(
        new UserCommand.CreateUser(
            Bytes.of(name),
            Passwords.hash(Passwords.utf8(password), salt, passwordCost),
            User.ACTIVE,
            Permissions.ALL,
            driver.wallMicros()));
    if (root == null) {
      // On standard output and not in the log: logs are kept and sent around.
      System.out.println("galgo: root user " + name + " with generated password " + password);
    }
  }

  private void apply(Command command) {
    Outcome outcome = metadata.apply(command);
    if (!outcome.done()) {
      throw new IllegalStateException(command + " was refused: " + outcome.status());
    }
  }

  private String generate() {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < GENERATED_LENGTH; i++) {
      password.append(
          LETTERS.charAt((int) Long.remainderUnsigned(driver.random(), LETTERS.length())));
    }
    return password.toString();
  }
}
