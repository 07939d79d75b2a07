package galgo.simulator.workload;

import galgo.server.config.Durability;
import galgo.server.config.Settings;
import galgo.simulator.Chance;
import galgo.simulator.Faults;
import galgo.simulator.SimulatedNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What a run is like; drawn from its seed, so that each has another mix.
 *
 * @param durability when the server acknowledges
 * @param shards at the first start; drawn anew at each start
 * @param clients how many
 * @param safetyNanos how long faults happen
 * @param crashNanos mean time between two ends of the server, 0 for none
 * @param diskErrors whether operations of the disk fail
 * @param fullDisk whether the disk gets full
 * @param flips whether bits of files change
 * @param clockJumps whether the wall clock jumps
 */
record Options(
    Durability durability,
    int shards,
    int clients,
    long safetyNanos,
    long crashNanos,
    boolean diskErrors,
    boolean fullDisk,
    boolean flips,
    boolean clockJumps,
    boolean force,
    long segmentBytes,
    int pollBytes,
    long saveMillis,
    Faults faults) {
  private static final long SECOND = 1_000_000_000;

  static Options drawn(Chance chance) {
    Durability[] durabilities = {
      Durability.SYNCED, Durability.SYNCED, Durability.SYNCED, Durability.WRITTEN, Durability.MEMORY
    };
    Faults faults = chance.below(4) == 0 ? Faults.NONE : Faults.drawn(chance);
    boolean diskErrors = chance.below(8) == 0;
    return new Options(
        durabilities[chance.below(durabilities.length)],
        (int) chance.between(1, 3),
        (int) chance.between(1, 8),
        chance.between(2, 20) * SECOND,
        chance.below(5) == 0 ? 0 : chance.oneOf(SECOND / 2, SECOND, 3 * SECOND),
        diskErrors,
        chance.below(8) == 0,
        chance.below(8) == 0,
        chance.below(4) == 0,
        chance.below(4) == 0,
        chance.oneOf(64 << 10, 256 << 10, 1 << 20),
        (int) chance.oneOf(64 << 10, 1 << 20),
        chance.oneOf(10, 100, 1000),
        diskErrors ? faults.withDiskErrors(chance) : faults);
  }

  /**
   * @param lies whether the disk does other things than it says, too
   */
  Allowances allowances(boolean lies) {
    // A write that takes only a part is one that failed.
    boolean damage = flips || lies;
    boolean refuses = diskErrors || fullDisk || faults.disk().shortWrite() > 0;
    return new Allowances(refuses, damage, damage && durability != Durability.SYNCED, force);
  }

  /**
   * @param more keys and values, in turn
   */
  Settings settings(List<String> more) {
    List<String> all = new ArrayList<>(more);
    Collections.addAll(
        all,
        "system.partition.durability",
        durability.name().toLowerCase(Locale.ROOT),
        "system.segment.size",
        segmentBytes + " B",
        "galgo.limits.frame_size",
        "1 MiB",
        "galgo.limits.login_delay",
        "100 ms",
        "galgo.limits.poll_bytes",
        pollBytes + " B",
        "message_saver.interval",
        saveMillis + " ms",
        "consumer_group.rebalancing_timeout",
        force ? "3 s" : "10 h",
        "consumer_group.rebalancing_check_interval",
        "1 s");
    return SimulatedNode.settings(all.toArray(new String[0]));
  }
}
