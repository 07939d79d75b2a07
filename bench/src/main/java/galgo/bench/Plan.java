package galgo.bench;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides a run.
 *
 * @param producers connections that send; 0 in {@link Workload#CONSUME}, and in {@link
 *     Workload#GROUP} where only what is there is to be read
 * @param consumers connections that poll; 0 in {@link Workload#PRODUCE}
 * @param partitions partitions of each topic, 1..1000
 * @param messageSize payload bytes of a message
 * @param batch messages of a send, and the most a poll asks for
 * @param bytes payload bytes of the measured part, for each side; 0 when {@code seconds} ends it
 * @param seconds duration of the measured part; 0 when {@code bytes} ends it
 * @param requestsPerSecond of all connections of a side together; 0 is closed loop, as fast as it
 *     goes
 * @param warmupSeconds load before the measured part, not counted
 * @param fillBytes payload bytes put there before a consume run
 * @param uniqueIds ids and origin timestamps are written anew into every message; else ids are 0
 *     (the server makes them) and only the first message of a batch carries its time of sending
 * @param existing name of a stream to use as it is, instead of creating and deleting one
 * @param keep leave what was created
 * @param serverPid process to measure; 0 asks the server, -1 measures none
 * @param groups consumer groups of each topic; 0 unless the workload is {@link Workload#GROUP}
 * @param newer whether producers and consumers speak the 0.9 protocol; set-up is classic always
 */
record Plan(
    Workload workload,
    InetSocketAddress address,
    String user,
    String password,
    int producers,
    int consumers,
    int streams,
    int topics,
    int partitions,
    int messageSize,
    int batch,
    long bytes,
    double seconds,
    double requestsPerSecond,
    double warmupSeconds,
    long fillBytes,
    int threads,
    boolean uniqueIds,
    @Nullable String existing,
    boolean keep,
    long serverPid,
    int groups,
    boolean newer) {

  static final int MESSAGE_HEADER = 64;
  private static final long MAX_FRAME = 1L << 30;

  Plan {
    require(
        workload == Workload.GROUP ? producers >= 0 : workload.produces() == producers > 0,
        "producers",
        producers);
    require(workload.consumes() == consumers > 0, "consumers", consumers);
    require(producers <= 10_000 && consumers <= 10_000, "connections", producers + consumers);
    require(streams > 0 && streams <= 10_000, "streams", streams);
    require(topics > 0 && topics <= 10_000, "topics", topics);
    require(partitions > 0 && partitions <= 1000, "partitions", partitions);
    require((long) streams * topics * partitions <= 1_000_000, "partitions in all", partitions);
    require(messageSize > 0 && messageSize <= 64_000_000, "message size", messageSize);
    require(batch > 0, "batch", batch);
    require(
        (long) batch * (messageSize + MESSAGE_HEADER + 16) <= MAX_FRAME,
        "bytes of a request",
        (long) batch * (messageSize + MESSAGE_HEADER + 16));
    require(bytes > 0 != seconds > 0, "one of bytes and seconds must be given; bytes", bytes);
    require(requestsPerSecond >= 0, "rate", requestsPerSecond);
    require(warmupSeconds >= 0, "warm-up", warmupSeconds);
    require(groups <= 1000 && (workload == Workload.GROUP) == groups > 0, "groups", groups);
    require(!newer || groups == 0, "groups go by the classic protocol only; groups", groups);
    require(threads > 0 && threads <= 256, "threads", threads);
  }

  /** Payload bytes of a full batch. */
  long batchBytes() {
    return (long) batch * messageSize;
  }

  /** Whether data must be laid down before the run. */
  boolean wantsFill() {
    return producers == 0 && existing == null;
  }

  /**
   * Whether the consumers poll at the rate, too. Where messages come at a rate and the time until
   * their receipt is measured, or groups share them out, a consumer asks again when it was
   * answered.
   */
  boolean pacesConsumers() {
    return producers == 0 || workload == Workload.BOTH;
  }

  /** Whether groups read what is there, which they do only once. */
  boolean readsOnce() {
    return producers == 0 && groups > 0;
  }

  /** The plan of the sends that lay down the data of a consume run. */
  Plan toFill() {
    return new Plan(
        Workload.PRODUCE,
        address,
        user,
        password,
        consumers,
        0,
        streams,
        topics,
        partitions,
        messageSize,
        batch,
        Math.max(fillBytes, batchBytes()),
        0,
        0,
        0,
        0,
        threads,
        uniqueIds,
        existing,
        keep,
        -1,
        0,
        newer);
  }

  private static void require(boolean holds, String what, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("out of range: " + what + " " + value);
    }
  }
}
