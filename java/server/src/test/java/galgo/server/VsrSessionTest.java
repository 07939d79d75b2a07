package galgo.server;

import static galgo.server.VsrRequests.createStream;
import static galgo.server.VsrRequests.evicted;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.CommandCode;
import galgo.wire.Identifier;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.SystemRequest;
import galgo.wire.UserRequest;
import galgo.wire.vsr.Eviction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logins of the newer protocol, and what there is before and after them: wire-0.9 §1.6 and §2.1.
 */
class VsrSessionTest {
  /** Codes that travel without an operation of their own, but for ping: wire-0.9 §1.5. */
  private static final int[] UNNUMBERED = {
    10, 11, 12, 13, 14, 20, 21, 22, 31, 32, 41, 100, 102, 103, 104, 120, 123, 200, 201, 300, 301,
    600, 601, 606
  };

  private @TempDir Path directory;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(directory, "galgo.limits.login_delay", "0 s");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void beforeALoginThereIsNothingButPings() throws IOException {
    try (VsrTestClient client = server.connectVsr()) {
      assertThat(client.ask(new SystemRequest.Ping())).isZero();
      for (int code : UNNUMBERED) {
        for (byte[] body : List.of(new byte[0], new byte[] {1, 4, 0, 0, 0, 0})) {
          assertThat(client.exchange(client.frame(code, body)))
              .as("code %d", code)
              .isEqualTo(Status.UNAUTHENTICATED);
        }
      }
      for (int operation = 128; operation <= 162; operation++) {
        if (operation <= 149 || operation >= 161) {
          byte[] frame = client.frame(CommandCode.CREATE_STREAM, new byte[] {1, 's'});
          frame[176] = (byte) operation;
          assertThat(client.exchange(frame))
              .as("operation %d", operation)
              .isEqualTo(evicted(Eviction.NO_SESSION));
        }
      }
      assertThat(client.ask(VsrRequests.send(0, 3)))
          .as("a client takes it as it takes an eviction")
          .isEqualTo(Status.UNAUTHENTICATED);
      client.login();
      assertThat(client.ask(new StreamRequest.GetStreams())).isZero();
    }
  }

  @Test
  void aServerThatStopsIsSilentToWhoeverHasBegunItsFirstRequest() throws Exception {
    try (TestServer stopping =
            TestServer.start(directory.resolve("stopping"), "system.sharding.cpu_allocation", "1");
        VsrTestClient client = stopping.connectVsr()) {
      byte[] login = client.frame(CommandCode.LOGIN_USER, new byte[40]);
      client.write(Arrays.copyOf(login, login.length - 1));
      // The one shard that logs another client in has received these bytes before.
      stopping.loginVsr().close();
      stopping.close();
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void theClassicLoginsAreMalformedHere() throws IOException {
    try (VsrTestClient client = server.connectVsr()) {
      for (int code : new int[] {CommandCode.LOGIN_USER, 44}) {
        byte[] frame = client.frame(CommandCode.PING, new byte[0]);
        frame[196] = (byte) code;
        assertThat(client.exchange(frame)).isEqualTo(evicted(Eviction.MALFORMED_LOGIN));
      }
      client.login();
    }
  }

  @Test
  void theAnswerToALoginNamesUserSessionAndServer() throws IOException {
    try (VsrTestClient client = server.loginVsr()) {
      ByteBuffer body = ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(body.getInt()).as("root").isZero();
      assertThat(body.getLong()).isPositive().isEqualTo(client.session);
      assertThat(body.getInt()).isEqualTo(11_264);
      byte[] version = new byte[body.get()];
      body.get(version);
      assertThat(version).asString(StandardCharsets.US_ASCII).startsWith("0.9");
      assertThat(body.hasRemaining()).isFalse();
      int section = client.bodyLength() - client.answer().length;
      assertThat(section).as("result section").isEqualTo(4);
    }
  }

  @Test
  void theVersionsOf011AreServedAndNoOthers() throws IOException {
    try (VsrTestClient client = server.connectVsr()) {
      int[] others = {
        0, 1, (11 << 10) - 1, 10 << 10, 12 << 10, 1 << 20, (1 << 20) + (11 << 10), -1
      };
      for (int version : others) {
        assertThat(client.exchange(login(client, version, "rust-sdk")))
            .as("version %d", version)
            .isEqualTo(evicted(Eviction.INCOMPATIBLE_PROTOCOL));
        ByteBuffer header = ByteBuffer.wrap(client.header()).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(header.getInt(148)).as("lowest").isEqualTo(11 << 10);
        assertThat(header.getInt(144)).as("highest").isBetween(11 << 10, (11 << 10) + 1023);
      }
      assertThat(client.exchange(login(client, (11 << 10) + 7, "rust-sdk"))).isZero();
      assertThat(client.exchange(login(client, 11 << 10, "rust-sdk"))).isZero();
    }
  }

  @Test
  void loginsThatSayNothingUsefulAreMalformed() throws IOException {
    try (VsrTestClient client = server.connectVsr()) {
      byte[] whole = login(client, 11 << 10, "rust-sdk");
      for (int length = 256; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN).putInt(48, length);
        assertThat(client.exchange(unstamped(cut)))
            .as("%d bytes", length)
            .isIn(evicted(Eviction.MALFORMED_LOGIN), Status.INVALID_PERSONAL_ACCESS_TOKEN);
      }
      assertThat(client.exchange(unstamped(login(client, 11 << 10, ""))))
          .isEqualTo(evicted(Eviction.MALFORMED_LOGIN));
      assertThat(client.exchange(whole)).as("over the same connection").isZero();
    }
  }

  @Test
  void aLoginThatIsRefusedSaysLittleOfWhyAndLeavesTheConnectionOpen() throws IOException {
    try (VsrTestClient root = server.loginVsr();
        VsrTestClient client = server.connectVsr()) {
      String token = inactiveUserWithToken(root);
      assertThat(client.login("nobody", "secret")).isEqualTo(Status.INVALID_CREDENTIALS);
      assertThat(client.login("iggy", "secret")).isEqualTo(Status.INVALID_CREDENTIALS);
      assertThat(client.login("ig", "secret"))
          .as("short name")
          .isEqualTo(Status.INVALID_CREDENTIALS);
      assertThat(client.login("iggy", "")).as("short").isEqualTo(Status.INVALID_CREDENTIALS);
      assertThat(client.login("robin", "secret1")).isEqualTo(Status.INVALID_CREDENTIALS);
      assertThat(byToken(client, token)).as("inactive").isEqualTo(Status.UNAUTHENTICATED);
      assertThat(byToken(client, "unknown")).isEqualTo(Status.INVALID_PERSONAL_ACCESS_TOKEN);
      String expired = token(root, "short", 1);
      assertThat(byToken(client, expired)).isEqualTo(Status.INVALID_PERSONAL_ACCESS_TOKEN);
      assertThat(byToken(client, token(root, "long", 0))).isZero();
      assertThat(client.ask(new StreamRequest.GetStreams())).isZero();
    }
  }

  @Test
  void aTokenThatEndsBeyondAllTimesIsRefused() throws IOException {
    try (VsrTestClient client = server.loginVsr()) {
      for (long expiry : new long[] {Long.MAX_VALUE, -2, Long.MIN_VALUE}) {
        assertThat(
                client.ask(
                    new UserRequest.CreatePersonalAccessToken(TestClient.utf8("token"), expiry)))
            .isEqualTo(Status.INVALID_PERSONAL_ACCESS_TOKEN_EXPIRY);
      }
      assertThat(token(client, "never", -1)).hasSize(68);
    }
  }

  @Test
  void aPingIsAnsweredWhateverSessionItNames() throws IOException {
    try (VsrTestClient client = server.connectVsr()) {
      client.session = 77;
      client.client = 1234;
      assertThat(client.ask(new SystemRequest.Ping())).as("of a lost connection").isZero();
      client.client = 7;
      client.login();
      client.session++;
      client.client++;
      assertThat(client.ask(new SystemRequest.Ping())).isZero();
      assertThat(client.ask(new StreamRequest.GetStreams())).isZero();
    }
  }

  @Test
  void eachLoginIsANewSessionWithNumbersOfItsOwn() throws IOException {
    try (VsrTestClient client = server.loginVsr()) {
      assertThat(client.ask(createStream("one"))).isZero();
      assertThat(client.ask(createStream("two"))).isZero();
      long session = client.session;
      assertThat(client.ask(new UserRequest.LogoutUser())).isZero();
      assertThat(client.bodyLength()).as("no result section").isZero();
      client.client++;
      client.login();
      assertThat(client.session).isGreaterThan(session);
      assertThat(client.request).isZero();
      assertThat(client.ask(createStream("three"))).isZero();
      assertThat(client.login("iggy", "iggy")).as("without a logout before").isZero();
      assertThat(client.ask(createStream("four"))).isZero();
    }
  }

  @Test
  void whoActsIsWhoHasLoggedInWhateverTheHeaderSays() throws IOException {
    try (VsrTestClient root = server.loginVsr();
        VsrTestClient client = server.connectVsr()) {
      assertThat(root.ask(createStream("s"))).isZero();
      assertThat(
              root.ask(
                  new UserRequest.CreateUser(
                      TestClient.utf8("robin"), TestClient.utf8("secret1"), 1, null)))
          .isZero();
      assertThat(client.login("robin", "secret1")).isZero();
      byte[] frame = client.frame(CommandCode.DELETE_STREAM, new byte[] {2, 1, 's'});
      Arrays.fill(frame, 192, 196, (byte) 0);
      assertThat(client.exchange(frame)).isEqualTo(Status.UNAUTHORIZED);
    }
  }

  private static String inactiveUserWithToken(VsrTestClient root) throws IOException {
    byte[] name = TestClient.utf8("robin");
    byte[] password = TestClient.utf8("secret1");
    assertThat(root.ask(new UserRequest.CreateUser(name, password, 1, null))).isZero();
    assertThat(root.login("robin", "secret1")).isZero();
    String token = token(root, "machine", 0);
    root.login();
    assertThat(
            root.ask(new UserRequest.UpdateUser(Identifier.of("robin"), null, OptionalInt.of(2))))
        .isZero();
    return token;
  }

  private static String token(VsrTestClient client, String name, long expiry) throws IOException {
    assertThat(client.ask(new UserRequest.CreatePersonalAccessToken(TestClient.utf8(name), expiry)))
        .isZero();
    byte[] answer = client.answer();
    return new String(answer, 1, answer[0] & 0xFF, StandardCharsets.US_ASCII);
  }

  private static int byToken(VsrTestClient client, String token) throws IOException {
    return client.ask(new UserRequest.LoginWithPersonalAccessToken(TestClient.utf8(token)));
  }

  /** The login of a client of this version and name. */
  private static byte[] login(VsrTestClient client, int version, String sdk) {
    ByteBuffer body = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN).putInt(version);
    for (String text : new String[] {sdk, "0.11.0", "iggy", "iggy"}) {
      body.put((byte) text.length()).put(TestClient.utf8(text));
    }
    body.putInt(0);
    return client.frame(CommandCode.LOGIN_USER, Arrays.copyOf(body.array(), body.position()));
  }

  private static byte[] unstamped(byte[] frame) {
    Arrays.fill(frame, 144, 160, (byte) 0);
    return frame;
  }
}
