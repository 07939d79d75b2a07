package galgo.server;

import static galgo.server.TestClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.Status;
import galgo.wire.UserRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Personal access tokens: how long they live, and what they open. */
class TokensTest {
  private static final String CLEANER = "personal_access_token.cleaner.enabled";
  private static final String INTERVAL = "personal_access_token.cleaner.interval";
  private static final long SHORT = 1;
  private static final long HOUR = 3_600_000_000L;

  private @TempDir Path directory;

  @Test
  void anExpiredTokenIsToldApartFromAnUnknownOneUntilItIsForgotten() throws Exception {
    byte[] token;
    try (TestServer server = TestServer.start(directory, CLEANER, "false", INTERVAL, "10 ms");
        TestClient client = server.login();
        TestClient other = server.connect()) {
      token = create(client, "short", SHORT);
      create(client, "long", HOUR);
      for (int i = 0; i < 20; i++) {
        assertThat(other.ask(login(token))).isEqualTo(Status.PERSONAL_ACCESS_TOKEN_EXPIRED);
      }
      assertThat(names(client)).isEqualTo("short long");
    }
    try (TestServer server = TestServer.start(directory, INTERVAL, "10 ms");
        TestClient client = server.login();
        TestClient other = server.connect()) {
      await(() -> names(client).equals("long"));
      assertThat(other.ask(login(token))).isEqualTo(Status.RESOURCE_NOT_FOUND);
    }
  }

  @Test
  void anExpiredTokenCountsAgainstTheLimitUntilItIsForgotten() throws Exception {
    String most = "personal_access_token.max_tokens_per_user";
    try (TestServer server = TestServer.start(directory, CLEANER, "false", most, "1");
        TestClient client = server.login()) {
      create(client, "short", SHORT);
      assertThat(client.ask(creation("next", 0)))
          .isEqualTo(Status.PERSONAL_ACCESS_TOKENS_LIMIT_REACHED);
    }
    try (TestServer server = TestServer.start(directory, INTERVAL, "10 ms", most, "1");
        TestClient client = server.login()) {
      await(() -> client.ask(creation("next", 0)) == Status.OK);
    }
  }

  @Test
  void aTokenOpensItsOwnersSessionAfterARestartToo() throws Exception {
    byte[] token;
    try (TestServer server = TestServer.start(directory);
        TestClient root = server.login();
        TestClient client = server.connect()) {
      assertThat(root.ask(new UserRequest.CreateUser(utf8("owner"), utf8("secret"), 1, null)))
          .isZero();
      assertThat(
              client.ask(
                  new UserRequest.LoginUser(
                      utf8("owner"), utf8("secret"), new byte[0], new byte[0])))
          .isZero();
      token = create(client, "kept", HOUR);
    }
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.connect()) {
      assertThat(client.ask(login(token))).isZero();
      assertThat(names(client)).isEqualTo("kept");
      assertThat(client.ask(new UserRequest.GetUsers())).isEqualTo(Status.UNAUTHORIZED);
      assertThat(client.ask(new UserRequest.DeletePersonalAccessToken(utf8("kept")))).isZero();
      assertThat(client.ask(login(token))).isEqualTo(Status.RESOURCE_NOT_FOUND);
      assertThat(names(client)).as("the session stays").isEmpty();
    }
  }

  @Test
  void anExpiryBeyondAllTimesIsLongAndNewerClientsAreToldSo() throws Exception {
    try (TestServer server = TestServer.start(directory);
        TestClient client = server.login();
        VsrTestClient newer = server.loginVsr();
        TestClient other = server.connect()) {
      for (long expiry : new long[] {0, -1, -2, Long.MIN_VALUE, Long.MAX_VALUE}) {
        assertThat(other.ask(login(create(client, "token" + expiry, expiry)))).isZero();
      }
      assertThat(newer.ask(creation("beyond", -2)))
          .isEqualTo(Status.INVALID_PERSONAL_ACCESS_TOKEN_EXPIRY);
      assertThat(newer.ask(creation("never", -1))).isZero();
    }
  }

  private static UserRequest creation(String name, long expiry) {
    return new UserRequest.CreatePersonalAccessToken(utf8(name), expiry);
  }

  private static byte[] create(TestClient client, String name, long expiry) throws IOException {
    assertThat(client.ask(creation(name, expiry))).isZero();
    return Arrays.copyOfRange(client.answer(), 1, client.answer().length);
  }

  private static UserRequest login(byte[] token) {
    return new UserRequest.LoginWithPersonalAccessToken(token);
  }

  /** The names of the caller's tokens, in the order they are listed. */
  private static String names(TestClient client) throws IOException {
    assertThat(client.ask(new UserRequest.GetPersonalAccessTokens())).isZero();
    byte[] answer = client.answer();
    StringBuilder names = new StringBuilder();
    for (int at = 0; at < answer.length; at += 1 + answer[at] + Long.BYTES) {
      names
          .append(' ')
          .append(new String(answer, at + 1, answer[at], java.nio.charset.StandardCharsets.UTF_8));
    }
    return names.toString().strip();
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("it holds in time").isLessThan(deadline);
    }
  }
}
