package galgo.log;

import galgo.io.ChunkPool;
import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Kernels;
import galgo.io.Loop;
import galgo.io.Xxh3Stream;
import galgo.journal.Checkpoint;
import galgo.journal.DataDirectoryException;
import galgo.journal.EntryHeader;
import galgo.journal.Journal;
import galgo.journal.Recovered;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of one shard: their shared memory, and their work on the disk, submitted once a
 * turn. Belongs to the shard's thread.
 */
public final class LogShard {
  private static final Logger LOGGER = LoggerFactory.getLogger(LogShard.class);
  private static final int CHUNK_SHIFT = 18;
  private static final long SAID_AGAIN_NANOS = 10_000_000_000L;
  private static final int INDEX_STEP = 64 * 1024;
  private static final long MOST_BYTES = 1 << 30;
  private static final int FEWEST_CHUNKS = 8;
  private static final int WRITES = 256;
  private static final int OPEN_FILES = 256;
  private static final long STUB_BYTES = 256L << 20;

  final Loop loop;
  final Files files;
  final Kernels kernels;
  final String root;
  final LogSettings settings;
  final int chunkShift;

  /** Bytes of log between two records of an index, at least. */
  final int indexStep;

  final ChunkCache tails;
  final ChunkCache reads;
  final ChunkPool stubs;
  final OpenFiles openFiles = new OpenFiles(OPEN_FILES);
  final FlushQueues queues;
  final IndexWriter indexWriter;
  final FileRemover remover;
  final ChunkLoader loader;
  final EntryVerifier verifier;
  final DamageCounters damage = new DamageCounters();

  /** A block for who needs one until the end of a method. */
  final long scratch;

  /** For the checksums of records. */
  final Xxh3Stream stream;

  /** Two more, for what is made while that one holds a header. */
  final long block;

  /** Zeros for what is written ahead. */
  final long zeros;

  /** Makes what is in the journal durable in segments. */
  final Settlement settlement = new Settlement();

  final TailWaits tailWaits = new TailWaits();

  /** What settlement leaves to the checkpoints. */
  final UnwrittenTails unwritten;

  /** The time of the last turn. */
  long now;

  /** An append, or an entry of the journal at a start, found no memory. */
  boolean memoryShort;

  private final Recovery recovery;
  private final Journal journal;
  private final OpenPartitions partitions = new OpenPartitions();
  private final JournalReplay replay;
  private final ArrayDeque<Truncator> proposing = new ArrayDeque<>();
  private @Nullable WriteOperation spareWrites;
  private int writesInFlight;
  private long saidShortage;

  // Appends that wait for memory.
  private @Nullable Append waiting;
  private @Nullable Append lastWaiting;

  /**
   * @param root directory with {@code groups}; made when missing
   * @param journal of the shard, which turns and closes it
   * @param recovered what all journals held at the start
   */
  public LogShard(
      Loop loop, String root, LogSettings settings, Journal journal, Recovered recovered) {
    this(loop, root, settings, journal, recovered, CHUNK_SHIFT, INDEX_STEP);
  }

  LogShard(
      Loop loop,
      String root,
      LogSettings settings,
      Journal journal,
      Recovered recovered,
      int chunkShift,
      int indexStep) {
    Driver driver = loop.driver();
    this.loop = loop;
    this.files = driver.files();
    this.kernels = driver.kernels();
    this.root = root;
    this.settings = settings;
    this.journal = journal;
    this.chunkShift = chunkShift;
    this.indexStep = indexStep;
    this.now = driver.monotonicNanos();
    this.saidShortage = now - SAID_AGAIN_NANOS;
    this.unwritten = new UnwrittenTails(partitions);
    int chunk = 1 << chunkShift;
    long least = (long) FEWEST_CHUNKS * chunk;
    if (settings.chunkPoolBytes() < least || settings.readPoolBytes() < least) {
      throw new IllegalArgumentException(settings + ": pools of less than " + least + " bytes");
    }
    this.tails = ChunkCache.touched(driver, chunk, settings.chunkPoolBytes());
    this.reads = ChunkCache.onDemand(driver, chunk, settings.readPoolBytes());
    this.stubs = new ChunkPool(driver::allocate, SegmentFile.BLOCK, STUB_BYTES);
    long blocks = driver.allocate(4L * SegmentFile.BLOCK);
    this.scratch = blocks;
    this.block = blocks + 2L * SegmentFile.BLOCK;
    this.zeros = driver.allocate(SegmentAhead.FILL_MOST);
    this.queues = new FlushQueues(settings.flushAgeNanos(), now);
    this.indexWriter = new IndexWriter(this, driver);
    this.remover = new FileRemover(loop);
    this.verifier = new EntryVerifier(driver, blocks + SegmentFile.BLOCK);
    this.stream = new Xxh3Stream(blocks + SegmentFile.BLOCK + 64);
    this.loader = new ChunkLoader(this);
    this.replay = new JournalReplay(this, recovered);
    this.recovery = new Recovery(this, replay);
    long vectors = driver.allocate(SegmentFile.up((long) WRITES * WriteOperation.VECTOR_BYTES));
    for (int i = 0; i < WRITES; i++) {
      WriteOperation write =
          new WriteOperation(loop, vectors + (long) i * WriteOperation.VECTOR_BYTES);
      write.next = spareWrites;
      spareWrites = write;
    }
  }

  /**
   * Learns from the journals and the checkpoints what was removed in the groups of this shard.
   * Blocking, before any partition is opened.
   */
  public void prepare(int[] groups) {
    replay.prepare(groups);
  }

  /**
   * Brings the partitions up to what the journals hold beyond their segments. Blocking, when all
   * that exist were opened and before anything else.
   */
  public void replay(int[] groups) {
    replay.run(groups);
  }

  /** For hashing; on the shard's thread. */
  public Kernels kernels() {
    return kernels;
  }

  /**
   * Opens a partition, blocking: an existing one is recovered, one without files is empty.
   *
   * @param group the group of the metadata, 0 to 9999
   * @param partition its incarnation
   * @throws DataDirectoryException when a file cannot be read or has an unknown version. Damage
   *     does not throw: what is before it stays readable, see {@link Partition#failure}
   */
  public Partition open(int group, long partition, Durability durability) {
    if (group < 0 || group > 9999 || partition < 0) {
      throw new IllegalArgumentException("group " + group + ", partition " + partition);
    }
    Partition opened = new Partition(this, group, partition, durability);
    partitions.add(opened);
    recovery.recover(opened);
    return opened;
  }

  /** What it has met of damage; any thread may read it. */
  public DamageCounters damageCounters() {
    return damage;
  }

  /**
   * Begins a partition that has no files, at an offset: to be filled by {@link Partition#restore}.
   */
  public Partition begin(int group, long partition, Durability durability, long offset) {
    Partition begun = new Partition(this, group, partition, durability);
    partitions.add(begun);
    begun.resume(List.of(), offset, 0, false);
    return begun;
  }

  /** Submits what has gathered. Once a turn of the shard, before the loop's. */
  public void turn(long nowNanos) {
    now = nowNanos;
    tailWaits.turn(nowNanos);
    queues.flushAged(nowNanos);
    if (memoryShort) {
      queues.relieve();
    }
    memoryShort = false;
    queues.advance();
    queues.startSyncs();
    loader.serveLine();
    retryAppends();
    for (int i = proposing.size(); i > 0; i--) {
      proposing.remove().propose();
    }
    if (stuck()) {
      failWaiting();
    }
    queues.advance();
  }

  /** Whether reads or appends wait for memory that answers point into. */
  public boolean answersHoldMemory() {
    return loader.memoryShort() || (memoryShort && 2 * tails.pinned() > tails.capacity());
  }

  /**
   * When {@link #turn} has something to do though nothing happens, {@link Long#MAX_VALUE} if never.
   */
  public long nextDeadlineNanos() {
    if (queues.anyReady() && spareWrites != null) {
      return now;
    }
    long deadline = Math.min(queues.deadline(), journal.nextDeadlineNanos());
    return Math.min(deadline, tailWaits.nextDeadlineNanos());
  }

  /**
   * The most bytes of messages in one append: what takes three quarters of the memory for tails, or
   * nearly all of that for reads.
   */
  public long largestBatch() {
    long chunks = Math.min(tails.capacity() * 3L / 4, reads.capacity() - 1L) - 1;
    return Math.min((chunks << chunkShift) - EntryHeader.SIZE - SegmentFile.HEADER, MOST_BYTES);
  }

  @Nullable WriteOperation takeWrite() {
    WriteOperation write = spareWrites;
    if (write != null) {
      spareWrites = write.next;
      write.next = null;
      writesInFlight++;
    }
    return write;
  }

  void giveWrite(WriteOperation write) {
    write.next = spareWrites;
    spareWrites = write;
    writesInFlight--;
  }

  /** Tells the operator, now and then, what is used up; what was to be done is tried again. */
  void saysShortage(String path, int result) {
    if (now - saidShortage >= SAID_AGAIN_NANOS) {
      saidShortage = now;
      LOGGER.warn(
          "{} cannot be written now ({}); tried again until it can", path, Errno.text(result));
    }
  }

  void append(Partition partition, Append append) {
    append.partition = partition;
    append.next = null;
    if (waiting == null && tryAppend(append)) {
      return;
    }
    Append end = lastWaiting;
    if (end == null) {
      waiting = append;
    } else {
      end.next = append;
    }
    lastWaiting = append;
  }

  /** Appends, or leaves it to the partition to wait for a removal; false without memory. */
  private boolean tryAppend(Append append) {
    Partition partition = append.partition;
    if (partition == null) {
      throw new IllegalStateException("an append belongs to no partition");
    }
    if (partition.held()) {
      partition.hold(append);
      return true;
    }
    append.partition = null;
    if (partition.appender.append(append)) {
      return true;
    }
    append.partition = partition;
    return false;
  }

  /** Appends what waited, in order, as far as memory has come free. */
  private void retryAppends() {
    for (Append append = waiting; append != null; append = waiting) {
      waiting = append.next;
      if (waiting == null) {
        lastWaiting = null;
      }
      append.next = null;
      if (!tryAppend(append)) {
        append.next = waiting;
        waiting = append;
        if (lastWaiting == null) {
          lastWaiting = append;
        }
        return;
      }
    }
  }

  /** Memory is full of what the disk does not take: nobody waits for that. */
  private void failWaiting() {
    Append append = waiting;
    waiting = null;
    lastWaiting = null;
    while (append != null) {
      Append following = append.next;
      append.next = null;
      append.partition = null;
      append.status = LogStatus.NO_SPACE;
      append.done();
      append = following;
    }
  }

  private boolean stuck() {
    return waiting != null && queues.onlyFull() && writesInFlight == 0;
  }

  Journal journal() {
    return journal;
  }

  OpenPartitions partitions() {
    return partitions;
  }

  /** Proposes when the journal has room. */
  void propose(Truncator truncator) {
    proposing.add(truncator);
  }

  /**
   * Makes all appends in the journal's frames up to {@code sequence} durable in their segments, so
   * that the journal need not keep them. One at a time.
   *
   * @param sequence at most the journal's durable sequence
   * @param done gets one of {@link LogStatus}; anything but OK says that the journal still has to
   *     keep them
   */
  public void settle(long sequence, IntConsumer done) {
    if (sequence > journal.durableSequence()) {
      throw new IllegalArgumentException("frame " + sequence + " is not durable yet");
    }
    settlement.start(done);
  }

  /**
   * Makes all that was appended to any open partition durable in its segment, and has {@link
   * #section} say so; for who writes segments without a journal.
   *
   * @param done gets one of {@link LogStatus}
   */
  public void settleAll(IntConsumer done) {
    partitions.all().forEach(settlement::changed);
    settlement.start(done);
  }

  /** What a recovery has to know of the partitions, as of the last settlement. */
  public CheckpointSection section() {
    return partitions;
  }

  /** What partitions that failed could not write, and a settlement has left to checkpoints. */
  public CheckpointSection unwritten() {
    return unwritten;
  }

  /** Takes what the newest checkpoint of a group says; before {@link #prepare}. */
  public void take(Checkpoint checkpoint) {
    replay.take(checkpoint);
  }

  /** Makes the directory of a group if it is missing, durably. Blocking, once for each group. */
  int makeGroupDirectory(String directory) {
    return GroupDirectory.make(files, root, directory);
  }

  /** Reads the index of a closed segment, blocking. */
  void loadIndex(Segment segment) {
    recovery.loadIndex(segment);
  }
}
