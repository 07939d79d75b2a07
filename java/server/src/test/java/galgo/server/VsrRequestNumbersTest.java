package galgo.server;

import static galgo.server.VsrRequests.createStream;
import static galgo.server.VsrRequests.evicted;
import static galgo.server.VsrRequests.poll;
import static galgo.server.VsrRequests.send;
import static galgo.server.VsrRequests.store;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.CommandCode;
import galgo.wire.Identifier;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import galgo.wire.SystemRequest;
import galgo.wire.vsr.Eviction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Request numbers, answers that come again, and headers that are wrong: wire-0.9 §1.3 and §1.9. */
class VsrRequestNumbersTest {
  private @TempDir Path directory;
  private TestServer server;
  private VsrTestClient client;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(directory);
    client = server.loginVsr();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void numbersMayHaveGapsAndOldOnesAreNotAppliedAgain() throws IOException {
    client.request = 4;
    byte[] five = create("five");
    assertThat(client.exchange(five)).isZero();
    byte[] head = client.header();
    byte[] body = client.answer();
    client.request = 1_000_000;
    assertThat(client.ask(createStream("million"))).isZero();
    assertThat(client.exchange(five)).as("kept").isZero();
    assertThat(client.header()).as("byte for byte").isEqualTo(head);
    assertThat(client.answer()).isEqualTo(body);
    client.request = 4;
    assertThat(client.exchange(create("other"))).as("another body").isEqualTo(3);
    client.request = 6;
    assertThat(client.ask(createStream("seven"))).isEqualTo(Status.REQUEST_ALREADY_APPLIED);
    client.request = 1_000_000;
    assertThat(client.ask(createStream("same number"))).isEqualTo(3);
    assertThat(client.ask(createStream("next"))).isZero();
    assertThat(streams()).isEqualTo(3);
  }

  @Test
  void failuresComeAgainToo() throws IOException {
    assertThat(client.ask(createStream("x"))).isZero();
    byte[] frame = create("x");
    assertThat(client.exchange(frame)).isEqualTo(Status.STREAM_NAME_ALREADY_EXISTS);
    assertThat(client.ask(new StreamRequest.DeleteStream(Identifier.of("x")))).isZero();
    assertThat(client.exchange(frame)).isEqualTo(Status.STREAM_NAME_ALREADY_EXISTS);
    assertThat(streams()).isZero();
  }

  @Test
  void offsetsAndMessagesAreStoredOnceAndFiveAnswersAreKept() throws IOException {
    VsrRequests.create(client, 1);
    byte[] first = client.frame(send(0, 3));
    assertThat(client.exchange(first)).isZero();
    byte[] confirmation = client.answer();
    byte[] stored = client.frame(store(VsrRequests.consumer(), 0, 2));
    assertThat(client.exchange(stored)).isZero();
    for (int i = 0; i < 3; i++) {
      assertThat(client.ask(store(VsrRequests.consumer(), 0, i))).isZero();
      assertThat(client.exchange(stored)).as("again, and not stored").isZero();
      assertThat(client.exchange(first)).isZero();
      assertThat(client.answer()).isEqualTo(confirmation);
    }
    assertThat(client.ask(send(0, 1))).isZero();
    assertThat(client.exchange(first)).isEqualTo(Status.REQUEST_ALREADY_APPLIED);
    assertThat(poll(client, 100)).hasSize(4);
  }

  @Test
  void aRequestThatCameDamagedMayBeSentAgainWithItsNumber() throws IOException {
    byte[] frame = create("x1");
    frame[258] ^= 1;
    assertThat(client.exchange(frame)).isEqualTo(Status.INVALID_FORMAT);
    frame[258] ^= 1;
    assertThat(client.exchange(frame)).isZero();
    byte[] next = create("x2");
    next[176] = 64;
    assertThat(client.exchange(next)).as("internal operation").isEqualTo(3);
    next[176] = (byte) 128;
    next[184]++;
    assertThat(client.exchange(next)).as("a session to come").isEqualTo(3);
    next[184]--;
    assertThat(client.exchange(next)).isZero();
    assertThat(streams()).isEqualTo(2);
  }

  @Test
  void aStampIsCheckedOnEveryRequestThatHasOne() throws IOException {
    for (byte[] frame :
        new byte[][] {
          client.frame(CommandCode.GET_STREAM, new byte[] {2, 1, 's'}),
          client.frame(CommandCode.LOGOUT_USER, new byte[0]),
          client.frame(send(0, 1)),
          client.frame(CommandCode.PING, new byte[0])
        }) {
      ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putLong(144, 0xBADL);
      assertThat(client.exchange(frame)).isEqualTo(Status.INVALID_FORMAT);
      ByteBuffer.wrap(frame).putLong(144, 0).putLong(152, 1);
      assertThat(client.exchange(frame)).as("above 64 bits").isEqualTo(Status.INVALID_FORMAT);
    }
    assertThat(client.ask(createStream("still logged in"))).isZero();
  }

  @Test
  void sessionsAndClientsThatAreNotThisConnectionsAreTurnedAway() throws IOException {
    byte[] frame = create("x");
    frame[128]++;
    assertThat(client.exchange(frame)).isEqualTo(evicted(Eviction.NO_SESSION));
    frame[128]--;
    ByteBuffer fields = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    fields.putLong(184, client.session - 1);
    assertThat(client.exchange(frame)).isEqualTo(evicted(Eviction.SESSION_TOO_LOW));
    fields.putLong(184, 0);
    assertThat(client.exchange(frame)).isEqualTo(evicted(Eviction.SESSION_TOO_LOW));
    fields.putLong(184, client.session + 1);
    assertThat(client.exchange(frame)).isEqualTo(3);
    fields.putLong(184, client.session);
    fields.putLong(168, 0);
    assertThat(client.exchange(frame)).as("number 0").isEqualTo(3);
    fields.putLong(168, 1);
    assertThat(client.exchange(frame)).isZero();
  }

  @Test
  void registersWithANumberOrASessionAreRefused() throws IOException {
    for (int at : new int[] {168, 184}) {
      byte[] frame = client.frame(CommandCode.LOGIN_USER, new byte[] {0, 0x2c, 0, 0});
      frame[at] = 1;
      assertThat(client.exchange(frame)).isEqualTo(3);
    }
    assertThat(client.ask(createStream("still logged in"))).isZero();
  }

  @Test
  void onlyWhatMattersOfAHeaderIsLookedAtAndOnlyRequestsAreAnswered() throws IOException {
    for (int command = 0; command < 256; command++) {
      byte[] frame = client.frame(CommandCode.PING, new byte[0]);
      frame[60] = (byte) command;
      assertThat(client.exchange(frame)).as("command %d", command).isEqualTo(command == 5 ? 0 : 3);
    }
    // checksums of frames, cluster, view, release, replica, times, user and what is reserved
    for (int at : new int[] {0, 16, 32, 52, 56, 61, 70, 127, 165, 180, 193, 210, 255}) {
      byte[] frame = client.frame(CommandCode.PING, new byte[0]);
      frame[at] = 9;
      assertThat(client.exchange(frame)).as("byte %d", at).isZero();
    }
    byte[] nobody = client.frame(CommandCode.PING, new byte[0]);
    nobody[128] = 0;
    client.write(nobody);
    assertThat(client.receive()).as("no client").isEqualTo(3);
  }

  @Test
  void everyOperationThatIsNoneOfAClientsIsRefused() throws IOException {
    for (int operation = 0; operation < 256; operation++) {
      boolean known =
          operation >= 1 && operation <= 3
              || operation >= 128 && operation <= 149
              || operation >= 160 && operation <= 162;
      if (!known) {
        byte[] frame = create("x" + operation);
        frame[176] = (byte) operation;
        assertThat(client.exchange(frame)).as("operation %d", operation).isEqualTo(3);
      }
    }
    for (int code : new int[] {0, 2, 33, 39, 101, 121, 122, 202, 302, 402, 503, 604, 607, 65_535}) {
      byte[] frame = client.frame(CommandCode.PING, new byte[] {1, 's'});
      ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(196, code);
      assertThat(client.exchange(frame)).as("code %d by itself", code).isEqualTo(3);
    }
    assertThat(streams()).isZero();
  }

  @Test
  void framesThatAreTooShortOrTooLongEndTheConnection() throws Exception {
    for (int size : new int[] {0, 255, 256 + (8 << 20), -1}) {
      try (VsrTestClient other = server.loginVsr()) {
        byte[] frame = other.frame(send(0, 1));
        ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(48, size);
        other.write(frame);
        assertThat(other.hears()).as("size %d", size).isFalse();
      }
    }
    assertThat(client.ask(new SystemRequest.Ping())).isZero();
  }

  private byte[] create(String name) {
    byte[] utf8 = TestClient.utf8(name);
    byte[] body = new byte[1 + utf8.length];
    body[0] = (byte) utf8.length;
    System.arraycopy(utf8, 0, body, 1, utf8.length);
    return client.frame(CommandCode.CREATE_STREAM, body);
  }

  private int streams() throws IOException {
    assertThat(client.ask(new SystemRequest.GetStats())).isZero();
    assertThat(client.ask(new StreamRequest.GetStreams())).isZero();
    ByteBuffer answer = ByteBuffer.wrap(client.answer()).order(ByteOrder.LITTLE_ENDIAN);
    int streams = 0;
    while (answer.hasRemaining()) {
      answer.position(answer.position() + 32);
      int name = answer.get();
      answer.position(answer.position() + name);
      assertThat(answer.getInt()).as("no options").isZero();
      streams++;
    }
    return streams;
  }
}
