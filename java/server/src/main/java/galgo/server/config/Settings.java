package galgo.server.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a node, checked.
 *
 * @param path the data directory, absolute or relative to the working directory
 * @param logLevel a logback level name
 * @param root credentials of the first user, for a data directory that has none yet; null: name
 *     {@code iggy}, password generated
 * @param notices sentences for the operator, to be logged at the start
 * @param effective every key with its value, a line each, secrets left out
 */
public record Settings(
    DriverChoice driver,
    String path,
    String logLevel,
    CpuAllocation cpus,
    Limits limits,
    Tcp tcp,
    Heartbeat heartbeat,
    ConsumerGroup consumerGroup,
    Cleaner cleaner,
    Scrub scrub,
    Tokens tokens,
    Topic topic,
    Partition partition,
    Deduplication deduplication,
    Encryption encryption,
    @Nullable RootCredentials root,
    List<String> notices,
    String effective) {

  /** Expiry of "none" and size of "unlimited". */
  public static final long UNLIMITED = Kind.UNLIMITED;

  /**
   * @param frameBytes the longest request, with its header
   * @param connections the most clients at once, all shards together
   * @param connectionsByAddress the most of them from one address
   * @param sessionsByUser the most connections logged in as one user
   * @param requests the most requests carried out at once, all shards together
   * @param pollBytes the most bytes of messages in one answer, as far as a client is concerned
   * @param unsentBytes the most bytes of answers on their way to one client
   * @param consumerOffsets of one partition
   * @param loginDelay the longest wait before a login after failed ones; zero: none
   * @param stall after which a request or answer that does not move ends its connection
   */
  public record Limits(
      int frameBytes,
      int connections,
      int connectionsByAddress,
      int sessionsByUser,
      int requests,
      int consumerOffsets,
      int pollBytes,
      int unsentBytes,
      Duration loginDelay,
      Duration stall) {
    /** A socket's buffer that may grow to this, as Linux lets it, is left to the system. */
    private static final int SYSTEM_UNSENT = 4 << 20;

    /** Whether {@link #socketBytes} is less than what the system allows by itself. */
    public boolean limitsSockets() {
      return socketBytes() < SYSTEM_UNSENT;
    }

    /** The part of {@link #unsentBytes} that a socket's buffer may take. */
    public int socketBytes() {
      return unsentBytes / 4;
    }

    /**
     * The most bytes of messages in one answer to a poll.
     *
     * @param encrypted whether they are there twice meanwhile, as stored and decrypted
     */
    public int answerBytes(boolean encrypted) {
      int unsent = unsentBytes - socketBytes();
      return Math.min(pollBytes, encrypted ? unsent / 2 : unsent);
    }
  }

  /**
   * @param noDelay whether small answers are sent at once (TCP_NODELAY)
   */
  public record Tcp(boolean enabled, InetSocketAddress address, boolean noDelay) {}

  /** A client is silent after 1.2 × {@code interval}. */
  public record Heartbeat(boolean enabled, Duration interval) {}

  public record ConsumerGroup(Duration rebalancingTimeout, Duration rebalancingCheckInterval) {}

  /**
   * The check of closed segments in the background.
   *
   * @param bytesPerSecond all shards together; 0: none
   * @param interval after which a segment is checked again
   */
  public record Scrub(long bytesPerSecond, Duration interval) {}

  /** How often messages are looked for that are too old or too many. */
  public record Cleaner(boolean enabled, Duration interval) {}

  public record Tokens(int maxPerUser, Cleaner cleaner) {}

  /**
   * What "server default" means for a topic.
   *
   * @param maxSize bytes, or {@link #UNLIMITED}
   * @param messageExpiryMicros microseconds, or {@link #UNLIMITED}
   */
  public record Topic(long maxSize, long messageExpiryMicros) {}

  /**
   * @param segmentBytes size at which a partition goes on in a new file
   * @param poolBytes memory for tails and reads, all shards together
   * @param journalBytes disk space for one shard's journal
   * @param saveInterval age at which what is only in memory is written; zero: not by age
   */
  public record Partition(
      Durability durability,
      long segmentBytes,
      long poolBytes,
      long journalBytes,
      Duration saveInterval) {}

  /**
   * Of message ids, a partition.
   *
   * @param maxEntries ids that are remembered
   * @param expiryMicros for how long
   */
  public record Deduplication(boolean enabled, int maxEntries, long expiryMicros) {}

  /**
   * Of stored messages.
   *
   * @param key 32 bytes in Base64
   */
  public record Encryption(boolean enabled, String key) {
    public byte[] keyBytes() {
      return Base64.getDecoder().decode(key);
    }

    @Override
    public String toString() {
      return "Encryption[" + enabled + ", ***]";
    }
  }

  public record RootCredentials(String username, String password) {
    @Override
    public String toString() {
      return "RootCredentials[" + username + ", ***]";
    }
  }
}
