package galgo.fuzz;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What Jazzer calls, by these names. */
public final class JazzerEntry {
  private static @Nullable Target target;

  private JazzerEntry() {}

  /** Takes the target's name. */
  public static void fuzzerInitialize(String[] arguments) {
    target = Targets.of(arguments[0]);
  }

  public static void fuzzerTestOneInput(byte[] input) {
    Objects.requireNonNull(target).run(input);
  }
}
