package galgo.bench;

import java.util.Locale;

/** What a run does. */
enum Workload {
  PRODUCE(true, false),
  CONSUME(false, true),
  BOTH(true, true),
  /** Both, the consumers as members of consumer groups; or, without producers, groups alone. */
  GROUP(true, true),
  /** Both, the sends at a rate, while a poll of every consumer is always under way. */
  END_TO_END(true, true);

  private final boolean produces;
  private final boolean consumes;

  Workload(boolean produces, boolean consumes) {
    this.produces = produces;
    this.consumes = consumes;
  }

  /** Whether it has producers unless the user asks for none. */
  boolean produces() {
    return produces;
  }

  boolean consumes() {
    return consumes;
  }

  /**
   * @throws IllegalArgumentException when there is none of that name
   */
  static Workload of(String text) {
    for (Workload workload : values()) {
      if (workload.text().equals(text)) {
        return workload;
      }
    }
    throw new IllegalArgumentException("no workload is called " + text);
  }

  /** As on the command line. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
