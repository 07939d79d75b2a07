package galgo.server.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * The one table of settings: name, syntax, default, meaning. Iggy's names where the meaning is
 * Iggy's, Galgo's own beside them.
 */
final class Keys {
  static final Key<DriverChoice> DRIVER =
      new Key<>(
          "galgo.driver",
          Kind.DRIVER,
          "auto",
          "what carries out socket and file work; auto takes uring where it is to be had");
  static final Key<Long> FRAME_SIZE =
      new Key<>(
          "galgo.limits.frame_size",
          Kind.sizeWithin(64L << 10, 1L << 30, 1),
          "128 MiB",
          "the longest request; a longer one ends its connection");
  static final Key<Integer> CONNECTIONS =
      new Key<>(
          "galgo.limits.connections",
          Kind.number(1, 1_000_000),
          "10000",
          "the most clients at once; one more is closed at once");
  static final Key<Integer> CONNECTIONS_BY_ADDRESS =
      new Key<>(
          "galgo.limits.connections_by_address",
          Kind.number(1, 1_000_000),
          "10000",
          "the most clients at once from one address (of IPv6: from one /64 network)");
  static final Key<Integer> SESSIONS_BY_USER =
      new Key<>(
          "galgo.limits.sessions_by_user",
          Kind.number(1, 1_000_000),
          "10000",
          "the most clients logged in as one user; one more login gets status 5");
  static final Key<Integer> REQUESTS =
      new Key<>(
          "galgo.limits.requests",
          Kind.number(1, 1_000_000),
          "10000",
          "the most requests carried out at once, all shards together; others wait unread");
  static final Key<Integer> CONSUMER_OFFSETS =
      new Key<>(
          "galgo.limits.consumer_offsets",
          Kind.number(1, 10_000_000),
          "100000",
          "the most consumers and groups with an offset in one partition; one more gets status 3024");
  static final Key<Duration> LOGIN_DELAY =
      new Key<>(
          "galgo.limits.login_delay",
          Kind.DURATION,
          "5 s",
          "how far the wait before a login grows after failures of its address or user; 0: none");
  static final Key<Duration> STALL =
      new Key<>(
          "galgo.limits.stall",
          Kind.positiveDuration(),
          "30 s",
          "a request or answer of which less than 64 KiB moves in this time ends its connection");
  static final Key<Long> POLL_BYTES =
      new Key<>(
          "galgo.limits.poll_bytes",
          Kind.sizeWithin(64L << 10, 1L << 30, 1),
          "16 MiB",
          "the most bytes of messages in one answer to a poll");
  static final Key<Long> UNSENT_BYTES =
      new Key<>(
          "galgo.limits.unsent_bytes",
          Kind.sizeWithin(64L << 10, 1L << 30, 1),
          "32 MiB",
          "the most bytes on their way to one client, its socket's buffer included; until it takes"
              + " them its next request waits unread, and a poll brings no more");

  static final Key<Long> SCRUB_RATE =
      new Key<>(
          "galgo.scrub.rate",
          Kind.sizeWithin(0, 1L << 40, 1),
          "20 MB",
          "bytes a second of closed segments that are checked in the background, all shards"
              + " together; 0 switches it off");
  static final Key<Duration> SCRUB_INTERVAL =
      new Key<>(
          "galgo.scrub.interval",
          Kind.positiveDuration(),
          "14 days",
          "how long after it was checked a segment is checked again");
  static final Key<Long> JOURNAL_SIZE =
      new Key<>(
          "galgo.journal.size",
          Kind.sizeWithin(32L << 20, 64L << 30, 1 << 20),
          "1 GiB",
          "the most disk space for one shard's journal");

  static final Key<Boolean> TCP_ENABLED =
      new Key<>("tcp.enabled", Kind.BOOLEAN, "true", "listen on TCP");
  static final Key<InetSocketAddress> TCP_ADDRESS =
      new Key<>(
          "tcp.address",
          Kind.ADDRESS,
          "127.0.0.1:8090",
          "where to listen; port 0 picks a free one");
  static final Key<Boolean> TCP_OVERRIDE =
      new Key<>(
          "tcp.socket.override_defaults",
          Kind.BOOLEAN,
          "false",
          "whether tcp.socket.nodelay counts");
  static final Key<Boolean> TCP_NO_DELAY =
      new Key<>(
          "tcp.socket.nodelay",
          Kind.BOOLEAN,
          "false",
          "send without waiting to fill packets; on, unless overridden");

  static final Key<Boolean> HEARTBEAT_ENABLED =
      new Key<>(
          "heartbeat.enabled", Kind.BOOLEAN, "false", "drop silent clients from lists and groups");
  static final Key<Duration> HEARTBEAT_INTERVAL =
      new Key<>(
          "heartbeat.interval",
          Kind.positiveDuration(),
          "5 s",
          "a client is silent after 1.2 times this long without a ping");

  static final Key<Duration> REBALANCING_TIMEOUT =
      new Key<>(
          "consumer_group.rebalancing_timeout",
          Kind.DURATION,
          "30s",
          "how long a partition waits for its old member before it moves by force");
  static final Key<Duration> REBALANCING_CHECK =
      new Key<>(
          "consumer_group.rebalancing_check_interval",
          Kind.positiveDuration(),
          "5s",
          "how often such partitions are looked for");

  static final Key<Boolean> SAVER_ENABLED =
      new Key<>(
          "message_saver.enabled",
          Kind.BOOLEAN,
          "true",
          "write what durability \"memory\" left in memory by age, too");
  static final Key<Duration> SAVER_INTERVAL =
      new Key<>("message_saver.interval", Kind.positiveDuration(), "100 ms", "that age");

  static final Key<Boolean> CLEANER_ENABLED =
      new Key<>(
          "data_maintenance.messages.cleaner_enabled",
          Kind.BOOLEAN,
          "false",
          "remove messages by the expiry and size of their topic; nothing is without it");
  static final Key<Duration> CLEANER_INTERVAL =
      new Key<>(
          "data_maintenance.messages.interval",
          Kind.positiveDuration(),
          "1 m",
          "how often such messages are looked for");

  static final Key<Integer> TOKENS_PER_USER =
      new Key<>(
          "personal_access_token.max_tokens_per_user",
          Kind.number(1, Integer.MAX_VALUE),
          "100",
          "the most personal access tokens of one user");
  static final Key<Boolean> TOKEN_CLEANER_ENABLED =
      new Key<>(
          "personal_access_token.cleaner.enabled",
          Kind.BOOLEAN,
          "true",
          "forget expired tokens; they count and are listed until then");
  static final Key<Duration> TOKEN_CLEANER_INTERVAL =
      new Key<>(
          "personal_access_token.cleaner.interval",
          Kind.positiveDuration(),
          "1 m",
          "how often such tokens are looked for");

  static final Key<String> PATH =
      new Key<>("system.path", Kind.TEXT, "local_data", "the data directory");
  static final Key<String> LOG_LEVEL =
      new Key<>("system.logging.level", Kind.LEVEL, "info", "what is logged");
  static final Key<Long> TOPIC_SIZE =
      new Key<>(
          "system.topic.max_size",
          Kind.TOPIC_SIZE,
          "unlimited",
          "size of topics that are made with the server's default");
  static final Key<Long> TOPIC_EXPIRY =
      new Key<>(
          "system.topic.message_expiry",
          Kind.EXPIRY,
          "none",
          "age of messages in topics that are made with the server's default");
  static final Key<Durability> DURABILITY =
      new Key<>(
          "system.partition.durability",
          Kind.DURABILITY,
          "synced",
          "when a batch is acknowledged: in memory, written to the system, on stable storage");
  static final Key<Boolean> ENFORCE_FSYNC =
      new Key<>(
          "system.partition.enforce_fsync",
          Kind.BOOLEAN,
          "false",
          "Iggy's name for durability \"synced\"; false leaves the durability as it is");
  static final Key<Long> SEGMENT_SIZE =
      new Key<>(
          "system.segment.size",
          Kind.sizeWithin(64L << 10, 1L << 30, 512),
          "1 GiB",
          "size at which a partition goes on in a new file");
  static final Key<Boolean> ENCRYPTION_ENABLED =
      new Key<>(
          "system.encryption.enabled",
          Kind.BOOLEAN,
          "false",
          "store payloads and user headers of messages encrypted (AES-256-GCM)");
  static final Key<String> ENCRYPTION_KEY =
      new Key<>(
          "system.encryption.key",
          Kind.ENCRYPTION_KEY,
          "none",
          "the key for that; without it what was stored cannot be read any more");
  static final Key<Boolean> DEDUPLICATION_ENABLED =
      new Key<>(
          "system.message_deduplication.enabled",
          Kind.BOOLEAN,
          "false",
          "drop messages whose id was sent to the same partition lately");
  static final Key<Integer> DEDUPLICATION_ENTRIES =
      new Key<>(
          "system.message_deduplication.max_entries",
          Kind.number(0, 100_000_000),
          "10000",
          "how many ids are remembered of a partition; 0 for 1 000 000");
  static final Key<Duration> DEDUPLICATION_EXPIRY =
      new Key<>(
          "system.message_deduplication.expiry",
          Kind.DURATION,
          "1 m",
          "and for how long; 0 for ever");
  static final Key<Long> MEMORY_POOL =
      new Key<>(
          "system.memory_pool.size",
          Kind.sizeWithin(16L << 20, 1L << 42, 4096),
          "384 MiB",
          "the most memory for partitions' tails and reads, all shards together");
  static final Key<CpuAllocation> CPUS =
      new Key<>(
          "system.sharding.cpu_allocation",
          Kind.CPUS,
          "numa:auto",
          "shards and their CPUs: " + Kind.CPUS.syntax());

  /** Every key that has an effect, in the order of the help. */
  static final List<Key<?>> ALL =
      List.of(
          DRIVER,
          FRAME_SIZE,
          CONNECTIONS,
          CONNECTIONS_BY_ADDRESS,
          SESSIONS_BY_USER,
          REQUESTS,
          CONSUMER_OFFSETS,
          POLL_BYTES,
          UNSENT_BYTES,
          LOGIN_DELAY,
          STALL,
          SCRUB_RATE,
          SCRUB_INTERVAL,
          JOURNAL_SIZE,
          TCP_ENABLED,
          TCP_ADDRESS,
          TCP_OVERRIDE,
          TCP_NO_DELAY,
          HEARTBEAT_ENABLED,
          HEARTBEAT_INTERVAL,
          REBALANCING_TIMEOUT,
          REBALANCING_CHECK,
          SAVER_ENABLED,
          SAVER_INTERVAL,
          CLEANER_ENABLED,
          CLEANER_INTERVAL,
          TOKENS_PER_USER,
          TOKEN_CLEANER_ENABLED,
          TOKEN_CLEANER_INTERVAL,
          PATH,
          LOG_LEVEL,
          TOPIC_SIZE,
          TOPIC_EXPIRY,
          DURABILITY,
          ENFORCE_FSYNC,
          SEGMENT_SIZE,
          ENCRYPTION_ENABLED,
          ENCRYPTION_KEY,
          DEDUPLICATION_ENABLED,
          DEDUPLICATION_ENTRIES,
          DEDUPLICATION_EXPIRY,
          MEMORY_POOL,
          CPUS);

  /** Keys whose values are told to nobody. */
  static final List<Key<?>> SECRET = List.of(ENCRYPTION_KEY);

  private Keys() {}
}
