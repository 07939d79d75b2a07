package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no client should send, sent; a second client, that behaves, must not notice. */
class BadInputIT {
  private static final int INVALID_COMMAND = 3;
  private static final int UNAUTHENTICATED = 40;
  private static final Pattern FRAME = Pattern.compile("\"frame\": \"([0-9a-f]+)\"");

  /** How much the server may grow by what one kind of bad client does. */
  private static final long GROWTH_LIMIT_KIB = 700_000;

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void malformedFramesGetTheirErrorAndTheConnectionGoesOn(String driver, @TempDir Path data)
      throws Exception {
    try (ServerProcess server = ServerProcess.start(data, driver);
        RawClient client = new RawClient(server.port())) {
      // Eight zeros at the very start would be a client of the newer protocol.
      assertThat(client.ping().status()).isZero();
      client.write(new byte[8]);
      assertThat(client.read().status()).isEqualTo(INVALID_COMMAND);
      assertThat(client.call(9_999, RawClient.buffer(16).putLong(1)).status())
          .isEqualTo(INVALID_COMMAND);
      assertThat(client.call(RawClient.LOGIN, RawClient.buffer(8).put((byte) 200)).status())
          .isEqualTo(INVALID_COMMAND);
      ByteBuffer create = RawClient.buffer(64);
      RawClient.name8(create, "stranger");
      assertThat(client.call(RawClient.CREATE_STREAM, create).status()).isEqualTo(UNAUTHENTICATED);
      ByteBuffer batch = RawClient.sendPayload("s", "t", 0, List.of(new byte[100]));
      assertThat(client.call(RawClient.SEND, batch).status()).isEqualTo(UNAUTHENTICATED);
      assertThat(client.ping().status()).isZero();
      client.login("iggy", "iggy");
      assertThat(client.ping().status()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void framesBeyondTheLimitEndTheirConnectionAlone(String driver, @TempDir Path data)
      throws Exception {
    try (ServerProcess server = ServerProcess.start(data, driver);
        Bystander bystander = new Bystander(server.port())) {
      for (int code : List.of(RawClient.PING, RawClient.SEND, RawClient.CREATE_STREAM)) {
        for (int length : List.of(-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 200 << 20)) {
          try (RawClient client = RawClient.loggedIn(server.port())) {
            client.patience(5_000);
            client.write(RawClient.buffer(8).putInt(length).putInt(code).array());
            assertThat(client.isClosedByServer()).as("code %d length %d", code, length).isTrue();
          }
          bystander.works();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void framesThatNeverEndTakeNoMemoryAndNoTimeFromOthers(String driver, @TempDir Path data)
      throws Exception {
    List<RawClient> stalled = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(data, driver);
        Bystander bystander = new Bystander(server.port())) {
      bystander.works();
      long before = residentKib(server.pid());
      byte[] start = RawClient.buffer(8).putInt(120 << 20).putInt(RawClient.SEND).array();
      for (int i = 0; i < 100; i++) {
        RawClient client =
            i % 2 == 0 ? new RawClient(server.port()) : RawClient.loggedIn(server.port());
        stalled.add(client);
        try {
          client.write(start);
          client.write(new byte[100_000]);
        } catch (IOException refused) {
          // A server may end such a connection; it may not fall.
        }
      }
      bystander.works();
      assertThat(residentKib(server.pid()) - before).isLessThan(GROWTH_LIMIT_KIB);
      for (RawClient client : stalled) {
        client.close();
      }
      bystander.works();
    }
  }

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void aClientThatDoesNotReadItsAnswersDelaysNobody(String driver, @TempDir Path data)
      throws Exception {
    try (ServerProcess server = ServerProcess.start(data, driver);
        Bystander bystander = new Bystander(server.port());
        RawClient deaf = RawClient.loggedIn(server.port())) {
      deaf.createStream("deaf");
      deaf.createTopic("deaf", "deaf", 1);
      for (int i = 0; i < 8; i++) {
        assertThat(deaf.send("deaf", "deaf", 0, List.of(new byte[1 << 20]))).isZero();
      }
      long before = residentKib(server.pid());
      Thread asker =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  for (int i = 0; i < 2_000; i++) {
                    ByteBuffer poll = RawClient.buffer(256);
                    poll.put((byte) 1).put((byte) 1).put((byte) 4).putInt(7);
                    RawClient.identifier(poll, "deaf");
                    RawClient.identifier(poll, "deaf");
                    poll.put((byte) 1).putInt(0).put((byte) 3).putLong(0).putInt(8).put((byte) 0);
                    deaf.writeFrame(RawClient.POLL, poll);
                  }
                } catch (IOException ended) {
                  // The server may have had enough.
                }
              });
      for (int i = 0; i < 50; i++) {
        bystander.works();
        Thread.sleep(10);
      }
      assertThat(residentKib(server.pid()) - before).isLessThan(GROWTH_LIMIT_KIB);
      deaf.close();
      asker.join();
      bystander.works();
    }
  }

  @ParameterizedTest
  @MethodSource("galgo.acceptance.ServerProcess#drivers")
  void cutAndCorruptedFramesHarmNobodyElse(String driver, @TempDir Path data) throws Exception {
    List<byte[]> frames = recordedFrames();
    SplittableRandom random = new SplittableRandom(8);
    try (ServerProcess server = ServerProcess.start(data, driver);
        Bystander bystander = new Bystander(server.port())) {
      for (int i = 0; i < 300; i++) {
        try (RawClient client =
            i % 3 == 0 ? new RawClient(server.port()) : RawClient.loggedIn(server.port())) {
          client.patience(200);
          for (int j = 0; j < 5; j++) {
            client.write(corrupted(frames.get(random.nextInt(frames.size())), random));
          }
          client.write(frames.get(0));
          if (i % 10 == 0) {
            client.isClosedByServer();
          }
        } catch (IOException ended) {
          // Its own connection may end.
        }
        if (i % 10 == 0) {
          bystander.works();
        }
      }
      bystander.works();
      assertThat(server.stop()).isZero();
    }
  }

  /** A frame with some bytes changed, or cut short; its length field mostly left alone. */
  private static byte[] corrupted(byte[] frame, SplittableRandom random) {
    byte[] bytes = frame.clone();
    int from = random.nextInt(4) == 0 ? 0 : Math.min(8, bytes.length - 1);
    for (int i = 0; i <= random.nextInt(4); i++) {
      bytes[random.nextInt(from, bytes.length)] = (byte) random.nextInt();
    }
    int code = bytes[4] & 0xFF;
    boolean logout = code == 39;
    return random.nextInt(10) == 0 || logout
        ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length))
        : bytes;
  }

  private static List<byte[]> recordedFrames() throws IOException {
    Path golden =
        Path.of(System.getProperty("galgo.root"), "java/server/src/test/resources/golden");
    List<byte[]> frames = new ArrayList<>();
    for (String file : List.of("messages.jsonl", "streams_topics.jsonl", "groups.jsonl")) {
      Matcher matcher = FRAME.matcher(Files.readString(golden.resolve(file)));
      while (matcher.find()) {
        frames.add(HexFormat.of().parseHex(matcher.group(1)));
      }
    }
    assertThat(frames).hasSizeGreaterThan(100);
    return frames;
  }

  private static long residentKib(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IllegalStateException("no VmRSS");
  }

  /** A client that behaves, and expects to be served at once. */
  private static final class Bystander implements AutoCloseable {
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private final RawClient client;
    private long sent;

    Bystander(int port) throws IOException {
      client = RawClient.loggedIn(port);
      client.createStream("bystander");
      client.createTopic("bystander", "bystander", 1);
    }

    void works() throws IOException {
      long start = System.nanoTime();
      byte[] message = RawClient.buffer(8).putLong(sent).array();
      assertThat(client.send("bystander", "bystander", 0, List.of(message))).isZero();
      List<RawClient.Polled> polled = client.poll("bystander", "bystander", 0, sent, 10);
      assertThat(polled).hasSize(1);
      assertThat(polled.getFirst().payload()).isEqualTo(message);
      sent++;
      assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(PATIENCE_NANOS);
    }

    @Override
    public void close() throws IOException {
      client.close();
    }
  }
}
