package galgo.simulator.workload;

import galgo.simulator.Chance;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run has that not every run has; drawn apart from the {@link Options}, so that a run
 * without any of it is the one that its seed always was.
 *
 * @param newer share of clients that speak the protocol of Iggy 0.9, 0..1
 * @param repeats how often these send a request twice, 0..1
 * @param accounts how often users are changed, as a weight of the mix
 * @param visitors clients that log in as these users
 * @param cleanerMillis how often messages are removed by age and size, 0 for never
 * @param mixed whether topics have durabilities of their own
 * @param rotAnywhere whether bits change in files of every kind, where they change at all
 * @param lies whether the disk says that it has done what it has not
 */
record Extras(
    double newer,
    double repeats,
    int accounts,
    int visitors,
    long cleanerMillis,
    boolean mixed,
    boolean rotAnywhere,
    boolean lies) {
  static Extras drawn(Chance chance) {
    boolean accounts = chance.coin();
    return new Extras(
        chance.oneOf(0, 0, 1, 2) / 2.0,
        chance.oneOf(0, 2, 20) / 100.0,
        accounts ? (int) chance.between(2, 15) : 0,
        accounts ? (int) chance.between(1, 3) : 0,
        chance.coin() ? chance.oneOf(50, 500, 2000) : 0,
        chance.coin(),
        chance.coin(),
        chance.below(10) == 0);
  }

  /** Keys of the server's configuration and their values, in turn. */
  List<String> settings() {
    List<String> settings = new ArrayList<>();
    if (cleanerMillis != 0) {
      settings.add("data_maintenance.messages.cleaner_enabled");
      settings.add("true");
      settings.add("data_maintenance.messages.interval");
      settings.add(cleanerMillis + " ms");
    }
    return settings;
  }
}
