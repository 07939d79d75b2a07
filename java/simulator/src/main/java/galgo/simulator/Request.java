package galgo.simulator;

import galgo.io.Memory;
import galgo.io.Submissions;
import org.jspecify.annotations.Nullable;

/** One submission on its way through a simulated driver. */
final class Request {
  final int operation;
  final int flags;
  final int handle;
  final long address;
  final int length;
  final long offset;
  final long tag;

  /** The bytes to write, where they were taken when it was submitted. */
  byte @Nullable [] bytes;

  /** Number of the file's last change when it was submitted. */
  long changes;

  /** What ends it by itself: a timeout or the disk. */
  Simulation.@Nullable Event event;

  Request(long record) {
    operation = Memory.getUnsignedByte(record + Submissions.OPERATION);
    flags = Memory.getUnsignedByte(record + Submissions.FLAGS);
    handle = Memory.getInt(record + Submissions.HANDLE);
    address = Memory.getLong(record + Submissions.ADDRESS);
    length = Memory.getInt(record + Submissions.LENGTH);
    offset = Memory.getLong(record + Submissions.OFFSET);
    tag = Memory.getLong(record + Submissions.TAG);
  }

  boolean multi() {
    return (flags & Submissions.MULTI) != 0;
  }

  boolean synced() {
    return (flags & Submissions.SYNCED) != 0;
  }

  boolean vectored() {
    return operation == Submissions.SEND_VECTORED || operation == Submissions.WRITE_VECTORED;
  }

  /** Bytes to be sent or written, at most {@code limit}. */
  int total(int limit) {
    if (!vectored()) {
      return Math.min(limit, length);
    }
    long total = 0;
    for (int i = 0; i < length; i++) {
      total += Memory.getLong(address + 16L * i + 8);
    }
    return (int) Math.min(limit, total);
  }

  /** The first {@code count} of the bytes to be sent or written. */
  byte[] gather(int count) {
    if (!vectored()) {
      return Memory.bytes(address, count);
    }
    byte[] out = new byte[count];
    int at = 0;
    for (int i = 0; at < count; i++) {
      int part = (int) Math.min(count - at, Memory.getLong(address + 16L * i + 8));
      Memory.copy(Memory.getLong(address + 16L * i), out, at, part);
      at += part;
    }
    return out;
  }
}
