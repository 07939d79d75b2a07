package galgo.simulator;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import galgo.io.Submissions;
import java.util.Arrays;

/** Operations on open files, each done some time after it was submitted, in any order. */
final class SimulatedDisk {
  private static final int BLOCK = 4096;
  private static final long SLOWEST_NANOS = 1_000_000_000;

  /** Takes a request's result. */
  interface Done {
    void done(Request request, int result);
  }

  private final Machine machine;
  private final Simulation world;
  private final Done done;

  SimulatedDisk(Machine machine, Done done) {
    this.machine = machine;
    this.world = machine.world;
    this.done = done;
  }

  void start(OpenFile target, Request request) {
    if (target.closing != null) {
      done.done(request, -Errno.EBADF);
      return;
    }
    check(target, request);
    target.inFlight++;
    request.changes = target.file.changes();
    if (isWrite(request) && world.chance().coin()) {
      request.bytes = request.gather(request.total(Integer.MAX_VALUE));
    }
    request.event = world.after(latency(request.operation), () -> finish(target, request));
  }

  /** Syncs the names that were changed before. */
  void start(OpenDirectory target, Request request) {
    if (request.operation != Submissions.SYNC) {
      done.done(request, -Errno.EISDIR);
      return;
    }
    long upTo = target.directory().changes();
    request.event =
        world.after(
            latency(request.operation),
            () -> {
              boolean fails = world.chance().happens(world.faults().disk().syncError());
              if (!fails) {
                target.directory().syncTo(upTo);
              }
              done.done(request, fails ? -Errno.EIO : 0);
            });
  }

  /** Ends the handle when nothing is in flight on it. */
  void close(OpenFile target, Request request) {
    if (target.closing != null) {
      done.done(request, -Errno.EBADF);
      return;
    }
    target.closing = request;
    closeIfIdle(target);
  }

  void unlink(String path, Request request) {
    request.event =
        world.after(
            latency(request.operation), () -> done.done(request, machine.storage.delete(path)));
  }

  private void finish(OpenFile target, Request request) {
    int result = carryOut(target, request);
    target.inFlight--;
    done.done(request, result);
    closeIfIdle(target);
  }

  private void closeIfIdle(OpenFile target) {
    Request closing = target.closing;
    if (closing != null && target.inFlight == 0) {
      closing.event =
          world.after(
              latency(closing.operation),
              () -> {
                target.file.drop();
                done.done(closing, 0);
              });
    }
  }

  private static boolean isWrite(Request request) {
    return request.operation == Submissions.WRITE
        || request.operation == Submissions.WRITE_VECTORED;
  }

  private long latency(int operation) {
    Faults.Disk faults = world.faults().disk();
    if (world.chance().happens(faults.slow())) {
      return world.chance().below(SLOWEST_NANOS);
    }
    long mean = operation == Submissions.SYNC ? 3 * faults.meanNanos() : faults.meanNanos();
    return world.chance().exponential(mean);
  }

  /** Past the page cache everything is in whole blocks: who forgets has a bug, not a bad disk. */
  private static void check(OpenFile target, Request request) {
    if (!target.has(Files.DIRECT)) {
      return;
    }
    switch (request.operation) {
      case Submissions.READ, Submissions.WRITE ->
          aligned(request.address | request.offset | request.length, request);
      case Submissions.WRITE_VECTORED -> {
        aligned(request.offset, request);
        for (int i = 0; i < request.length; i++) {
          long pair = request.address + 16L * i;
          aligned(Memory.getLong(pair) | Memory.getLong(pair + 8), request);
        }
      }
      default -> {}
    }
  }

  private static void aligned(long bits, Request request) {
    if (bits % BLOCK != 0) {
      throw new Finding(
          "operation %d breaks the rules of O_DIRECT: length %d at %d"
              .formatted(request.operation, request.length, request.offset));
    }
  }

  private int carryOut(OpenFile target, Request request) {
    return switch (request.operation) {
      case Submissions.READ -> read(target, request.address, request.length, request.offset);
      case Submissions.WRITE, Submissions.WRITE_VECTORED -> write(target, request);
      case Submissions.SYNC -> sync(target, request.changes);
      case Submissions.ALLOCATE -> allocate(target, request.offset, request.length);
      default -> throw new IllegalArgumentException("operation " + request.operation);
    };
  }

  int read(OpenFile target, long address, int length, long offset) {
    Faults.Disk faults = world.faults().disk();
    if (!target.has(Files.READ)) {
      return -Errno.EBADF;
    }
    if (world.chance().happens(faults.readError())) {
      world.trace("disk: EIO for a read of # bytes at #", length, offset);
      return -Errno.EIO;
    }
    long from = offset;
    if (world.chance().happens(faults.misdirectedRead())) {
      from = elsewhere(target.file, offset, length);
      world.trace("disk: a read of # brings the bytes of #", offset, from);
    }
    return target.file.read(address, length, from);
  }

  private long elsewhere(SimulatedFile file, long offset, int length) {
    long blocks = Math.max(1, (file.size() - length) / BLOCK);
    long other = world.chance().below(blocks) * BLOCK;
    return other == offset ? other + BLOCK : other;
  }

  private int write(OpenFile target, Request request) {
    byte[] bytes = request.bytes;
    if (bytes == null) {
      bytes = request.gather(request.total(Integer.MAX_VALUE));
    }
    int result = write(target, bytes, request.offset);
    if (result <= 0 || !request.synced()) {
      return result;
    }
    if (world.chance().happens(world.faults().disk().syncError())) {
      world.trace("disk: EIO for a synced write of # bytes at #", bytes.length, request.offset);
      target.file.loseSome(world.chance());
      return -Errno.EIO;
    }
    target.file.syncRange(request.offset, result);
    return result;
  }

  /** Not synced. */
  int write(OpenFile target, byte[] bytes, long offset) {
    Faults.Disk faults = world.faults().disk();
    if (!target.has(Files.WRITE)) {
      return -Errno.EBADF;
    }
    if (bytes.length == 0) {
      return 0;
    }
    if (machine.storage.failsWritesOf(target.path) || world.chance().happens(faults.writeError())) {
      world.trace("disk: EIO for a write of # bytes at #", bytes.length, offset);
      writeSome(target.file, bytes, offset);
      return -Errno.EIO;
    }
    boolean ofPartition = target.path.contains("/groups/") && !target.path.contains("/checkpoint.");
    if (ofPartition && world.chance().happens(faults.lostWrite())) {
      world.trace("disk: a write of # bytes for # is lost", bytes.length, offset);
      return target.file.reserve(offset, offset + bytes.length) ? bytes.length : -Errno.ENOSPC;
    }
    if (ofPartition && world.chance().happens(faults.misdirectedWrite())) {
      long other = elsewhere(target.file, offset, bytes.length);
      world.trace("disk: a write for # goes to #", offset, other);
      if (!target.file.reserve(other, Math.max(offset, other) + bytes.length)) {
        return -Errno.ENOSPC;
      }
      target.file.write(bytes, 0, bytes.length, other);
      return bytes.length;
    }
    int length = bytes.length;
    if (length > BLOCK && world.chance().happens(faults.shortWrite())) {
      length = (1 + world.chance().below(length / BLOCK)) * BLOCK;
    }
    if (!target.file.reserve(offset, offset + length)) {
      world.trace("disk: full for a write of # bytes at #", length, offset);
      return -Errno.ENOSPC;
    }
    target.file.write(bytes, 0, length, offset);
    world.note(Arrays.hashCode(bytes));
    return length;
  }

  int sync(OpenFile target, long upTo) {
    if (world.chance().happens(world.faults().disk().syncError())) {
      world.trace("disk: EIO for a sync");
      target.file.loseSome(world.chance());
      return -Errno.EIO;
    }
    target.file.sync(upTo);
    return 0;
  }

  int allocate(OpenFile target, long offset, long length) {
    return target.file.reserve(offset, offset + length) ? 0 : -Errno.ENOSPC;
  }

  /** The node ends while this is in flight: any part of it has happened. */
  void interrupted(OpenFile target, Request request) {
    if (isWrite(request) && target.has(Files.WRITE)) {
      byte[] bytes = request.bytes;
      if (bytes == null) {
        bytes = request.gather(request.total(Integer.MAX_VALUE));
      }
      writeSome(target.file, bytes, request.offset);
    }
  }

  private void writeSome(SimulatedFile file, byte[] bytes, long offset) {
    int some = world.chance().below(3);
    for (int at = 0; some > 0 && at < bytes.length; at += SimulatedFile.UNIT) {
      int length = Math.min(SimulatedFile.UNIT, bytes.length - at);
      if ((some == 2 || world.chance().coin()) && file.reserve(offset + at, offset + at + length)) {
        file.write(bytes, at, length, offset + at);
      }
    }
  }
}
