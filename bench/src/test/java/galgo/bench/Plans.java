package galgo.bench;

import java.net.InetSocketAddress;

/** Plans of tests: small messages, one thread. */
final class Plans {
  static final int SIZE = 100;
  static final int BATCH = 10;

  private Plans() {}

  static Plan closedLoop(InetSocketAddress address, Workload workload, int each, long messages) {
    return plan(address, workload, each, 4, messages * SIZE, 0, 0);
  }

  static Plan groups(
      InetSocketAddress address, int producers, int consumers, int groups, long messages) {
    return new Plan(
        Workload.GROUP,
        address,
        "iggy",
        "iggy",
        producers,
        consumers,
        1,
        1,
        4,
        SIZE,
        BATCH,
        messages * SIZE,
        0,
        0,
        0,
        messages * SIZE,
        1,
        false,
        null,
        false,
        -1,
        groups,
        false);
  }

  static Plan openLoop(InetSocketAddress address, Workload workload, double perSecond, double s) {
    return plan(address, workload, 1, 1, 0, s, perSecond);
  }

  static Plan plan(
      InetSocketAddress address,
      Workload workload,
      int each,
      int partitions,
      long bytes,
      double seconds,
      double perSecond) {
    return new Plan(
        workload,
        address,
        "iggy",
        "iggy",
        workload.produces() ? each : 0,
        workload.consumes() ? each : 0,
        1,
        1,
        partitions,
        SIZE,
        BATCH,
        bytes,
        seconds,
        perSecond,
        0,
        bytes,
        1,
        false,
        null,
        false,
        -1,
        workload == Workload.GROUP ? 1 : 0,
        false);
  }
}
