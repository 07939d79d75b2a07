package galgo.log;

import galgo.io.Driver;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import java.util.Objects;

/**
 * The sidecar of a segment that takes no more entries, {@code <offset>.hashes}: a hash of every MiB
 * and the hash of that list, which is the segment's name for repair and transfer. A pure function
 * of the segment's bytes.
 *
 * <pre>
 *   0 magic u64 | 8 format version u32 | 12 zero u32 | 16 partition u64 | 24 base offset u64
 *  32 timestamp of the first entry u64 | 40 bytes hashed u64 | 48 XXH3-128 of the list | zero
 *  4088 XXH3-64 of bytes 0..4087
 *  4096 list: XXH3-128 of bytes 0 to 1 MiB of the segment, of the next, ... | zeros to a multiple of 4096
 * </pre>
 *
 * <p>Hashed is what the entries take, the file's header included. Stateless; works on memory of
 * {@link #MOST} bytes.
 */
public final class SegmentHashes {
  public static final String SUFFIX = ".hashes";

  /** What it is called until it is whole. */
  public static final String UNFINISHED = ".new";

  /** Bytes of a segment that one hash covers; the last one may cover less. */
  public static final int CHUNK = 1 << 20;

  public static final int HASH = 16;

  /** Positions in a segment are below 2³². */
  private static final int MOST_CHUNKS = 1 << 12;

  /** Size of the largest file. */
  public static final int MOST = SegmentFile.HEADER + MOST_CHUNKS * HASH;

  // "GALGOHSH" read as little-endian bytes.
  public static final long MAGIC = 0x4853_484F_474C_4147L;

  private static final int HASHED = 40;
  private static final int NAME = 48;
  private static final int CHECKSUM = SegmentFile.HEADER - 8;

  private SegmentHashes() {}

  /** How many hashes so many bytes have. */
  public static int chunks(long bytes) {
    return (int) ((bytes + CHUNK - 1) / CHUNK);
  }

  /** Size of the file for a segment of so many bytes. */
  public static int fileBytes(long bytes) {
    return (int) SegmentFile.up(SegmentFile.HEADER + (long) chunks(bytes) * HASH);
  }

  /** Where the hash of a chunk lies. */
  public static long hash(long file, int chunk) {
    if (chunk < 0 || chunk >= MOST_CHUNKS) {
      throw new IllegalArgumentException("chunk " + chunk + " of a segment");
    }
    return file + SegmentFile.HEADER + (long) chunk * HASH;
  }

  public static long hashed(long file) {
    return Memory.getLong(file + HASHED);
  }

  /** Address of the 16 bytes that are the segment's name. */
  public static long name(long file) {
    return file + NAME;
  }

  /** Puts the header before a list that is complete; returns the size of the file. */
  public static int seal(
      long file, long partition, long base, long timestamp, long bytes, Kernels kernels) {
    int size = fileBytes(bytes);
    int list = chunks(bytes) * HASH;
    Memory.zero(file + SegmentFile.HEADER + list, size - SegmentFile.HEADER - list);
    SegmentFile.encode(file, MAGIC, partition, base, timestamp, kernels);
    Memory.putLong(file + HASHED, bytes);
    kernels.xxh3Wide(file + SegmentFile.HEADER, list, file + NAME);
    Memory.putLong(file + CHECKSUM, kernels.xxh3(file, CHECKSUM));
    return size;
  }

  /**
   * What is wrong with a file of {@code size} bytes that lies at {@code file}; empty when it is
   * whole and of this segment.
   *
   * @param scratch 16 bytes
   */
  public static String problem(
      long file, long size, long partition, long base, Driver driver, String path, long scratch) {
    if (size < SegmentFile.HEADER) {
      return "the file ends within its header";
    }
    try {
      if (!SegmentFile.whole(file, MAGIC, partition, base, driver, path)) {
        return "the file's header is not what was written";
      }
    } catch (DataDirectoryException other) {
      return Objects.requireNonNullElse(other.getMessage(), "another version");
    }
    long bytes = hashed(file);
    if (bytes < 0 || bytes > (long) MOST_CHUNKS * CHUNK || size != fileBytes(bytes)) {
      return "it has " + size + " bytes for a segment of " + bytes;
    }
    int list = chunks(bytes) * HASH;
    driver.kernels().xxh3Wide(file + SegmentFile.HEADER, list, scratch);
    if (!Memory.equal(scratch, file + NAME, HASH)) {
      return "the list of hashes is not what was written";
    }
    for (long at = file + SegmentFile.HEADER + list; at < file + size; at += 8) {
      if (Memory.getLong(at) != 0) {
        return "the room after the list is not zero";
      }
    }
    return "";
  }
}
