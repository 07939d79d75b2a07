package galgo.journal;

import galgo.io.Memory;
import org.jspecify.annotations.Nullable;

/**
 * An operation of a group being made, and kept until its frame is on stable storage. Recycled.
 *
 * <p>Its memory holds the block's header and the entry headers; bodies stay with who proposed them
 * until the frame is built.
 */
final class Block {
  /** The most entries of a block that is made. */
  static final int ENTRIES = 64;

  static final int MEMORY = BlockHeader.SIZE + ENTRIES * EntryHeader.SIZE;

  final long address;
  private final @Nullable Proposal[] proposals = new Proposal[ENTRIES];
  private final long[] bodies = new long[ENTRIES];

  /** Whose it is; null while free. */
  @Nullable GroupQueue group;

  /** The next of its group, or of the free ones. */
  @Nullable Block next;

  long op;
  long timestamp;
  int entries;

  /** Takes further entries. */
  boolean open;

  /** All its bodies may be claimed. */
  boolean ready;

  /** What its only, placed entry is decided with. */
  int status;

  private int bodyBytes;
  private long placedBytes;

  Block(long address) {
    this.address = address;
  }

  void begin(GroupQueue owner, long number, long micros, boolean placed) {
    group = owner;
    next = null;
    op = number;
    timestamp = micros;
    entries = 0;
    open = !placed;
    ready = !placed;
    status = 0;
    bodyBytes = 0;
    placedBytes = 0;
  }

  boolean takes(int bodyLength) {
    return open && entries < ENTRIES && bodyBytes + padded(bodyLength) <= Journal.MAX_BODY;
  }

  /** Where the next entry's header goes. */
  long nextHeader() {
    return BlockHeader.entry(address, entries);
  }

  /** Takes the entry whose header is in place. */
  void add(Proposal proposal, long body) {
    long header = nextHeader();
    proposals[entries] = proposal;
    bodies[entries] = body;
    if ((EntryHeader.flags(header) & EntryHeader.FLAG_PLACED) != 0) {
      placedBytes = padded(EntryHeader.bodyLength(header));
    } else {
      bodyBytes += padded(EntryHeader.bodyLength(header));
    }
    entries++;
  }

  Proposal proposal(int index) {
    Proposal proposal = proposals[index];
    if (proposal == null) {
      throw new IllegalStateException("entry " + index + " of op " + op + " has no proposal");
    }
    return proposal;
  }

  /** Bytes it takes in a frame. */
  int length() {
    return BlockHeader.SIZE + entries * EntryHeader.SIZE + bodyBytes;
  }

  /** Its only, placed entry's body is not there: the entry says nothing but its place. */
  void becomeNoOp(int reason, KeyedHash hash) {
    long header = BlockHeader.entry(address, 0);
    Memory.zero(header, EntryHeader.SIZE);
    Memory.putLong(header + EntryHeader.OP, op);
    Memory.putInt(header + EntryHeader.LENGTH, EntryHeader.lengthFor(0));
    Memory.putByte(header + EntryHeader.KIND, EntryHeader.KIND_NO_OP);
    Memory.putLong(header + EntryHeader.TIMESTAMP, timestamp);
    EntryHeader.seal(header, hash.kernels());
    status = reason;
    placedBytes = 0;
    ready = true;
  }

  /** Writes its header behind the last block of its group; then it is as it will be for ever. */
  void seal(GroupQueue owner, JournalIdentity identity, KeyedHash hash) {
    open = false;
    BlockHeader.begin(address, identity, entries, (int) (length() + placedBytes));
    Memory.putInt(address + BlockHeader.GROUP, owner.number);
    Memory.putLong(address + BlockHeader.OP, op);
    Memory.putLong(address + BlockHeader.COMMIT, owner.committed);
    Memory.copy(owner.headChecksum, address + BlockHeader.PARENT, 16);
    Memory.putLong(address + BlockHeader.TIMESTAMP, timestamp);
    BlockHeader.seal(address, hash);
  }

  /** Copies all of it, sealed, into a frame. */
  void copyTo(long target) {
    int headers = BlockHeader.SIZE + entries * EntryHeader.SIZE;
    Memory.copy(address, target, headers);
    long to = target + headers;
    for (int i = 0; i < entries; i++) {
      long header = BlockHeader.entry(address, i);
      if ((EntryHeader.flags(header) & EntryHeader.FLAG_PLACED) != 0) {
        continue;
      }
      int length = EntryHeader.bodyLength(header);
      Memory.copy(bodies[i], to, length);
      Memory.zero(to + length, padded(length) - length);
      to += padded(length);
    }
  }

  /** It is in this frame. */
  void framed(long sequence) {
    for (int i = 0; i < entries; i++) {
      proposal(i).sequence = sequence;
    }
  }

  /** Tells all its proposals. It is out of its group's queue, and free afterwards. */
  void decide(int result) {
    for (int i = 0; i < entries; i++) {
      Proposal proposal = proposal(i);
      proposals[i] = null;
      proposal.block = null;
      proposal.pending = false;
      proposal.decided(result == 0 ? status : result);
    }
    group = null;
  }

  static int padded(int bodyLength) {
    return (bodyLength + 7) & -8;
  }
}
