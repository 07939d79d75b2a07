package galgo.simulator.workload;

import galgo.simulator.Chance;

/**
 * What a run has that not every run has; drawn apart from the {@link Options}, so that a run
 * without any of it is the one that its seed always was.
 *
 * @param newer share of clients that speak the protocol of Iggy 0.9, 0..1
 * @param repeats how often these send a request twice, 0..1
 * @param accounts how often users are changed, as a weight of the mix
 * @param visitors clients that log in as these users
 */
record Extras(double newer, double repeats, int accounts, int visitors) {
  static Extras drawn(Chance chance) {
    boolean accounts = chance.coin();
    return new Extras(
        chance.oneOf(0, 0, 1, 2) / 2.0,
        chance.oneOf(0, 2, 20) / 100.0,
        accounts ? (int) chance.between(2, 15) : 0,
        accounts ? (int) chance.between(1, 3) : 0);
  }
}
