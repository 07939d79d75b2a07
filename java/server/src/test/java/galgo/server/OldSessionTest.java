package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.server.config.Settings;
import galgo.server.config.SettingsLoader;
import galgo.wire.Identifier;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.UserRequest;
import galgo.wire.WirePermissions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids are given out again, but not to those who knew them before. */
class OldSessionTest {
  private static final byte[] PASSWORD = TestClient.utf8("secret");
  private static final WirePermissions ALL = new WirePermissions(1023, List.of());

  private @TempDir Path directory;

  @Test
  void aDeletedUsersConnectionHasNothingOfTheNextUserWithItsId() throws Exception {
    Server server = Server.start(settings());
    try (TestClient root = new TestClient(server.address()).login();
        TestClient bob = new TestClient(server.address())) {
      assertThat(root.ask(user("bob"))).isZero();
      assertThat(
              bob.ask(
                  new UserRequest.LoginUser(
                      TestClient.utf8("bob"), PASSWORD, new byte[0], new byte[0])))
          .isZero();
      assertThat(bob.ask(new StreamRequest.GetStreams())).isZero();

      assertThat(root.ask(new UserRequest.DeleteUser(Identifier.of("bob")))).isZero();
      assertThat(root.ask(user("eve"))).isZero();

      assertThat(bob.ask(new StreamRequest.GetStreams())).isEqualTo(Status.UNAUTHORIZED);
      assertThat(bob.ask(new UserRequest.GetUser(Identifier.of("eve"))))
          .isEqualTo(Status.UNAUTHORIZED);
      assertThat(
              bob.ask(
                  new UserRequest.ChangePassword(
                      Identifier.of("eve"), PASSWORD, TestClient.utf8("stolen"))))
          .isEqualTo(Status.UNAUTHORIZED);
      assertThat(bob.ask(new UserRequest.CreatePersonalAccessToken(TestClient.utf8("tok"), 0)))
          .isEqualTo(Status.RESOURCE_NOT_FOUND);
      assertThat(bob.ask(new UserRequest.DeletePersonalAccessToken(TestClient.utf8("tok"))))
          .isEqualTo(Status.RESOURCE_NOT_FOUND);
    } finally {
      server.stop();
    }
  }

  private static UserRequest.CreateUser user(String name) {
    return new UserRequest.CreateUser(TestClient.utf8(name), PASSWORD, 1, ALL);
  }

  private Settings settings() throws Exception {
    return new SettingsLoader(
            Map.of("IGGY_ROOT_USERNAME", "iggy", "IGGY_ROOT_PASSWORD", "iggy"), directory)
        .option("galgo.driver", "nio")
        .option("tcp.address", "127.0.0.1:0")
        .option("system.path", directory.resolve("data").toString())
        .option("system.memory_pool.size", "128 MiB")
        .option("galgo.limits.frame_size", "8 MiB")
        .load();
  }
}
