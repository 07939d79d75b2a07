package galgo.bench;

import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured. This is the JSON form, too: see {@link ResultFile}.
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

  /** Its work and what was set, in words that are equal for runs that can be compared. */
  String work() {
    String text = settings.describe();
    return durability.isEmpty() ? text : text + ", " + durability;
  }

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

    /** In words, without the address. */
    String describe() {
      StringBuilder text = new StringBuilder(workload);
      text.append(", ").append(connections()).append(", ");
      if (streams * topics > 1) {
        text.append(streams).append(" × ").append(topics).append(" topics of ");
      }
      text.append(counted(partitions, "partition"));
      if (groups > 0) {
        text.append(", ").append(counted(groups, "group"));
      }
      text.append(", ").append(batch).append(" × ").append(messageSize).append(" bytes");
      if (requestsPerSecond > 0) {
        double rate = requestsPerSecond * batch * messageSize / 1e6;
        text.append(String.format(Locale.ROOT, " at %.6g MB/s", rate));
      }
      text.append(newer ? ", newer protocol" : "");
      return text.append(uniqueIds ? ", unique ids" : "").toString();
    }

    private String connections() {
      return producers > 0 && consumers > 0
          ? producers + "+" + consumers + " connections"
          : counted(producers + consumers, "connection");
    }

    private static String counted(int number, String what) {
      return number + " " + what + (number == 1 ? "" : "s");
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
      Curve curve,
      @Nullable Latency endToEnd,
      @Nullable Curve endToEndCurve,
      long emptyPolls,
      long unsent) {

    static SideResult of(List<Tally> tallies, Gathering gathered, long measureFrom) {
      Histogram endToEnd = gathered.endToEnd();
      boolean hasEndToEnd = endToEnd.getTotalCount() > 0;
      long requests = 0;
      long messages = 0;
      long payload = 0;
      long wire = 0;
      long empty = 0;
      long unsent = 0;
      long end = measureFrom;
      for (Tally tally : tallies) {
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
          Latency.of(gathered.latency()),
          Curve.of(gathered.latency()),
          hasEndToEnd ? Latency.of(endToEnd) : null,
          hasEndToEnd ? Curve.of(endToEnd) : null,
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
   * @param sends latencies since the sample before, of the measured part only; null when none ended
   * @param polls likewise
   * @param endToEnd likewise, from send to receipt
   */
  record Sample(
      double seconds,
      long producedBytes,
      long consumedBytes,
      double serverCpuSeconds,
      long serverRssBytes,
      @Nullable Interval sends,
      @Nullable Interval polls,
      @Nullable Interval endToEnd) {}

  /** Latencies of a short time, in ms. */
  record Interval(long count, double p50, double p99, double max) {
    static Interval of(Histogram nanos) {
      return new Interval(
          nanos.getTotalCount(),
          nanos.getValueAtPercentile(50) / 1e6,
          nanos.getValueAtPercentile(99) / 1e6,
          nanos.getMaxValue() / 1e6);
    }
  }
}
