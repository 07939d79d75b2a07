package galgo.importer;

import galgo.io.Driver;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.wire.CommandCode;
import galgo.wire.Decoded;
import galgo.wire.Request;
import galgo.wire.RequestDecoder;

/**
 * Reads {@code state/log} of an Apache Iggy 0.8 data directory: the commands that made what exists,
 * from the first on.
 *
 * <pre>
 *   0 index u64 | 8 term u64 | 16 leader u32 | 20 version u32 | 24 flags u64 | 32 timestamp u64 µs | 40 user u32
 *  44 checksum u64 | 52 context length u32 | 56 context | command code u32 | command length u32 | command
 * </pre>
 *
 * <p>The checksum is XXH3-64 of all other fields in this order, the command in plain.
 */
final class StateLog {
  static final String NAME = "state/log";

  private static final int VERSION = 20;
  private static final int TIMESTAMP = 32;
  private static final int USER = 40;
  private static final int CHECKSUM = 44;
  private static final int CONTEXT_LENGTH = 52;
  private static final int CONTEXT = 56;
  private static final int COMMAND_HEAD = 8;
  private static final int WRAP = 8;

  private final Driver driver;
  private final String path;
  private final RequestDecoder decoder = new RequestDecoder();
  private final SourceState state = new SourceState();
  private final StateCommands commands = new StateCommands(state);

  private StateLog(Driver driver, String path) {
    this.driver = driver;
    this.path = path;
  }

  /**
   * Blocking.
   *
   * @param file the file in memory
   * @param path its name, for what is said
   * @throws DataDirectoryException when it is damaged, or of another version
   */
  static SourceState read(Driver driver, SmallFile file, String path) {
    StateLog log = new StateLog(driver, path);
    long scratch = driver.allocate(file.length() + 4096L & -4096L);
    long position = 0;
    long entries = 0;
    long index = 0;
    while (position < file.length()) {
      long entry = file.address() + position;
      long length = log.entry(entry, file.length() - position, position, scratch);
      long number = Memory.getLong(entry);
      if (entries > 1 && number != index + 1) {
        throw log.damaged(position, "entry " + number + " follows entry " + index);
      }
      index = number;
      entries++;
      position += length;
    }
    if (log.state.users.get(0L) == null) {
      throw new DataDirectoryException(path + " names no root user: it is not of Apache Iggy.");
    }
    return log.state;
  }

  /** Applies the entry; returns its length. */
  private long entry(long entry, long left, long position, long scratch) {
    if (left < CONTEXT) {
      throw damaged(position, "the file ends within an entry");
    }
    long context = Memory.getUnsignedInt(entry + CONTEXT_LENGTH);
    long command = entry + CONTEXT + context;
    if (left < CONTEXT + context + COMMAND_HEAD) {
      throw damaged(position, "the file ends within an entry");
    }
    long length = Memory.getUnsignedInt(command + 4);
    long all = CONTEXT + context + COMMAND_HEAD + length;
    if (left < all) {
      throw damaged(position, "the file ends within an entry");
    }
    Memory.copy(entry, scratch, CHECKSUM);
    Memory.copy(entry + CONTEXT_LENGTH, scratch + CHECKSUM, all - CONTEXT_LENGTH);
    long checksum = driver.kernels().xxh3(scratch, all - CONTEXT_LENGTH + CHECKSUM);
    if (checksum != Memory.getLong(entry + CHECKSUM)) {
      throw damaged(position, "the entry's checksum is not that of its bytes");
    }
    int version = Memory.getInt(entry + VERSION);
    // Entries of earlier versions are read as 0.8 itself reads them.
    if (version / 1000 > SourceVersion.MINOR) {
      throw new DataDirectoryException(
          "%s, byte %d: an entry of server version %d.%d.%d; those after 0.8 cannot be read."
              .formatted(
                  path, position, version / 1_000_000, version / 1000 % 1000, version % 1000));
    }
    apply(
        position,
        Memory.getLong(entry + TIMESTAMP),
        Memory.getUnsignedInt(entry + USER),
        Memory.getInt(command),
        command + COMMAND_HEAD,
        (int) length);
    return all;
  }

  private void apply(
      long position, long timestamp, long issuer, int code, long command, int length) {
    try {
      switch (code) {
        case CommandCode.CREATE_STREAM,
            CommandCode.CREATE_TOPIC,
            CommandCode.CREATE_CONSUMER_GROUP,
            CommandCode.CREATE_USER -> {
          require(length >= WRAP, "no id before its request");
          commands.create(
              Memory.getUnsignedInt(command),
              inner(code, command + WRAP, length - WRAP),
              timestamp);
        }
        case CommandCode.CREATE_PERSONAL_ACCESS_TOKEN -> {
          int hash = length < 4 ? length : Memory.getInt(command);
          require(hash >= 0 && hash <= length - WRAP, "no hash before its request");
          commands.createToken(
              issuer,
              Memory.bytes(command + 4, hash),
              inner(code, command + 4 + hash + 4, length - WRAP - hash),
              timestamp);
        }
        default -> commands.change(issuer, inner(code, command, length), timestamp);
      }
    } catch (IllegalArgumentException unfit) {
      throw damaged(
          position, "\"" + CommandCode.name(code) + "\" cannot be followed: " + unfit.getMessage());
    }
  }

  private Request inner(int code, long payload, int length) {
    return switch (decoder.decode(code, payload, length)) {
      case Request request -> request;
      case Decoded.Malformed malformed ->
          throw new IllegalArgumentException("its layout is none that is known");
    };
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private DataDirectoryException damaged(long position, String what) {
    return new DataDirectoryException(
        path
            + " is damaged at byte "
            + position
            + ": "
            + what
            + ". Nothing can be brought over without it: restore it from another copy. A source that"
            + " Iggy encrypted (system.encryption.enabled) cannot be imported.");
  }
}
