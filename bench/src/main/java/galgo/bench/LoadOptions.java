package galgo.bench;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line of the workloads. */
@SuppressWarnings("NullAway.Init") // picocli sets every field that has a default
final class LoadOptions {
  private static final long DEFAULT_SECONDS = 10;
  private static final long DEFAULT_FILL = 2_000_000_000L;

  @Mixin ServerOptions server;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "4",
      description = "Producers, consumers, or each of both. Default: ${DEFAULT-VALUE}.")
  int connections;

  @Option(
      names = "--producers",
      paramLabel = "N",
      description =
          "Instead of --connections. 0 in group: the groups read what --fill laid down, once.")
  @Nullable Integer producers;

  @Option(names = "--consumers", paramLabel = "N", description = "Instead of --connections.")
  @Nullable Integer consumers;

  @Option(
      names = "--groups",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Of group: consumer groups of each topic. Each reads everything; consumers are dealt out "
              + "to them. Default: ${DEFAULT-VALUE}.")
  int groups;

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
      description =
          "Messages of a send, and the most a poll asks for. Default: 1000, in end-to-end 100.")
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
      description =
          "Open loop: so much a side in all, as MB/s of payload (50, 50MB/s) or 20000msg/s, whatever "
              + "the server does. 0 or max: each connection as fast as it is answered. Default: 0, in "
              + "end-to-end 50MB/s.")
  @Nullable String rate;

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
      names = "--label",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What to call this in the table.")
  String label;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result there, too.")
  @Nullable Path json;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Write a page with plots there, too.")
  @Nullable Path report;

  @Option(names = "--quiet", description = "No progress line.")
  boolean quiet;

  /**
   * @param address of the server, which may have been started for the plan
   * @throws IllegalArgumentException for a value out of range, naming it
   */
  Plan plan(Workload workload, InetSocketAddress address) {
    boolean latency = workload == Workload.END_TO_END;
    int size = Math.toIntExact(Quantity.bytes(messageSize));
    int count = batch > 0 ? batch : latency ? 100 : 1000;
    long total = bytes == null ? 0 : Quantity.bytes(bytes);
    return new Plan(
        workload,
        address,
        server.user,
        server.password,
        workload.produces() ? given(producers) : 0,
        workload.consumes() ? given(consumers) : 0,
        streams,
        topics,
        partitions,
        size,
        count,
        total,
        seconds > 0 || total > 0 ? seconds : DEFAULT_SECONDS,
        Quantity.requestsPerSecond(rate != null ? rate : latency ? "50MB/s" : "0", size, count),
        warmup,
        fill != null ? Quantity.bytes(fill) : total > 0 ? total : DEFAULT_FILL,
        threads > 0 ? threads : Math.min(2, Runtime.getRuntime().availableProcessors()),
        uniqueIds,
        existing,
        keep,
        server.serverPid,
        workload == Workload.GROUP ? groups : 0,
        newer);
  }

  private int given(@Nullable Integer number) {
    return number != null ? number : connections;
  }
}
