package galgo.server;

import galgo.io.Driver;
import galgo.journal.Checkpoint;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import galgo.journal.Recovered;
import galgo.log.CheckpointBody;
import galgo.log.CheckpointSection;
import galgo.metadata.Bytes;
import galgo.metadata.CatalogCommand;
import galgo.metadata.ClusterSettings;
import galgo.metadata.Command;
import galgo.metadata.CommandCodec;
import galgo.metadata.MembershipCommand;
import galgo.metadata.Metadata;
import galgo.metadata.Outcome;
import galgo.metadata.Permissions;
import galgo.metadata.SnapshotCodec;
import galgo.metadata.User;
import galgo.metadata.UserCommand;
import galgo.server.config.Settings;

/**
 * Metadata at the start: read from its checkpoint and its journal, or founded with the root user in
 * a new data directory.
 */
final class MetadataRecovery {
  /** Iggy's rule: 20 to 39 letters and digits. */
  private static final int GENERATED_LENGTH = 32;

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final Settings settings;
  private final Passwords.Cost passwordCost;
  private final Driver driver;

  MetadataRecovery(Settings settings, Passwords.Cost passwordCost, Driver driver) {
    this.settings = settings;
    this.passwordCost = passwordCost;
    this.driver = driver;
  }

  /** What a new cluster of one begins with. */
  record Founded(Metadata metadata, String root, String password) {
    /** Tells a password that was generated; when it is durable. */
    void tell(Settings settings) {
      if (settings.root() == null) {
        // On standard output and not in the log: logs are kept and sent around.
        System.out.println("galgo: root user " + root + " with generated password " + password);
      }
    }
  }

  /**
   * Makes the state of the checkpoint and of the operations after it. Blocking.
   *
   * @param metadata empty
   * @throws DataDirectoryException when something of it is damaged
   */
  void recover(Metadata metadata, Checkpoint checkpoint, Recovered recovered) {
    if (!recovered.damage(0).isEmpty()) {
      throw new DataDirectoryException(
          recovered.damage(0)
              + " Metadata cannot do without it. Restore the data directory from a backup or from"
              + " another copy.");
    }
    for (CheckpointBody.Section section : CheckpointBody.parse(checkpoint)) {
      if (section.tag() == CheckpointSection.METADATA) {
        restore(metadata, section);
      }
    }
    recovered.replay(
        driver,
        0,
        checkpoint.op(),
        (op, header, body) -> {
          if (EntryHeader.kind(header) == EntryHeader.KIND_METADATA) {
            apply(metadata, op, body, EntryHeader.bodyLength(header));
          }
        });
    // Members were connections of the process before.
    metadata.apply(new MembershipCommand.AllClientsGone());
    metadata.publish();
  }

  private static void restore(Metadata metadata, CheckpointBody.Section section) {
    try {
      SnapshotCodec.restore(metadata, section.address(), section.length());
    } catch (IllegalArgumentException unknown) {
      throw new DataDirectoryException(
          "The checkpoint of metadata is whole and not what this release writes ("
              + unknown.getMessage()
              + "). Start the release that wrote it.");
    }
  }

  private static void apply(Metadata metadata, long op, long body, int length) {
    String unknown;
    try {
      Command command = CommandCodec.decode(body, length);
      Outcome outcome = metadata.apply(command);
      if (outcome.done()) {
        return;
      }
      unknown = "status " + outcome.status() + ": " + command;
    } catch (IllegalArgumentException e) {
      unknown = String.valueOf(e.getMessage());
    }
    throw new DataDirectoryException(
        "Operation "
            + op
            + " of metadata does not fit the ones before it ("
            + unknown
            + "). Start the release that wrote it, or restore the data directory from a backup or"
            + " from another copy.");
  }

  Founded found() {
    Metadata metadata = new Metadata(1, 0);
    Settings.RootCredentials root = settings.root();
    String name = root == null ? "iggy" : root.username();
    String password = root == null ? generate() : root.password();
    byte[] salt = new byte[Passwords.SALT_BYTES];
    UserCommands.fill(driver, salt);
    apply(
        metadata,
        new CatalogCommand.FoundCluster(
            new ClusterSettings(ClusterSettings.DATA_GROUPS, settings.partition().segmentBytes())));
    apply(
        metadata,
        new UserCommand.CreateUser(
            Bytes.of(name),
            Passwords.hash(Passwords.utf8(password), salt, passwordCost),
            User.ACTIVE,
            Permissions.ALL,
            driver.wallMicros()));
    return new Founded(metadata, name, password);
  }

  private static void apply(Metadata metadata, Command command) {
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
