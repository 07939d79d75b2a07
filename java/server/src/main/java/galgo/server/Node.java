package galgo.server;

import galgo.io.BuddyPool;
import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Loop;
import galgo.journal.Journal;
import galgo.log.CheckpointSection;
import galgo.log.Checkpointer;
import galgo.log.ConsumerOffsets;
import galgo.log.Durability;
import galgo.log.Leftovers;
import galgo.log.LogSettings;
import galgo.log.LogShard;
import galgo.metadata.ClusterSettings;
import galgo.metadata.MembershipCommand;
import galgo.metadata.Metadata;
import galgo.metadata.Partition;
import galgo.metadata.State;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import galgo.server.config.Settings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server as an object graph: what its shards share, and how each comes up. Knows no thread:
 * each shard is booted, shard 0 first, and then turned by whoever runs it.
 */
final class Node {
  private static final Logger LOGGER = LoggerFactory.getLogger(Node.class);

  static final int SUBMISSIONS = 4096;
  static final int COMPLETIONS = 4096;

  private static final int RECEIVE_BUFFER = 8 * 1024;
  private static final int PAGE = 4096;

  /** An age that nothing reaches. */
  private static final long NEVER_NANOS = Long.MAX_VALUE / 4;

  // A killed process may hold its port for a moment: the kernel takes its ring down in the
  // background.
  private static final int LISTEN_TRIES = 60;
  private static final long LISTEN_PAUSE_NANOS = 25_000_000;

  private final Settings settings;
  private final NodeParts parts;
  private final AtomicReferenceArray<@Nullable Shard> shards;
  private final Clients clients = new Clients();
  private final Admission admission;
  private final LoginAttempts loginAttempts;
  private final Counters counters = new Counters();
  private final Metrics metrics = new Metrics();
  private final DiagnosticArchive archive;
  private final Metadata metadata;
  private final AtomicInteger withConnections;
  private final AtomicLong sessions = new AtomicLong();

  // Made by shard 0 before any other shard comes up.
  private @Nullable HostStatistics host;
  private @Nullable RememberedPasswords passwords;
  private @Nullable Proposer proposer;
  private @Nullable InetSocketAddress address;
  private @Nullable NodeStorage directory;
  private @Nullable Existing existing;

  Node(Settings settings, int shardCount, NodeParts parts) {
    this.archive = new DiagnosticArchive(settings, parts.log(), parts.watchesHost());
    this.settings = settings;
    this.parts = parts;
    this.admission = new Admission(settings.limits());
    this.loginAttempts = new LoginAttempts(settings.limits().loginDelay().toNanos());
    this.shards = new AtomicReferenceArray<>(shardCount);
    this.withConnections = new AtomicInteger(shardCount);
    this.metadata = new Metadata(shardCount, 0);
  }

  Settings settings() {
    return settings;
  }

  Clients clients() {
    return clients;
  }

  Admission admission() {
    return admission;
  }

  LoginAttempts loginAttempts() {
    return loginAttempts;
  }

  /** The most requests that one shard carries out at once. */
  int requestsOfAShard() {
    return Math.max(1, settings.limits().requests() / shards.length());
  }

  Offload offload() {
    return parts.offload();
  }

  /** What hashing a new password costs. */
  Passwords.Cost passwordCost() {
    return parts.passwords();
  }

  Counters counters() {
    return counters;
  }

  Metrics metrics() {
    return metrics;
  }

  DiagnosticArchive archive() {
    return archive;
  }

  Metadata metadata() {
    return metadata;
  }

  HostStatistics host() {
    return up(host);
  }

  RememberedPasswords passwords() {
    return up(passwords);
  }

  Proposer proposer() {
    return up(proposer);
  }

  /** The number of a new session: above 0, above all before it. Any thread. */
  long nextSession() {
    return sessions.incrementAndGet();
  }

  /** Where clients connect. */
  InetSocketAddress address() {
    return up(address);
  }

  int shardCount() {
    return shards.length();
  }

  Shard shard(int index) {
    return up(shards.get(index));
  }

  /** Whether metadata still has the partition; as the shard sees it. */
  boolean exists(int shard, Target target) {
    State state = metadata.enter(shard);
    try {
      Stream stream = state.stream(target.stream());
      Topic topic = stream == null ? null : stream.topic(target.topic());
      Partition partition = topic == null ? null : topic.partition(target.partition());
      return partition != null && partition.incarnation() == target.id();
    } finally {
      metadata.leave(shard);
    }
  }

  /** Whether the partition is of a topic whose messages are always on stable storage. */
  boolean persisted(int shard, long incarnation) {
    State state = metadata.enter(shard);
    try {
      for (Stream stream : state.streams()) {
        for (Topic topic : stream.topics()) {
          if (topic.settings().persisted()
              && topic.partitions().stream().anyMatch(p -> p.incarnation() == incarnation)) {
            return true;
          }
        }
      }
      return false;
    } finally {
      metadata.leave(shard);
    }
  }

  /** A connection's socket has closed. */
  void ended(Client client) {
    admission.leave(client);
    gone(client);
  }

  /** A client is no more, whether or not its socket is open: it leaves the list and its groups. */
  void gone(Client client) {
    clients.remove(client);
    proposer().propose(new MembershipCommand.ClientGone(client.key()));
  }

  /** The shard that owns the partitions of a data group, 1 and up. */
  int ownerOf(int group) {
    return (group - 1) % shards.length();
  }

  /**
   * Brings up one shard on its thread, recovering what it owns.
   *
   * @throws StartupException when the port cannot be had
   * @throws galgo.journal.DataDirectoryException when the data directory cannot be used
   */
  Shard boot(int index, Driver driver) throws StartupException {
    Loop loop = new Loop(driver);
    if (index == 0) {
      recover(loop);
    }
    driver.provideReceiveBuffers(RECEIVE_BUFFER, parts.receiveBuffers());
    int[] groups = groupsOf(index);
    NodeStorage data = up(directory);
    Journal journal = data.journal(loop, index, groups);
    Partitions partitions = openPartitions(index, loop, journal, groups);
    List<CheckpointSection> sections = new ArrayList<>();
    sections.add(partitions.offsets());
    sections.add(partitions.log().section());
    sections.add(partitions.log().unwritten());
    if (index == 0) {
      sections.add(propose(driver, journal));
    }
    Checkpointer checkpointer =
        data.checkpointer(loop, index, groups, partitions.log(), journal, sections);
    Shard shard =
        new Shard(
            index, this, loop, frames(driver), answers(driver), partitions, journal, checkpointer);
    shards.set(index, shard);
    listen(shard);
    return shard;
  }

  private int[] groupsOf(int shard) {
    int first = shard == 0 ? 0 : 1;
    return IntStream.rangeClosed(first, ClusterSettings.DATA_GROUPS)
        .filter(group -> group == 0 || ownerOf(group) == shard)
        .toArray();
  }

  /** Makes who changes metadata; returns what of it goes into checkpoints. */
  private CheckpointSection propose(Driver driver, Journal journal) {
    long position = driver.allocate(PAGE);
    MetadataSection section = new MetadataSection(metadata, position);
    section.applied(journal);
    proposer = new Proposer(this, journal, section, driver.allocate(Journal.MAX_BODY));
    return section;
  }

  /**
   * A shard that stops has no connections any more; the last one to say so lets all close their
   * partitions.
   */
  void drained() {
    if (withConnections.decrementAndGet() == 0) {
      for (int i = 0; i < shards.length(); i++) {
        shard(i).post(Shard::closePartitions);
      }
    }
  }

  /** All shards have ended. */
  void close() {
    parts.offload().close();
  }

  /** Takes the data directory and recovers what is the node's: metadata. */
  private void recover(Loop loop) {
    Driver driver = loop.driver();
    host = new HostStatistics(driver.wallMicros(), parts.watchesHost());
    byte[] secret = new byte[32];
    UserCommands.fill(driver, secret);
    passwords = new RememberedPasswords(secret);
    MetadataRecovery recovery = new MetadataRecovery(settings, parts.passwords(), driver);
    NodeStorage opened = NodeStorage.open(loop, settings, shards.length(), recovery);
    opened.recover(metadata, recovery);
    directory = opened;
    Existing found = new Existing(metadata.latest());
    existing = found;
    Leftovers.remove(driver, settings.path(), found::partition);
  }

  private Partitions openPartitions(int index, Loop loop, Journal journal, int[] groups) {
    int shardCount = shards.length();
    Settings.Partition wanted = settings.partition();
    LogSettings log =
        new LogSettings(
            segmentSize(wanted.segmentBytes()),
            share(wanted.poolBytes() * 3 / 4, shardCount, 3),
            share(wanted.poolBytes() / 4, shardCount, 4),
            wanted.saveInterval().isZero() ? NEVER_NANOS : wanted.saveInterval().toNanos(),
            LogSettings.DEFAULTS.syncBytes(),
            LogSettings.DEFAULTS.placedAbove());
    NodeStorage data = up(directory);
    ConsumerOffsets offsets = data.offsets(loop, journal, groups, up(existing));
    Partitions partitions =
        new Partitions(
            this,
            index,
            new LogShard(loop, settings.path(), log, journal, data.recovered()),
            offsets,
            Durability.valueOf(wanted.durability().name()));
    data.prepare(partitions.log(), groups);
    List<Partition> mine =
        up(existing).partitions().stream()
            .filter(each -> ownerOf(each.dataGroup()) == index)
            .toList();
    mine.forEach(each -> partitions.open(each.incarnation(), each.dataGroup()));
    partitions.log().replay(groups);
    mine.forEach(each -> partitions.clamp(each.incarnation(), each.dataGroup()));
    return partitions;
  }

  /** What shapes stored bytes is the cluster's to say, since its founding. */
  private long segmentSize(long wanted) {
    ClusterSettings cluster = metadata.latest().settings();
    if (cluster == null) {
      throw new IllegalStateException("metadata without settings of the cluster");
    }
    if (cluster.segmentSize() != wanted) {
      LOGGER.warn(
          "the configuration asks for segments of {} bytes; this data directory was made with {}, and"
              + " keeps them. Take that into the configuration",
          wanted,
          cluster.segmentSize());
    }
    return cluster.segmentSize();
  }

  /**
   * One shard's part of the node's memory in whole MiB, or what the largest request needs if that
   * is more: a batch must fit into what is read at once, and into three quarters of the tails.
   */
  private long share(long bytes, int shardCount, int quartersForABatch) {
    long unit = 1 << 20;
    long batch = (settings.limits().frameBytes() / unit + 3) * unit;
    long least = (batch * 4 / quartersForABatch + unit) / unit * unit;
    return Math.max(least, bytes / shardCount / unit * unit);
  }

  /** Memory for requests larger than a receive buffer. */
  private BuddyPool frames(Driver driver) {
    int largest = Math.max(Integer.highestOneBit(settings.limits().frameBytes() - 1) << 1, 1 << 20);
    long bytes = 4L * largest;
    return new BuddyPool(driver.allocate(bytes), bytes, largest);
  }

  /** Memory for answers made on the heap: of the largest ones, two at a time. */
  private BuddyPool answers(Driver driver) {
    int largest = Integer.highestOneBit(parts.largestAnswer()) << 1;
    long bytes = 2L * largest;
    return new BuddyPool(driver.allocate(bytes), bytes, largest);
  }

  private void listen(Shard shard) throws StartupException {
    if (!settings.tcp().enabled()) {
      throw new StartupException(
          "tcp.enabled is false, and this release has no other transport; set it to true.");
    }
    InetSocketAddress wanted = shard.index() == 0 ? settings.tcp().address() : address();
    int result = shard.listener().open(wanted, shards.length() > 1);
    for (int tries = 0; result == -Errno.EADDRINUSE && tries < LISTEN_TRIES; tries++) {
      shard.loop().turn(LISTEN_PAUSE_NANOS);
      result = shard.listener().open(wanted, shards.length() > 1);
    }
    if (result < 0) {
      throw new StartupException(
          "tcp.address is "
              + Listener.text(wanted)
              + ", and that cannot be listened on: "
              + Errno.text(result)
              + ". Stop who has it, or set tcp.address (IGGY_TCP_ADDRESS) to another address or port.");
    }
    if (shard.index() == 0) {
      address = shard.listener().address();
    }
  }

  private static <T> T up(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the node is not up yet");
    }
    return part;
  }
}
