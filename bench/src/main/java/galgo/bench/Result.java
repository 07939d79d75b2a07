package galgo.bench;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured. This is the JSON form, too.
 *
 * @param label what the user calls it, the server's name for instance
 * @param durability what the user says the server is set to; for information
 * @param produce null when nothing was produced
 * @param consume null when nothing was consumed
 * @param server null when its process could not be seen
 * @param clientCpuSecondsPerGb processor time of the generator per 10^9 payload bytes
 */
record Result(
    String startedAt,
    String label,
    String durability,
    Machine machine,
    Settings settings,
    @Nullable SideResult produce,
    @Nullable SideResult consume,
    @Nullable ServerUse server,
    double clientCpuSecondsPerGb,
    List<Sample> samples) {

  /** The plan without its secrets. */
  record Settings(
      String workload,
      String address,
      int producers,
      int consumers,
      int streams,
      int topics,
      int partitions,
      int messageSize,
      int batch,
      int groups,
      boolean newer,
      long bytes,
      double seconds,
      double requestsPerSecond,
      double warmupSeconds,
      int threads,
      boolean uniqueIds) {
    static Settings of(Plan plan) {
      return new Settings(
          plan.workload().text(),
          plan.address().toString(),
          plan.producers(),
          plan.consumers(),
          plan.streams(),
          plan.topics(),
          plan.partitions(),
          plan.messageSize(),
          plan.batch(),
          plan.groups(),
          plan.newer(),
          plan.bytes(),
          plan.seconds(),
          plan.requestsPerSecond(),
          plan.warmupSeconds(),
          plan.threads(),
          plan.uniqueIds());
    }
  }

  /**
   * One side of the run, its measured part.
   *
   * @param payloadMbPerSecond 10^6 bytes of payload per second: what iggy-bench calls throughput
   * @param wireMbPerSecond 10^6 bytes per second of the whole frames that carry the messages:
   *     payload, 64-byte message headers, index entries of sends, frame headers
   * @param endToEnd from intended send to received; null unless both sides run
   * @param unsent requests that an open-loop run gave up sending
   */
  record SideResult(
      double seconds,
      long requests,
      long messages,
      long payloadBytes,
      double payloadMbPerSecond,
      double wireMbPerSecond,
      double messagesPerSecond,
      Latency latency,
      @Nullable Latency endToEnd,
      long emptyPolls,
      long unsent) {

    static SideResult of(List<Tally> tallies, long measureFrom) {
      Histogram latency = Tally.histogram();
      Histogram endToEnd = Tally.histogram();
      long requests = 0;
      long messages = 0;
      long payload = 0;
      long wire = 0;
      long empty = 0;
      long unsent = 0;
      long end = measureFrom;
      for (Tally tally : tallies) {
        latency.add(tally.latency);
        endToEnd.add(tally.endToEnd);
        requests += tally.requests;
        messages += tally.messages;
        payload += tally.payloadBytes;
        wire += tally.wireBytes;
        empty += tally.emptyPolls;
        unsent += tally.unsent;
        end = Math.max(end, tally.lastFinished);
      }
      double seconds = Math.max((end - measureFrom) / 1e9, 1e-9);
      return new SideResult(
          seconds,
          requests,
          messages,
          payload,
          payload / 1e6 / seconds,
          wire / 1e6 / seconds,
          messages / seconds,
          Latency.of(latency),
          endToEnd.getTotalCount() == 0 ? null : Latency.of(endToEnd),
          empty,
          unsent);
    }
  }

  /** Percentiles in ms. */
  record Latency(
      double p50, double p90, double p99, double p999, double p9999, double max, double mean) {
    static Latency of(Histogram nanos) {
      return new Latency(
          nanos.getValueAtPercentile(50) / 1e6,
          nanos.getValueAtPercentile(90) / 1e6,
          nanos.getValueAtPercentile(99) / 1e6,
          nanos.getValueAtPercentile(99.9) / 1e6,
          nanos.getValueAtPercentile(99.99) / 1e6,
          nanos.getMaxValue() / 1e6,
          nanos.getMean() / 1e6);
    }
  }

  /**
   * @param cpuSecondsPerGb processor time of the measured part per 10^9 payload bytes moved
   * @param rssBytes at the end
   */
  record ServerUse(long pid, double cpuSeconds, double cpuSecondsPerGb, long rssBytes) {}

  /**
   * A moment of the run.
   *
   * @param seconds since the measured part began; negative during the warm-up
   * @param producedBytes payload so far, warm-up included
   * @param consumedBytes payload so far, warm-up included
   * @param serverCpuSeconds since the process started; 0 when it cannot be seen
   */
  record Sample(
      double seconds,
      long producedBytes,
      long consumedBytes,
      double serverCpuSeconds,
      long serverRssBytes) {}
}
