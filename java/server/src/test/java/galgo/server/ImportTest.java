package galgo.server;

import static galgo.server.TestClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.importer.Import;
import galgo.importer.ImportSettings;
import galgo.io.Driver;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.journal.DataDirectoryException;
import galgo.verify.DataDirectory;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.UserRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code galgo import}, of the directory that an Apache Iggy 0.8.0 server left. */
class ImportTest {
  /** Where an import is ended in turn. */
  private static final int PLACES = 20;

  private static final Pattern RECORDED =
      Pattern.compile(
          "\"what\": \"([^\"]*)\", \"code\": \\d+, \"frame\": \"([0-9a-f]*)\","
              + " \"status\": (\\d+), \"answer\": \"([0-9a-f]*)\"");
  private static final String LOG = "streams/0/topics/0/partitions/1/00000000000000000000.log";
  private static final int MESSAGES = 625;

  private @TempDir Path temporary;
  private Path source;
  private Path target;

  @BeforeEach
  void copy() throws Exception {
    source = temporary.resolve("iggy");
    target = temporary.resolve("galgo");
    Path recorded = recorded();
    try (Stream<Path> files = Files.walk(recorded)) {
      for (Path file : files.toList()) {
        Path to = source.resolve(recorded.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
  }

  private static Path recorded() throws URISyntaxException {
    return Path.of(
            Objects.requireNonNull(ImportTest.class.getResource("/iggy-data/README.md")).toURI())
        .getParent();
  }

  @Test
  void aServerAnswersAsTheOneThatWroteTheDirectory() throws Exception {
    Import.Outcome outcome = run();
    assertThat(outcome.notes()).isEmpty();
    assertThat(outcome.messages()).isEqualTo(MESSAGES);
    assertThat(outcome.offsets()).isEqualTo(9);
    assertThat(outcome.tokens()).isEqualTo(1);
    assertThat(damage()).isEmpty();
    assertThat(differences()).isEmpty();
    // And again after a restart, when the server has written checkpoints of its own.
    assertThat(differences()).isEmpty();
  }

  @Test
  void passwordsHold() throws Exception {
    run();
    try (TestServer server = start();
        TestClient root = server.login();
        TestClient reader = server.connect();
        TestClient writer = server.connect()) {
      assertThat(root.ask(new StreamRequest.GetStreams())).isZero();
      assertThat(reader.ask(login("reader", "wrong"))).isEqualTo(Status.INVALID_CREDENTIALS);
      assertThat(reader.ask(login("reader", "secret"))).isZero();
      assertThat(writer.ask(login("writer", "secret"))).isEqualTo(Status.USER_INACTIVE);
    }
  }

  @Test
  void whereverItEndsTheNextRunGoesOnAndTheEndIsTheSame() throws Exception {
    long all;
    try (Driver closing = closing(new EndingDriver(Long.MAX_VALUE), true)) {
      all = last.steps();
    }
    assertThat(all).isGreaterThan(200);
    for (long steps = 0; steps < all; steps += 1 + all / PLACES) {
      target = temporary.resolve("after-" + steps);
      try (Driver closing = closing(new EndingDriver(steps), false)) {
        assertThat(closing).isNotNull();
      }
      if (!Files.exists(target.resolve("node"))) {
        assertRefused(() -> start().close(), Files.exists(target.resolve("importing/source")));
        // Ended once more, a little further.
        try (Driver closing = closing(new EndingDriver(steps / 2 + 40), false)) {
          assertThat(closing).isNotNull();
        }
      }
      finish();
      assertThat(damage()).as("after %d steps", steps).isEmpty();
      assertThat(Files.exists(target.resolve("importing"))).isFalse();
    }
    assertThat(differences()).isEmpty();
    target = temporary.resolve("after-" + (1 + all / PLACES) * (PLACES / 2));
    assertThat(differences()).isEmpty();
  }

  private EndingDriver last;

  /** Imports until the driver ends; returns what has to be closed. */
  private Driver closing(EndingDriver ending, boolean whole) {
    last = ending;
    Driver driver = ending.driver();
    try {
      Import.run(driver, settings(false), line -> {});
      assertThat(whole || Files.exists(target.resolve("node"))).isTrue();
    } catch (EndingDriver.Ended ended) {
      assertThat(whole).isFalse();
    }
    return ending.closer();
  }

  /** Imports to the end, also where only the last files were still to go. */
  private void finish() {
    boolean complete = Files.exists(target.resolve("node"));
    if (complete && Files.exists(target.resolve("importing"))) {
      assertThatThrownBy(this::run).hasMessageContaining("finished import");
    } else if (!complete) {
      run();
    }
  }

  private static void assertRefused(ThrowingStart start, boolean begun) {
    if (begun) {
      assertThatThrownBy(start::run)
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("unfinished import");
    }
  }

  private interface ThrowingStart {
    void run() throws Exception;
  }

  @Test
  void aDamagedMessageIsNamedAndTheImportGoesOnWhenItIsWholeAgain() throws Exception {
    byte[] whole = Files.readAllBytes(source.resolve(LOG));
    int position = 100 * 102 + 70;
    flip(LOG, position);
    assertThatThrownBy(this::run)
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining(LOG + " is damaged at byte ")
        .hasMessageContaining("checksum")
        .hasMessageContaining("--skip-damaged");
    Files.write(source.resolve(LOG), whole);
    assertThat(run().notes()).isEmpty();
    assertThat(differences()).isEmpty();
  }

  @Test
  void whatIsWholeAfterTheDamageCanBeTaken() throws Exception {
    flip(LOG, 100 * 102 + 70);
    Import.Outcome outcome = run(true);
    assertThat(outcome.notes()).singleElement().asString().contains(LOG, "are left out");
    assertThat(outcome.messages()).isBetween((long) MESSAGES - 110, (long) MESSAGES - 90);
    assertThat(damage()).isEmpty();
    List<String> differences = differences();
    assertThat(differences)
        .isNotEmpty()
        .allMatch(each -> each.matches("streams|topic placed|all of orders/placed/1"));
  }

  @Test
  void anEndThatIsMissingIsNamed() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(source.resolve(LOG).toFile(), "rw")) {
      file.setLength(file.length() - 10);
    }
    assertThatThrownBy(this::run).hasMessageContaining("ends within a message");
    Import.Outcome outcome = run(true);
    assertThat(outcome.messages()).isEqualTo(MESSAGES - 1);
    assertThat(outcome.notes())
        .hasSize(2)
        .anyMatch(note -> note.contains("beyond the last message"));
  }

  @Test
  void messagesThatOnlyTheIndexKnowsAreMissed() throws Exception {
    Path index = source.resolve(LOG.replace(".log", ".index"));
    byte[] known = Files.readAllBytes(index);
    Files.write(source.resolve(LOG), new byte[0]);
    assertThatThrownBy(this::run)
        .hasMessageContaining(
            "its index knows of " + known.length / 16 + " messages, and it holds 0");
  }

  @Test
  void everyFlippedByteOfTheStateIsFound() throws Exception {
    Path log = source.resolve("state/log");
    byte[] whole = Files.readAllBytes(log);
    for (int at = 0; at < whole.length; at += 7) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(log, damaged);
      assertThatThrownBy(this::run).as("byte %d", at).isInstanceOf(DataDirectoryException.class);
      assertThat(Files.exists(target)).isFalse();
    }
    Files.write(log, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(this::run).hasMessageContaining("ends within an entry");
  }

  @Test
  void aTargetWithSomethingElseIsRefusedAndLeftAlone() throws Exception {
    Files.createDirectories(target);
    Files.writeString(target.resolve("mine"), "text");
    assertThatThrownBy(this::run).hasMessageContaining("is not empty (it holds mine)");
    assertThat(target).isDirectoryContaining("glob:**/mine");
    target = temporary.resolve("served");
    start().close();
    assertThatThrownBy(this::run).hasMessageContaining("is not empty");
  }

  @Test
  void anUnfinishedImportOfAnotherSourceIsRefused() throws Exception {
    flip(LOG, 100);
    assertThatThrownBy(this::run).hasMessageContaining("damaged");
    flip(LOG, 100);
    Path other = source.resolve("streams/0/topics/0/partitions/0/00000000000000000000.index");
    Files.write(other, new byte[16]);
    assertThatThrownBy(this::run).hasMessageContaining("unfinished import of another source");
  }

  @Test
  void anotherVersionOrNoSourceAtAllIsRefused() throws Exception {
    flip("state/info", 5);
    assertThatThrownBy(this::run).hasMessageContaining("was written by Apache Iggy 0.");
    Files.delete(source.resolve("state/info"));
    assertThatThrownBy(this::run).hasMessageContaining("no data directory of Apache Iggy");
  }

  private void flip(String name, int position) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(source.resolve(name).toFile(), "rw")) {
      file.seek(position);
      int value = file.read();
      file.seek(position);
      file.write(value ^ 1);
    }
  }

  private ImportSettings settings(boolean skipDamaged) {
    return new ImportSettings(source.toString(), target.toString(), 1 << 20, -1, -1, skipDamaged);
  }

  private Import.Outcome run() {
    return run(false);
  }

  private Import.Outcome run(boolean skipDamaged) {
    try (Driver driver = driver()) {
      return Import.run(driver, settings(skipDamaged), line -> {});
    }
  }

  private static Driver driver() {
    return new NioDriver(64, 64, new NioHandover());
  }

  private List<String> damage() {
    try (Driver driver = driver()) {
      return DataDirectory.check(driver, target.toString(), false).damage().stream()
          .map(Object::toString)
          .toList();
    }
  }

  private TestServer start() throws Exception {
    return TestServer.start(target, "system.segment.size", "1 MiB");
  }

  private static UserRequest.LoginUser login(String user, String password) {
    return new UserRequest.LoginUser(utf8(user), utf8(password), new byte[0], new byte[0]);
  }

  /** What a server on the target answers otherwise than the recorded one. */
  private List<String> differences() throws Exception {
    List<String> differences = new ArrayList<>();
    try (TestServer server = start();
        TestClient client = server.connect()) {
      for (String line : Files.readAllLines(recorded().resolve("expected.jsonl"))) {
        Matcher exchange = RECORDED.matcher(line);
        if (exchange.find()) {
          int status = client.exchange(HexFormat.of().parseHex(exchange.group(2)));
          byte[] answer = HexFormat.of().parseHex(exchange.group(4));
          if (status != Integer.parseInt(exchange.group(3))
              || !Arrays.equals(answer, client.answer())) {
            differences.add(exchange.group(1));
          }
        }
      }
    }
    return differences;
  }
}
