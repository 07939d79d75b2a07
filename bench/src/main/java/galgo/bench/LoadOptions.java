package galgo.bench;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command line of the workloads. */
@SuppressWarnings("NullAway.Init") // picocli sets every field that has a default
final class LoadOptions {
  private static final long DEFAULT_SECONDS = 10;
  private static final long DEFAULT_FILL = 2_000_000_000L;

  @Option(
      names = "--address",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8090",
      description = "Server, TCP. Default: ${DEFAULT-VALUE}.")
  String address;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "iggy",
      description = "Default: ${DEFAULT-VALUE}.")
  String user;

  @Option(
      names = "--password",
      paramLabel = "TEXT",
      defaultValue = "iggy",
      description = "Default: ${DEFAULT-VALUE}.")
  String password;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "4",
      description = "Producers, consumers, or each of both. Default: ${DEFAULT-VALUE}.")
  int connections;

  @Option(names = "--producers", paramLabel = "N", description = "Instead of --connections.")
  int producers;

  @Option(names = "--consumers", paramLabel = "N", description = "Instead of --connections.")
  int consumers;

  @Option(
      names = "--streams",
      paramLabel = "N",
      defaultValue = "1",
      description = "Streams to create. Default: ${DEFAULT-VALUE}.")
  int streams;

  @Option(
      names = "--topics",
      paramLabel = "N",
      defaultValue = "1",
      description = "Topics of each stream. Default: ${DEFAULT-VALUE}.")
  int topics;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Partitions of each topic. A connection keeps to its share of them all and goes round it "
              + "batch by batch. Default: ${DEFAULT-VALUE}.")
  int partitions;

  @Option(
      names = "--message-size",
      paramLabel = "SIZE",
      defaultValue = "1000",
      description = "Payload bytes of a message. Default: ${DEFAULT-VALUE}.")
  String messageSize;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Messages of a request. Default: ${DEFAULT-VALUE}.")
  int batch;

  @Option(
      names = "--bytes",
      paramLabel = "SIZE",
      description = "End after so much payload (2GB, 500MB) a side.")
  @Nullable String bytes;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "End after so much time. Default: 10, unless --bytes is given.")
  double seconds;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      defaultValue = "0",
      description =
          "Open loop: so much a side in all, as MB/s of payload (50, 50MB/s) or 20000msg/s, whatever "
              + "the server does. 0: each connection as fast as it is answered. Default: ${DEFAULT-VALUE}.")
  String rate;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Load before the measured part. Default: ${DEFAULT-VALUE}.")
  double warmup;

  @Option(
      names = "--fill",
      paramLabel = "SIZE",
      description = "Payload to lay down before a consume run. Default: --bytes, or 2GB.")
  @Nullable String fill;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the generator. Default: 2, or the processors if fewer.")
  int threads;

  @Option(
      names = "--unique-ids",
      description = "A fresh id and origin timestamp in every message. Costs processor time.")
  boolean uniqueIds;

  @Option(
      names = "--newer",
      description = "Producers and consumers speak the protocol of Iggy 0.9 instead of 0.8.")
  boolean newer;

  @Option(
      names = {"--use-existing", "--no-setup"},
      paramLabel = "STREAM",
      description =
          "Use this stream's topics and partitions as they are; create, fill, delete none.")
  @Nullable String existing;

  @Option(names = "--keep", description = "Do not delete what was created.")
  boolean keep;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description =
          "Process whose processor time and memory to report. 0: ask the server, if it is on this "
              + "machine. -1: none. Default: 0.")
  long serverPid;

  @Option(
      names = "--durability",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What the server is set to; only printed.")
  String durability;

  @Option(
      names = "--label",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What to call this in the table.")
  String label;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result there, too.")
  @Nullable Path json;

  @Option(names = "--quiet", description = "No progress line.")
  boolean quiet;

  /**
   * @throws IllegalArgumentException for a value out of range, naming it
   */
  Plan plan(Workload workload) {
    int size = Math.toIntExact(Quantity.bytes(messageSize));
    long total = bytes == null ? 0 : Quantity.bytes(bytes);
    return new Plan(
        workload,
        parseAddress(address),
        user,
        password,
        workload.produces() ? producers > 0 ? producers : connections : 0,
        workload.consumes() ? consumers > 0 ? consumers : connections : 0,
        streams,
        topics,
        partitions,
        size,
        batch,
        total,
        seconds > 0 || total > 0 ? seconds : DEFAULT_SECONDS,
        Quantity.requestsPerSecond(rate, size, batch),
        warmup,
        fill != null ? Quantity.bytes(fill) : total > 0 ? total : DEFAULT_FILL,
        threads > 0 ? threads : Math.min(2, Runtime.getRuntime().availableProcessors()),
        uniqueIds,
        existing,
        keep,
        serverPid,
        newer);
  }

  static InetSocketAddress parseAddress(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("not HOST:PORT: " + text);
    }
    String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
    InetSocketAddress address;
    try {
      address = new InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not HOST:PORT: " + text, e);
    }
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("unknown host: " + host);
    }
    return address;
  }
}
