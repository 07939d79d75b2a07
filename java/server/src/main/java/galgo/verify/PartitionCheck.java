package galgo.verify;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.journal.EntryHeader;
import galgo.log.PartitionProof;
import galgo.log.SegmentFile;
import galgo.log.SegmentHashes;
import galgo.log.SegmentWalk;
import java.util.ArrayList;
import java.util.List;

/** Checks one partition's directory: each segment with its index and hashes, and their chain. */
final class PartitionCheck {
  private final Driver driver;
  private final Findings findings;
  private final boolean running;
  private final FileStream stream;
  private final SegmentWalk walk;
  private final IndexCheck index;
  private final HashesCheck hashes;

  private String directory = "";
  private long partition;
  private String owner = "";
  private PartitionProof proof = PartitionProof.none();
  private long firstOp;
  private long next;
  private long messages;

  /**
   * @param running whether a server may be writing there
   */
  PartitionCheck(Driver driver, FileStream stream, Findings findings, boolean running) {
    this.driver = driver;
    this.findings = findings;
    this.running = running;
    this.stream = stream;
    this.walk = new SegmentWalk(driver, driver.allocate(SegmentFile.up(SegmentWalk.MEMORY)));
    this.index = new IndexCheck(driver, findings);
    this.hashes = new HashesCheck(driver, findings);
  }

  /**
   * @param ownerText stream, topic and partition in words, empty when metadata has it not
   * @param proven what else is known of it
   */
  void check(String path, long partitionId, String ownerText, PartitionProof proven) {
    proof = proven;
    directory = path;
    partition = partitionId;
    owner = ownerText;
    findings.partition();
    List<Long> bases = new ArrayList<>();
    for (String name : driver.files().list(path)) {
      SegmentFile.base(name, SegmentFile.SEGMENT_SUFFIX).ifPresent(bases::add);
      if (SegmentFile.base(name, "").isEmpty() && !name.endsWith(SegmentHashes.UNFINISHED)) {
        findings.note(path + "/" + name + " is no file of a partition.");
      }
    }
    bases.sort(null);
    strays(path, bases);
    // Messages are removed up to where a segment begins.
    for (Long base : bases) {
      if (base < proof.start() && !running) {
        String file = SegmentFile.path(path, base, SegmentFile.SEGMENT_SUFFIX);
        findings.note(file + " was removed before a crash; the next start removes it again.");
      }
    }
    bases.removeIf(base -> base < proof.start());
    next = bases.isEmpty() ? proof.start() : bases.getFirst();
    for (int i = 0; i < bases.size(); i++) {
      boolean last = i == bases.size() - 1;
      segment(bases.get(i), last ? SegmentWalk.UNKNOWN : bases.get(i + 1));
    }
    if (!running) {
      completeness(path);
    }
  }

  /** What is in no segment must be in the journal. */
  private void completeness(String path) {
    long held = Math.max(next, proof.start());
    if (held < proof.settled()) {
      String what = "messages that were durable are not in its segments";
      damaged(path, 0, 0, held, proof.settled(), what);
      return;
    }
    long missing = proof.missing(held);
    if (missing >= 0) {
      damaged(
          path, 0, 0, missing, missing + 1, "messages are neither in segments nor in the journal");
    }
  }

  /** Indexes and hashes without a segment. */
  private void strays(String path, List<Long> bases) {
    for (String name : driver.files().list(path)) {
      long base = SegmentFile.base(name, "").orElse(0L);
      if (SegmentFile.base(name, "").isPresent() && !bases.contains(base) && !running) {
        findings.note(path + "/" + name + " has no segment.");
      }
    }
  }

  /**
   * @param following where the next segment begins, {@link SegmentWalk#UNKNOWN} for the last
   */
  private void segment(long base, long following) {
    String path = SegmentFile.path(directory, base, SegmentFile.SEGMENT_SUFFIX);
    int opened = stream.open(path);
    if (opened == -Errno.ENOENT && running) {
      return;
    }
    if (opened < 0) {
      damaged(path, 0, 0, base, following, "it cannot be opened (" + Errno.text(opened) + ")");
      return;
    }
    index.load(SegmentFile.path(directory, base, SegmentFile.INDEX_SUFFIX), partition, base);
    hashes.load(SegmentFile.path(directory, base, SegmentHashes.SUFFIX), path, partition, base);
    messages = 0;
    firstOp = 0;
    walk.begin(path, partition, base, this::entry);
    while (stream.next()) {
      hashes.piece(stream.position(), stream.address(), stream.length());
      walk.add(stream.address(), stream.length());
      if (stream.position() == 0) {
        index.header(walk);
      }
    }
    stream.close();
    walk.finish();
    findings.file(FileKind.SEGMENT, stream.size());
    findings.segment(walk.entries(), messages);
    if (!stream.error().isEmpty() && !(running && following == SegmentWalk.UNKNOWN)) {
      damaged(path, walk.position(), stream.size(), walk.nextOffset(), following, stream.error());
      return;
    }
    classify(path, following);
  }

  private void entry(long position, long header, boolean whole) {
    firstOp = firstOp == 0 ? EntryHeader.op(header) : firstOp;
    if (EntryHeader.kind(header) != EntryHeader.KIND_APPEND) {
      return;
    }
    index.entry(walk, position, EntryHeader.baseOffset(header), EntryHeader.timestamp(header));
    messages += whole ? EntryHeader.count(header) : 0;
  }

  /** Tells damage from what a crash left of the last writes. */
  private void classify(String path, long following) {
    if (firstOp > 0 && firstOp < proof.purgedOp()) {
      findings.note(
          path + " was removed by a purge before a crash; the next start removes it again.");
      next = proof.start();
      return;
    }
    boolean last = following == SegmentWalk.UNKNOWN;
    boolean ended = true;
    for (SegmentWalk.Gap gap : walk.gaps()) {
      boolean proven =
          !last
              || gap.from() < index.durableTo()
              || Math.max(walk.durable(), proof.settled()) > gap.fromOffset();
      boolean header = gap.to() <= SegmentFile.HEADER;
      long toOffset = gap.toOffset() == SegmentWalk.UNKNOWN ? following : gap.toOffset();
      if (header) {
        // The next start reads nothing of a segment without one.
        toOffset = walk.nextOffset();
      }
      if (proven || header && walk.entries() > 0) {
        damaged(path, gap.from(), gap.to(), gap.fromOffset(), toOffset, gap.what());
        ended = false;
      } else if (!running) {
        findings.note(
            path
                + ": byte "
                + gap.from()
                + " to "
                + (gap.to() - 1)
                + ": the rest of a write that did not finish; the next start cuts it.");
        next = gap.fromOffset();
        return;
      }
    }
    if (!ended) {
      next = Math.max(walk.nextOffset(), proof.settled());
      return;
    }
    index.finish(walk);
    next = walk.nextOffset();
    if (!last) {
      hashes.finish(walk.end());
      if (walk.nextOffset() != following) {
        String what = "entries are missing before the next segment";
        damaged(path, walk.end(), walk.end(), walk.nextOffset(), following, what);
      }
    }
  }

  private void damaged(
      String path, long from, long to, long fromOffset, long toOffset, String what) {
    long end = Math.max(fromOffset, toOffset);
    findings.damaged(new Damage(path, from, to, partition, fromOffset, end, owner, what));
  }
}
