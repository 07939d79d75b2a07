package galgo.fuzz;

import galgo.wire.Status;
import java.util.Arrays;
import java.util.HexFormat;

/** What has to hold; it is a finding when it does not. */
final class Expect {
  private Expect() {}

  static void that(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  static void equal(byte[] first, byte[] second) {
    if (!Arrays.equals(first, second)) {
      HexFormat hex = HexFormat.of();
      throw new AssertionError(hex.formatHex(first) + " became " + hex.formatHex(second));
    }
  }

  /** What a refused request is answered with has a text of its own. */
  static void status(int status) {
    that(status != Status.OK, "a refusal with the status of success");
    that(!Status.text(status).startsWith("Unknown status"), "status " + status + " is none");
  }
}
