package galgo.log;

import galgo.io.Driver;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of an {@link EntryLog}: which it is, by its name, and its first 4096 bytes.
 *
 * <pre>
 *   0 magic u64 | 8 format version u32 | 12 part u32 | 16 boot u64 | 24 member u32 | 28 members u32
 *  32 snapshot entries u64 | 40 snapshot end u64 | 48 replaced boot u64 | 56 length of name u8 | 57 name | zero
 *  4088 XXH3-64 of bytes 0..4087
 * </pre>
 *
 * @param log name of the log, letters and hyphens, at most 64
 * @param member place in the set of logs of that name that are started together
 * @param boot the start of the node that made the set
 * @param part 0 at the start, one more at each compaction
 */
record EntryLogFile(String log, int member, long boot, int part) {
  static final int VERSION = 1;
  static final int HEADER = 4096;

  /** What a file is called until it is whole. */
  static final String UNFINISHED = ".new";

  private static final int CHECKSUM = HEADER - 8;
  // "GALGOLOG" read as little-endian bytes.
  static final long MAGIC = 0x474F_4C4F_474C_4147L;
  private static final Pattern NAME =
      Pattern.compile("([a-z-]+)-(\\d{1,5})-(\\d{20})-(\\d{6,9})\\.log");

  /**
   * @param members logs in the set
   * @param snapshotEntries entries the file was begun with
   * @param snapshotEnd file position after them
   * @param replacedBoot boot of the set whose state the snapshot holds, 0 when there was none
   */
  record Header(int members, long snapshotEntries, long snapshotEnd, long replacedBoot) {
    /** Where the entries after the snapshot begin. */
    long appendStart() {
      return EntryBuffer.blockEnd(snapshotEnd);
    }
  }

  static Optional<EntryLogFile> parse(String log, String name) {
    return parse(name).filter(file -> file.log.equals(log));
  }

  static Optional<EntryLogFile> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new EntryLogFile(
            matcher.group(1),
            Integer.parseInt(matcher.group(2)),
            Long.parseLong(matcher.group(3)),
            Integer.parseInt(matcher.group(4))));
  }

  String name() {
    return "%s-%d-%020d-%06d.log".formatted(log, member, boot, part);
  }

  String path(String directory) {
    return directory + "/" + name();
  }

  EntryLogFile nextPart() {
    return new EntryLogFile(log, member, boot, part + 1);
  }

  /** Binds an entry to its file: what {@link EntryHeader#SESSION} holds. */
  long session() {
    return boot << 24 ^ part;
  }

  void encode(Header header, long target, Kernels kernels) {
    Memory.zero(target, HEADER);
    Memory.putLong(target, MAGIC);
    Memory.putInt(target + 8, VERSION);
    Memory.putInt(target + 12, part);
    Memory.putLong(target + 16, boot);
    Memory.putInt(target + 24, member);
    Memory.putInt(target + 28, header.members);
    Memory.putLong(target + 32, header.snapshotEntries);
    Memory.putLong(target + 40, header.snapshotEnd);
    Memory.putLong(target + 48, header.replacedBoot);
    byte[] bytes = log.getBytes(StandardCharsets.US_ASCII);
    Memory.putByte(target + 56, bytes.length);
    Memory.copy(bytes, 0, target + 57, bytes.length);
    Memory.putLong(target + CHECKSUM, kernels.xxh3(target, CHECKSUM));
  }

  /**
   * Reads the header, which lies at {@code source}.
   *
   * @throws DataDirectoryException when it is damaged, of another version or of another file
   */
  Header decode(long source, Driver driver, String path) {
    boolean magic = Memory.getLong(source) == MAGIC;
    int version = Memory.getInt(source + 8);
    boolean whole = Memory.getLong(source + CHECKSUM) == driver.kernels().xxh3(source, CHECKSUM);
    if (magic && version != VERSION) {
      throw new DataDirectoryException(
          path
              + " has format version "
              + version
              + ", and this server supports version "
              + VERSION
              + ". Start the release that wrote it.");
    }
    if (!magic || !whole) {
      throw EntryLogReader.damaged(path, 0, "the file's header is not what was written");
    }
    byte[] bytes = Memory.bytes(source + 57, Memory.getUnsignedByte(source + 56));
    EntryLogFile found =
        new EntryLogFile(
            new String(bytes, StandardCharsets.US_ASCII),
            Memory.getInt(source + 24),
            Memory.getLong(source + 16),
            Memory.getInt(source + 12));
    if (!found.equals(this)) {
      throw new DataDirectoryException(
          path + " was written as " + found.name() + ". Give it its own name and place back.");
    }
    return new Header(
        Memory.getInt(source + 28),
        Memory.getLong(source + 32),
        Memory.getLong(source + 40),
        Memory.getLong(source + 48));
  }
}
