package galgo.fuzz;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The targets by the names that the command line and the corpus files have for them. */
public final class Targets {
  private static final Map<String, Supplier<Target>> ALL =
      new TreeMap<>(
          Map.of(
              "batch-records", BatchRecords::new,
              "classic-batches", ClassicBatches::new,
              "classic-requests", ClassicRequests::new,
              "configuration", Configuration::new,
              "connections", Connections::new,
              "import", ImportSource::new,
              "newer-requests", NewerRequests::new,
              "stored-files", StoredFiles::new));

  private Targets() {}

  /** In the order of the alphabet. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * A new one.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Target of(String name) {
    Supplier<Target> target = ALL.get(name);
    if (target == null) {
      throw new IllegalArgumentException(
          "there is no target \"" + name + "\"; there are " + String.join(", ", ALL.keySet()));
    }
    return target.get();
  }
}
