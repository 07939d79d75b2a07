package galgo.metadata;

/**
 * Commands as bytes, for the metadata log and its snapshots: {@code format u8} (1), {@code type
 * u8}, then the fields in the order of the record, little-endian. Ids and counts are of 32 bits,
 * times, clients and incarnations of 64; byte strings have their length before them as u16, lists
 * as u32; what may be missing has a flag byte before it.
 */
public final class CommandCodec {
  static final int FORMAT = 1;

  // By kind of command, with room to grow.
  static final int FOUND_CLUSTER = 1;
  static final int CREATE_STREAM = 2;
  static final int UPDATE_STREAM = 3;
  static final int DELETE_STREAM = 4;
  static final int CREATE_TOPIC = 5;
  static final int UPDATE_TOPIC = 6;
  static final int DELETE_TOPIC = 7;
  static final int CREATE_PARTITIONS = 8;
  static final int DELETE_PARTITIONS = 9;
  static final int CREATE_GROUP = 32;
  static final int DELETE_GROUP = 33;
  static final int JOIN_GROUP = 48;
  static final int LEAVE_GROUP = 49;
  static final int CLIENT_GONE = 50;
  static final int ALL_CLIENTS_GONE = 51;
  static final int COMPLETE_REVOCATION = 52;
  static final int CREATE_USER = 64;
  static final int DELETE_USER = 65;
  static final int UPDATE_USER = 66;
  static final int UPDATE_PERMISSIONS = 67;
  static final int CHANGE_PASSWORD = 68;
  static final int CREATE_TOKEN = 69;
  static final int DELETE_TOKEN = 70;
  static final int EXPIRE_TOKENS = 71;
  static final int RESTORE_CLUSTER = 96;
  static final int RESTORE_USER = 97;
  static final int RESTORE_STREAM = 98;
  static final int RESTORE_TOPIC = 99;
  static final int RESTORE_PARTITIONS = 100;
  static final int RESTORE_GROUP = 101;
  static final int RESTORE_MEMBER = 102;
  static final int RESTORE_REVOCATION = 103;
  static final int RESTORE_MEMBERSHIP = 104;

  // Of a topic's settings, beside its compression.
  static final int COMPRESSION = 0x0F;
  static final int PERSISTED = 0x10;
  static final int OFFSETS_PERSISTED = 0x20;

  private CommandCodec() {}

  /**
   * Any command that {@link State#check} lets pass, and each part of a snapshot, is below 1 MiB.
   */
  public static byte[] encode(Command command) {
    ByteWriter writer = new ByteWriter().u8(FORMAT);
    switch (command) {
      case CatalogCommand catalog -> CommandEncoder.encode(catalog, writer);
      case GroupCommand group -> CommandEncoder.encode(group, writer);
      case MembershipCommand membership -> CommandEncoder.encode(membership, writer);
      case UserCommand user -> CommandEncoder.encode(user, writer);
      case RestoreCommand restore -> CommandEncoder.encode(restore, writer);
    }
    return writer.toArray();
  }

  /**
   * Decodes all of the memory given.
   *
   * @throws IllegalArgumentException when that is not a command of a known format and type, whole
   *     and nothing else, with values in range
   */
  public static Command decode(long address, int length) {
    ByteReader reader = new ByteReader(address, length);
    int format = reader.u8();
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "metadata command of format " + format + ", known is " + FORMAT);
    }
    int type = reader.u8();
    Command command =
        type >= RESTORE_CLUSTER
            ? CommandDecoder.decodeRestore(type, reader)
            : CommandDecoder.decode(type, reader);
    reader.requireEnd();
    return command;
  }
}
