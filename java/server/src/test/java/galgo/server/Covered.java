package galgo.server;

import galgo.wire.CommandCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Notes in {@code target/coverage/own-codec.txt} which commands of the classic protocol were
 * answered with success to {@link TestClient} in this run: code, name, {@code answered} or not. The
 * acceptance tests put them beside other clients'.
 */
final class Covered {
  private static final Path FILE = Path.of("target/coverage/own-codec.txt");
  private static final int CODES = 1000;

  /** Commands of the 0.9 protocol only. */
  static final Set<Integer> NEWER =
      Set.of(
          CommandCode.DESCRIBE_OPTIONS,
          CommandCode.ATTACH_CONSUMER_SESSION,
          CommandCode.GET_POLL_ROUTING,
          CommandCode.POLL_ON_PRIMARY,
          CommandCode.GET_OFFSET_ROUTING,
          CommandCode.SYNC_CONSUMER_GROUP);

  private static final Set<Integer> ANSWERED = new ConcurrentSkipListSet<>();

  private Covered() {}

  static boolean isClassic(int code) {
    return !CommandCode.name(code).startsWith("unknown") && !NEWER.contains(code);
  }

  static void answered(int code) throws IOException {
    if (ANSWERED.add(code)) {
      write();
    }
  }

  private static synchronized void write() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int code = 0; code < CODES; code++) {
      if (isClassic(code)) {
        String word = ANSWERED.contains(code) ? "answered" : "-";
        lines.append(code + "\t" + CommandCode.name(code) + "\t" + word + "\n");
      }
    }
    Files.createDirectories(FILE.toAbsolutePath().getParent());
    Files.writeString(FILE, lines);
  }
}
