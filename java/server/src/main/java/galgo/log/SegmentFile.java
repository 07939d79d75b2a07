package galgo.log;

import galgo.io.Driver;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of a partition's files, and their first 4096 bytes.
 *
 * <pre>
 *   0 magic u64 | 8 format version u32 | 12 zero u32 | 16 partition u64 | 24 base offset u64
 *  32 timestamp of the first entry u64 | zero | 4088 XXH3-64 of bytes 0..4087
 * </pre>
 */
public final class SegmentFile {
  public static final int VERSION = 1;
  public static final int HEADER = 4096;

  /** What all positions and lengths on disk are multiples of. */
  public static final int BLOCK = 4096;

  // "GALGOSEG" and "GALGOIDX" read as little-endian bytes.
  public static final long SEGMENT_MAGIC = 0x4745_534F_474C_4147L;
  public static final long INDEX_MAGIC = 0x5844_494F_474C_4147L;

  public static final String SEGMENT_SUFFIX = ".segment";
  public static final String INDEX_SUFFIX = ".index";

  private static final int CHECKSUM = HEADER - 8;
  private static final Pattern NAME = Pattern.compile("(\\d{20})\\.(segment|index|hashes)");

  private SegmentFile() {}

  public static String groupDirectory(String root, int group) {
    return "%s/groups/%02d".formatted(root, group);
  }

  public static String partitionDirectory(String root, int group, long partition) {
    return "%s/%020d".formatted(groupDirectory(root, group), partition);
  }

  public static String path(String directory, long base, String suffix) {
    return "%s/%020d%s".formatted(directory, base, suffix);
  }

  /** The base offset of a file with that suffix, empty for any other name. */
  public static Optional<Long> base(String name, String suffix) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches() || !name.endsWith(suffix)) {
      return Optional.empty();
    }
    return Optional.of(Long.parseLong(matcher.group(1)));
  }

  public static long up(long position) {
    return (position + BLOCK - 1) & -BLOCK;
  }

  public static long down(long position) {
    return position & -BLOCK;
  }

  static void encode(
      long target, long magic, long partition, long base, long timestamp, Kernels kernels) {
    Memory.zero(target, HEADER);
    Memory.putLong(target, magic);
    Memory.putInt(target + 8, VERSION);
    Memory.putLong(target + 16, partition);
    Memory.putLong(target + 24, base);
    Memory.putLong(target + 32, timestamp);
    Memory.putLong(target + CHECKSUM, kernels.xxh3(target, CHECKSUM));
  }

  /**
   * Whether the header at {@code source} is whole.
   *
   * @throws DataDirectoryException when it is of another version or of another file
   */
  public static boolean whole(
      long source, long magic, long partition, long base, Driver driver, String path) {
    if (Memory.getLong(source) != magic) {
      return false;
    }
    if (Memory.getLong(source + CHECKSUM) != driver.kernels().xxh3(source, CHECKSUM)) {
      return false;
    }
    int version = Memory.getInt(source + 8);
    if (version != VERSION) {
      throw new DataDirectoryException(
          path
              + " has format version "
              + version
              + ", and this server supports version "
              + VERSION
              + ". Start the release that wrote it.");
    }
    if (Memory.getLong(source + 16) != partition || Memory.getLong(source + 24) != base) {
      throw new DataDirectoryException(
          path
              + " was written as the segment at "
              + Memory.getLong(source + 24)
              + " of partition "
              + Memory.getLong(source + 16)
              + ". Give it its own name and place back.");
    }
    return true;
  }

  public static long partition(long header) {
    return Memory.getLong(header + 16);
  }

  public static long baseOffset(long header) {
    return Memory.getLong(header + 24);
  }

  public static long timestamp(long header) {
    return Memory.getLong(header + 32);
  }
}
