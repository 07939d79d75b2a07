package galgo.journal;

import galgo.io.Loop;
import galgo.io.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** One start of a node with journals on a {@link CrashDisk}: some shards, some groups, no log. */
final class TestNode implements AutoCloseable {
  static final String DIRECTORY = "/data/journal";
  static final int GROUPS = 5;

  /** One entry as it was proposed, or found. */
  record Entry(long op, int index, int kind, boolean placed, byte[] body) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Entry entry
          && op == entry.op
          && index == entry.index
          && kind == entry.kind
          && placed == entry.placed
          && Arrays.equals(body, entry.body);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(op) * 31 + index;
    }

    @Override
    public String toString() {
      return op + "." + index + " kind " + kind + (placed ? " placed" : " of " + body.length);
    }
  }

  /** A proposal with a body of its own. */
  final class Asked extends Proposal {
    final int group;
    Entry entry;
    int status = 1;

    Asked(int group, Entry entry) {
      this.group = group;
      this.entry = entry;
    }

    @Override
    protected void decided(int result) {
      status = result;
      decisions.add(this);
      if (result == 0 && entry.op > decidedOps[group]) {
        decidedOps[group] = entry.op;
      }
    }
  }

  final JournalIdentity identity;
  final int shards;
  final CrashDriver[] drivers;
  final Loop[] loops;
  final Journal[] journals;
  final Recovered recovered;
  final List<Checkpoint> checkpoints = new ArrayList<>();
  final CheckpointFile[] files = new CheckpointFile[GROUPS];
  final List<Asked> decisions = new ArrayList<>();
  final List<List<Entry>> proposed = new ArrayList<>();
  final long[] decidedOps = new long[GROUPS];
  private final long scratch;
  private final CrashDriver reader;

  TestNode(CrashDisk disk, long boot, int shards, long seed, JournalSettings settings) {
    this.identity = identity(boot);
    this.shards = shards;
    this.drivers = new CrashDriver[shards];
    this.loops = new Loop[shards];
    this.journals = new Journal[shards];
    this.reader = new CrashDriver(disk, seed);
    this.scratch = reader.allocate(4096);
    for (int group = 0; group < GROUPS; group++) {
      checkpoints.add(CheckpointFile.read(reader, "/data/groups/" + group, group, identity));
      proposed.add(new ArrayList<>());
    }
    this.recovered = Recovered.read(reader, DIRECTORY, identity, checkpoints, shards);
    for (int shard = 0; shard < shards; shard++) {
      drivers[shard] = new CrashDriver(disk, seed + shard);
      loops[shard] = new Loop(drivers[shard]);
    }
    for (int group = 0; group < GROUPS; group++) {
      decidedOps[group] = recovered.head(group);
      if (recovered.damage(group).isEmpty()) {
        files[group] =
            new CheckpointFile(
                loops[shard(group)], "/data/groups/" + group, identity, checkpoints.get(group));
      }
    }
    if (settings != null) {
      for (int shard = 0; shard < shards; shard++) {
        journals[shard] =
            new Journal(loops[shard], DIRECTORY, settings, identity, shard, recovered, of(shard));
      }
    }
  }

  static JournalIdentity identity(long boot) {
    return new JournalIdentity(11, 12, 0x5EED_5EED_5EEDL, 13, 14, boot);
  }

  /** Only what is found; no journals. */
  static TestNode found(CrashDisk disk, long boot) {
    return new TestNode(disk, boot, 1, boot, null);
  }

  int shard(int group) {
    return group % shards;
  }

  Journal journal(int group) {
    return journals[shard(group)];
  }

  private int[] of(int shard) {
    int[] mine = new int[GROUPS];
    int count = 0;
    for (int group = 0; group < GROUPS; group++) {
      if (shard(group) == shard && recovered.damage(group).isEmpty()) {
        mine[count++] = group;
      }
    }
    return Arrays.copyOf(mine, count);
  }

  /** All entries after the checkpoint, as found. */
  List<Entry> entries(int group) {
    List<Entry> found = new ArrayList<>();
    recovered.replay(
        reader,
        group,
        checkpoints.get(group).op(),
        (op, header, body) -> found.add(read(header, body)));
    return found;
  }

  /** All entries of all groups but no-ops, in one pass. */
  List<List<Entry>> entriesInOnePass() {
    List<List<Entry>> found = new ArrayList<>();
    int[] groups = new int[GROUPS];
    for (int group = 0; group < GROUPS; group++) {
      groups[group] = group;
      found.add(new ArrayList<>());
    }
    recovered.replay(
        reader,
        groups,
        (op, header, body) -> {
          if (EntryHeader.kind(header) != EntryHeader.KIND_NO_OP) {
            found.get((int) EntryHeader.partition(header)).add(read(header, body));
          }
        });
    return found;
  }

  private static Entry read(long header, long body) {
    boolean placed = body == 0;
    return new Entry(
        EntryHeader.op(header),
        EntryHeader.index(header),
        EntryHeader.kind(header),
        placed,
        placed ? new byte[0] : Memory.bytes(body, EntryHeader.bodyLength(header)));
  }

  /** Proposes an entry; null when there is no room. */
  Asked propose(int group, byte[] body) {
    CrashDriver driver = drivers[shard(group)];
    long header = journal(group).begin(group, body.length, false);
    if (header == 0) {
      return null;
    }
    long memory = driver.allocate(Math.max(8, body.length));
    Memory.copy(body, 0, memory, body.length);
    Asked asked = asked(group, header, body, false);
    fill(header, group, body.length, 0);
    EntryHeader.seal(header, memory, driver.kernels());
    journal(group).propose(asked, memory);
    return asked;
  }

  /** Proposes an entry whose body lies elsewhere; null when there is no room. */
  Asked proposePlaced(int group) {
    long header = journal(group).begin(group, 0, true);
    if (header == 0) {
      return null;
    }
    Asked asked = asked(group, header, new byte[0], true);
    fill(header, group, 300_000, EntryHeader.FLAG_PLACED | EntryHeader.FLAG_ALIGNED);
    CrashDriver driver = drivers[shard(group)];
    Memory.putLong(header, driver.kernels().xxh3(header + 8, EntryHeader.SIZE - 8));
    journal(group).proposePlaced(asked);
    return asked;
  }

  private Asked asked(int group, long header, byte[] body, boolean placed) {
    Entry entry =
        new Entry(
            EntryHeader.op(header),
            EntryHeader.index(header),
            EntryHeader.KIND_APPEND,
            placed,
            body);
    proposed.get(group).add(entry);
    return new Asked(group, entry);
  }

  private static void fill(long header, int group, int bodyLength, int flags) {
    Memory.putLong(header + EntryHeader.PARTITION, group);
    Memory.putInt(header + EntryHeader.LENGTH, EntryHeader.lengthFor(bodyLength, flags));
    Memory.putInt(header + EntryHeader.BODY_LENGTH, bodyLength);
    Memory.putByte(header + EntryHeader.KIND, EntryHeader.KIND_APPEND);
    Memory.putShort(header + EntryHeader.FLAGS, flags);
  }

  void bodyFailed(Asked asked, int status) {
    journal(asked.group).bodyFailed(asked, status);
    List<Entry> entries = proposed.get(asked.group);
    Entry noOp = new Entry(asked.entry.op, 0, EntryHeader.KIND_NO_OP, false, new byte[0]);
    entries.set(entries.indexOf(asked.entry), noOp);
    asked.entry = noOp;
  }

  void turn() {
    for (int shard = 0; shard < shards; shard++) {
      journals[shard].turn();
      loops[shard].turn(0);
    }
  }

  /** Until nothing is under way; a journal that is full is trimmed. */
  void settle() {
    for (int i = 0; i < 10_000; i++) {
      turn();
      if (Arrays.stream(journals).allMatch(Journal::idle)
          && Arrays.stream(loops).allMatch(loop -> loop.inFlight() == 0)) {
        return;
      }
      if (i % 200 == 199) {
        for (int shard = 0; shard < shards; shard++) {
          checkpointAndTrim(shard);
        }
      }
    }
    throw new IllegalStateException("it does not come to rest");
  }

  /** Writes a checkpoint of a group up to what it has in frames, which are all decided. */
  void checkpoint(int group, byte[] body, CheckpointFile.Done done) {
    Journal journal = journal(group);
    CrashDriver driver = drivers[shard(group)];
    long memory = driver.allocate((body.length + 4096 + 4095) & -4096);
    Memory.copy(body, 0, memory, body.length);
    journal.headChecksum(group, scratch);
    files[group].write(
        journal.head(group), scratch, journal.headTimestamp(group), memory, body.length, done);
  }

  /** Checkpoints all groups of a shard up to what is in frames, trims its journal, and says so. */
  void checkpointAndTrim(int shard) {
    while (journals[shard].durableSequence() < journals[shard].lastSequence()) {
      loops[shard].turn(0);
    }
    long sequence = journals[shard].durableSequence();
    TreeMap<Integer, Integer> written = new TreeMap<>();
    for (int group : of(shard)) {
      checkpoint(group, new byte[group * 100], status -> written.put(group, status));
    }
    while (written.size() < of(shard).length) {
      loops[shard].turn(0);
    }
    if (written.values().stream().anyMatch(status -> status != 0)) {
      throw new IllegalStateException("checkpoints failed: " + written);
    }
    journals[shard].trim(sequence);
    recovered.passed(shard);
  }

  static byte[] body(Random random, int length) {
    byte[] body = new byte[length];
    random.nextBytes(body);
    return body;
  }

  @Override
  public void close() {
    reader.close();
    for (CrashDriver driver : drivers) {
      driver.close();
    }
  }
}
