package galgo.verify;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Memory;
import galgo.log.SegmentHashes;

/** Holds the pieces of a segment against the hashes of its sidecar, where it has one. */
final class HashesCheck {
  private final Driver driver;
  private final Findings findings;
  private final long memory;
  private final long hash;
  private String path = "";
  private String segment = "";
  private long partition;
  private boolean present;

  HashesCheck(Driver driver, Findings findings) {
    this.driver = driver;
    this.findings = findings;
    this.memory = driver.allocate(SegmentHashes.MOST + 4096);
    this.hash = memory + SegmentHashes.MOST;
  }

  void load(String file, String segmentPath, long partitionId, long base) {
    path = file;
    segment = segmentPath;
    partition = partitionId;
    present = false;
    long size = FileStream.readSmall(driver, file, memory, SegmentHashes.MOST);
    if (size == -Errno.ENOENT) {
      return;
    }
    if (size < 0) {
      damaged(path, 0, 0, "it cannot be read (" + Errno.text((int) size) + ")");
      return;
    }
    findings.file(FileKind.HASHES, size);
    String problem = SegmentHashes.problem(memory, size, partitionId, base, driver, path, hash);
    present = problem.isEmpty();
    if (!present) {
      damaged(path, 0, size, problem);
    }
  }

  /** A piece of the segment, which begins at a multiple of {@link SegmentHashes#CHUNK}. */
  void piece(long position, long address, int length) {
    if (!present) {
      return;
    }
    long hashed = Math.min(length, SegmentHashes.hashed(memory) - position);
    if (hashed <= 0) {
      return;
    }
    int chunk = (int) (position / SegmentHashes.CHUNK);
    driver.kernels().xxh3Wide(address, hashed, hash);
    if (!Memory.equal(hash, SegmentHashes.hash(memory, chunk), SegmentHashes.HASH)) {
      String what = "these bytes have another hash than in " + path;
      damaged(segment, position, position + hashed, what);
    }
  }

  /** The segment has ended, its last entry at this position. */
  void finish(long end) {
    if (present && SegmentHashes.hashed(memory) != end) {
      String what =
          "the segment ends at byte " + end + ", and not at " + SegmentHashes.hashed(memory);
      damaged(path, 40, 48, what);
    }
  }

  private void damaged(String file, long from, long to, String what) {
    findings.damaged(new Damage(file, from, to, partition, 0, 0, "", what));
  }
}
