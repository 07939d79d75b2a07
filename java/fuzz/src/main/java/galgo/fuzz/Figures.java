package galgo.fuzz;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What libFuzzer says of a search, gathered from its lines. */
final class Figures {
  private static final Pattern STATE =
      Pattern.compile("#(\\d+)\\s.*cov: (\\d+) ft: (\\d+) corp: (\\d+)/.*");
  private static final Pattern EXECUTED =
      Pattern.compile("stat::number_of_executed_units:\\s+(\\d+).*");

  private long executions;
  private long edges;
  private long features;
  private long inputs;

  void read(String line) {
    Matcher state = STATE.matcher(line);
    if (state.matches()) {
      executions = Long.parseLong(state.group(1));
      edges = Long.parseLong(state.group(2));
      features = Long.parseLong(state.group(3));
      inputs = Long.parseLong(state.group(4));
    }
    Matcher executed = EXECUTED.matcher(line);
    if (executed.matches()) {
      executions = Long.parseLong(executed.group(1));
    }
  }

  long executions() {
    return executions;
  }

  /** Branches of the code that were taken. */
  long edges() {
    return edges;
  }

  /** Branches, each with about how often it was taken in one execution. */
  long features() {
    return features;
  }

  /** Inputs kept because each brought a feature. */
  long inputs() {
    return inputs;
  }
}
