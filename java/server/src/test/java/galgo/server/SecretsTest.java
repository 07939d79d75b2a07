package galgo.server;

import static galgo.server.TestClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import galgo.metadata.AccessToken;
import galgo.metadata.Bytes;
import galgo.metadata.UserCommand;
import galgo.server.config.Settings;
import galgo.wire.Identifier;
import galgo.wire.Status;
import galgo.wire.UserRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Passwords, tokens and keys are shown nowhere. */
class SecretsTest {
  private static final String KEY = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTMyYiE=";
  private static final String PASSWORD = "first-secret-word";
  private static final String CHANGED = "second-secret-word";
  private static final String WRONG = "third-secret-word";

  private @TempDir Path directory;

  @Test
  void noLineOfTheLogHoldsOne() throws Exception {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    root.setLevel(Level.ALL);
    lines.start();
    root.addAppender(lines);
    root.info("the log is watched");
    String token;
    try (TestServer server =
            TestServer.start(
                directory, "system.encryption.enabled", "true", "system.encryption.key", KEY);
        TestClient client = server.login();
        TestClient other = server.connect()) {
      byte[] name = utf8("watched");
      assertThat(client.ask(new UserRequest.CreateUser(name, utf8(PASSWORD), 1, null))).isZero();
      assertThat(other.ask(login(name, WRONG))).isEqualTo(Status.INVALID_CREDENTIALS);
      assertThat(other.ask(login(name, PASSWORD))).isZero();
      assertThat(other.ask(change(name, WRONG))).isEqualTo(Status.INVALID_CREDENTIALS);
      assertThat(other.ask(change(name, PASSWORD))).isZero();
      assertThat(other.ask(new UserRequest.CreatePersonalAccessToken(utf8("token"), 0))).isZero();
      token = text(other.answer());
      assertThat(client.ask(new UserRequest.LoginWithPersonalAccessToken(utf8(token)))).isZero();
    } finally {
      root.detachAppender(lines);
      root.setLevel(before);
    }
    assertThat(lines.list).extracting(ILoggingEvent::getMessage).contains("the log is watched");
    for (ILoggingEvent line : List.copyOf(lines.list)) {
      assertThat(line.getFormattedMessage())
          .doesNotContain(KEY, PASSWORD, CHANGED, WRONG, token, "argon2");
    }
  }

  private static UserRequest.LoginUser login(byte[] name, String password) {
    return new UserRequest.LoginUser(name, utf8(password), utf8("1"), utf8(""));
  }

  private static UserRequest.ChangePassword change(byte[] name, String current) {
    return new UserRequest.ChangePassword(new Identifier.Named(name), utf8(current), utf8(CHANGED));
  }

  /** An answer with a token: its length in one byte, then its text. */
  private static String text(byte[] answer) {
    return new String(Arrays.copyOfRange(answer, 1, answer.length), StandardCharsets.UTF_8);
  }

  @Test
  void whatHoldsOneDoesNotShowIt() {
    Bytes name = Bytes.of("any");
    AccessToken token = new AccessToken(name, Bytes.of(PASSWORD), 0);
    for (Object each :
        List.of(
            token,
            new UserCommand.CreateToken(1, token, 1),
            new UserCommand.CreateUser(name, PASSWORD, 1, null, 1),
            new UserCommand.ChangePassword(1, PASSWORD),
            new UserRequest.CreateUser(utf8("any"), utf8(PASSWORD), 1, null),
            login(utf8("any"), PASSWORD),
            change(utf8("any"), PASSWORD),
            new UserRequest.LoginWithPersonalAccessToken(utf8(PASSWORD)),
            new Settings.RootCredentials("any", PASSWORD),
            new Settings.Encryption(true, PASSWORD))) {
      assertThat(each.toString()).doesNotContain(PASSWORD, CHANGED);
    }
  }
}
