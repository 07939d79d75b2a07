package galgo.bench;

/** What a run does. */
enum Workload {
  PRODUCE,
  CONSUME,
  BOTH;

  boolean produces() {
    return this != CONSUME;
  }

  boolean consumes() {
    return this != PRODUCE;
  }
}
