package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every driver does with listening sockets and connections, over the loopback interface. */
abstract class SocketContractTest extends DriverFixture {
  @Test
  void acceptsConnectsAndEchoes() {
    Pair pair = pair();
    long memory = memory(8192);
    fill(memory, 100, 1);
    sendAll(pair.client(), memory, 100);
    receiveAll(pair.server(), memory + 4096, 100);
    sendAll(pair.server(), memory + 4096, 100);
    receiveAll(pair.client(), memory + 1000, 100);
    assertThat(Memory.equal(memory, memory + 1000, 100)).isTrue();
    assertThat(driver.localAddress(pair.client())).isEqualTo(driver.peerAddress(pair.server()));
    assertThat(driver.peerAddress(pair.client())).isEqualTo(driver.localAddress(pair.server()));
    driver.noDelay(pair.client(), false);
    driver.noDelay(pair.client(), true);
    assertThat(close(pair.client())).isZero();
    assertThat(close(pair.server())).isZero();
  }

  @Test
  void whatIsNotTakenIsKeptUpToItsLimit() {
    Pair pair = pair();
    driver.limitUnsent(pair.server(), 128 << 10);
    long memory = memory(64 << 10);
    long sent = 0;
    Probe send;
    // The other end's buffer takes some MiB first.
    do {
      Probe next = new Probe();
      loop.send(pair.server(), memory, 64 << 10, next);
      for (int i = 0; i < 200 && !next.done(); i++) {
        loop.turn(1_000_000);
      }
      send = next;
      sent += send.done() ? send.result() : 0;
    } while (send.done() && sent < 64 << 20);
    assertThat(send.done()).as("all of %d bytes were taken", sent).isFalse();
    assertThat(SocketQueue.unsent(driver.localAddress(pair.server()).getPort()))
        .isBetween(1L, 256L << 10);
  }

  @Test
  void aReceiveWaitsForWhatComesAndTakesWhatIsThere() {
    Pair pair = pair();
    long memory = memory(8192);
    Probe receive = new Probe();
    loop.receive(pair.server(), memory, 4096, receive);
    assertThat(loop.turn(0)).isZero();
    sendAll(pair.client(), memory + 4096, 10);
    assertThat(finish(receive)).isEqualTo(10);
  }

  @Test
  void connectsOverInternetProtocolVersionSix() throws IOException {
    InetAddress six = InetAddress.getByName("::1");
    int listener = driver.listen(new InetSocketAddress(six, 0), false, 16);
    Assumptions.assumeTrue(listener >= 0, "no IPv6 loopback");
    Probe accepted = new Probe();
    loop.accept(listener, accepted);
    int client = connect(driver.localAddress(listener));
    assertThat(client).isNotNegative();
    await(() -> !accepted.results.isEmpty());
    assertThat(driver.peerAddress(client)).isEqualTo(driver.localAddress(listener));
  }

  @Test
  void cancelsAReceiveAndTheNextOneGetsTheBytes() {
    driver.provideReceiveBuffers(256, 2);
    Pair pair = pair();
    long memory = memory(4096);
    Probe receive = new Probe();
    Probe provided = new Probe();
    loop.receive(pair.server(), memory, 100, receive);
    loop.receiveProvidedMulti(pair.client(), provided);
    loop.turn(0);
    for (Probe target : List.of(receive, provided)) {
      Probe cancel = new Probe();
      loop.cancel(target, cancel);
      assertThat(finish(cancel)).isZero();
      assertThat(finish(target)).isEqualTo(-Errno.ECANCELED);
      assertThat(target.flags).isZero();
    }
    sendAll(pair.client(), memory, 50);
    receiveAll(pair.server(), memory, 50);
  }

  @Test
  void acceptsUntilCancelled() {
    int listener = listen();
    Probe accepted = new Probe();
    loop.accept(listener, accepted);
    for (int i = 1; i <= 5; i++) {
      assertThat(connect(driver.localAddress(listener))).isNotNegative();
      int count = i;
      await(() -> accepted.results.size() == count);
      assertThat(accepted.flags).isEqualTo(Completions.MORE);
    }
    assertThat(accepted.results).doesNotHaveDuplicates();
    Probe cancel = new Probe();
    loop.cancel(accepted, cancel);
    assertThat(finish(cancel)).isZero();
    await(accepted::done);
    assertThat(accepted.last()).isEqualTo(-Errno.ECANCELED);
  }

  @Test
  void closingEndsWhatIsInFlightFirst() {
    Pair pair = pair();
    List<Probe> order = new ArrayList<>();
    Probe receive = new Probe(order);
    Probe close = new Probe(order);
    loop.receive(pair.server(), memory(4096), 100, receive);
    loop.turn(0);
    loop.close(pair.server(), close);
    await(() -> receive.done() && close.done());
    assertThat(receive.result()).isEqualTo(-Errno.ECANCELED);
    assertThat(close.result()).isZero();
    assertThat(order).containsExactly(receive, close);
  }

  @Test
  void closingAListenerEndsItsAcceptAndFreesThePort() {
    int listener = listen();
    InetSocketAddress address = driver.localAddress(listener);
    List<Probe> order = new ArrayList<>();
    Probe accepted = new Probe(order);
    Probe close = new Probe(order);
    loop.accept(listener, accepted);
    loop.turn(0);
    loop.close(listener, close);
    await(() -> accepted.done() && close.done());
    assertThat(accepted.last()).isEqualTo(-Errno.ECANCELED);
    assertThat(order).containsExactly(accepted, close);
    assertThat(connect(address)).isEqualTo(-Errno.ECONNREFUSED);
    assertThat(driver.listen(address, false, 16)).isNotNegative();
  }

  @Test
  void theEndOfTheStreamIsZeroBytes() {
    Pair pair = pair();
    long memory = memory(4096);
    Probe waiting = new Probe();
    loop.receive(pair.server(), memory, 100, waiting);
    loop.turn(0);
    sendAll(pair.client(), memory + 1000, 10);
    close(pair.client());
    assertThat(finish(waiting)).isEqualTo(10);
    for (int i = 0; i < 2; i++) {
      Probe end = new Probe();
      loop.receive(pair.server(), memory, 100, end);
      assertThat(finish(end)).isZero();
    }
  }

  @Test
  void shuttingDownEndsBothDirectionsAndKeepsTheHandle() {
    Pair pair = pair();
    long memory = memory(4096);
    Probe own = new Probe();
    Probe peers = new Probe();
    Probe shutdown = new Probe();
    loop.receive(pair.server(), memory, 100, own);
    loop.receive(pair.client(), memory + 1000, 100, peers);
    loop.turn(0);
    loop.shutdown(pair.server(), shutdown);
    assertThat(finish(shutdown)).isZero();
    assertThat(finish(own)).isZero();
    assertThat(finish(peers)).isZero();
    Probe send = new Probe();
    loop.send(pair.server(), memory, 10, send);
    assertThat(finish(send)).isEqualTo(-Errno.EPIPE);
    assertThat(close(pair.server())).isZero();
  }

  @Test
  void aResetIsAnError() throws IOException {
    int listener = listen();
    Probe accepted = new Probe();
    loop.accept(listener, accepted);
    try (Socket peer = new Socket()) {
      peer.connect(driver.localAddress(listener));
      await(() -> !accepted.results.isEmpty());
      Probe receive = new Probe();
      loop.receive(accepted.last(), memory(4096), 100, receive);
      loop.turn(0);
      peer.setSoLinger(true, 0);
      peer.close();
      assertThat(finish(receive)).isEqualTo(-Errno.ECONNRESET);
    }
  }

  @Test
  void sendingToAPeerThatClosedFailsAndHarmsNobody() {
    Pair pair = pair();
    long memory = memory(1 << 20);
    close(pair.server());
    int[] result = new int[1];
    await(() -> {
      Probe send = new Probe();
      loop.send(pair.client(), memory, 1 << 20, send);
      result[0] = finish(send);
      return result[0] < 0;
    });
    assertThat(result[0]).isIn(-Errno.EPIPE, -Errno.ECONNRESET);
    assertThat(close(pair.client())).isZero();
  }

  @Test
  void nobodyListensMeansRefused() throws IOException {
    InetSocketAddress address;
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(loopback(0));
      address = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    assertThat(connect(address)).isEqualTo(-Errno.ECONNREFUSED);
  }

  @Test
  void aTakenPortIsRefusedEvenWhereItsHolderWouldShare() throws IOException {
    int listener = listen();
    InetSocketAddress own = driver.localAddress(listener);
    assertThat(driver.listen(own, false, 16)).isEqualTo(-Errno.EADDRINUSE);
    assertThat(driver.listen(own, true, 16)).isEqualTo(-Errno.EADDRINUSE);
    try (ServerSocketChannel foreign = ServerSocketChannel.open()) {
      foreign.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      foreign.bind(loopback(0));
      var address = (InetSocketAddress) foreign.getLocalAddress();
      assertThat(driver.listen(address, true, 16)).isEqualTo(-Errno.EADDRINUSE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::"})
  void driversOfANodeShareAPort(String host) {
    Driver second = anotherDriver();
    Loop its = new Loop(second);
    int first = driver.listen(new InetSocketAddress(host, 0), true, 128);
    assertThat(first).isNotNegative();
    int port = driver.localAddress(first).getPort();
    int other = second.listen(new InetSocketAddress(host, port), true, 128);
    assertThat(other).isNotNegative();
    Probe ours = new Probe();
    Probe theirs = new Probe();
    loop.accept(first, ours);
    its.accept(other, theirs);
    its.turn(0);
    int count = 64;
    for (int i = 0; i < count; i++) {
      assertThat(connect(loopback(port))).isNotNegative();
    }
    await(() -> {
      its.turn(0);
      return ours.results.size() + theirs.results.size() == count;
    });
    assertThat(ours.results).isNotEmpty();
    assertThat(theirs.results).isNotEmpty();
  }

  @Test
  void servesThousandsOfConnections() {
    int count = 2000;
    int listener = listen();
    Probe accepted = new Probe();
    loop.accept(listener, accepted);
    long address = record(driver.localAddress(listener));
    List<Probe> connects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Probe connect = new Probe();
      connects.add(connect);
      loop.connect(address, connect);
    }
    await(() -> accepted.results.size() == count && connects.stream().allMatch(Probe::done));
    long memory = memory(count * 16L);
    List<Probe> received = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Probe receive = new Probe();
      received.add(receive);
      loop.receive(accepted.results.get(i), memory + 16L * i, 8, receive);
    }
    loop.turn(0);
    for (int i = 0; i < count; i++) {
      Memory.putLong(memory + 16L * i + 8, i);
      loop.send(connects.get(i).result(), memory + 16L * i + 8, 8, new Probe());
    }
    await(() -> received.stream().allMatch(Probe::done));
    long sum = 0;
    for (int i = 0; i < count; i++) {
      assertThat(received.get(i).result()).isEqualTo(8);
      sum += Memory.getLong(memory + 16L * i);
    }
    assertThat(sum).isEqualTo(count * (count - 1L) / 2);
  }

  @Test
  void aReleasedConnectionGoesOnWithAnotherDriverAndItsUnreadBytes() {
    Driver second = anotherDriver();
    Loop its = new Loop(second);
    Pair pair = pair();
    long memory = memory(8192);
    fill(memory, 4096, 9);
    sendAll(pair.client(), memory, 1000);
    receiveAll(pair.server(), memory + 4096, 600);
    int token = driver.release(pair.server());
    sendAll(pair.client(), memory + 1000, 500);
    int adopted = second.adopt(token);
    Probe rest = new Probe();
    its.receive(adopted, memory + 4096 + 600, 900, rest);
    await(its, rest::done);
    if (rest.result() < 900) { // the bytes came in two parts
      Probe last = new Probe();
      its.receive(adopted, memory + 4696 + rest.result(), 900 - rest.result(), last);
      await(its, last::done);
    }
    assertThat(Memory.equal(memory, memory + 4096, 1500)).isTrue();
    Probe back = new Probe();
    its.send(adopted, memory, 100, back);
    await(its, back::done);
    receiveAll(pair.client(), memory + 4096, 100);
    Probe closed = new Probe();
    its.close(adopted, closed);
    await(its, closed::done);
    Probe end = new Probe();
    loop.receive(pair.client(), memory, 100, end);
    assertThat(finish(end)).isZero();
  }

  @Test
  void aConnectionWithSomethingInFlightIsNotReleased() {
    Pair pair = pair();
    loop.receive(pair.server(), memory(4096), 100, new Probe());
    loop.turn(0);
    assertThatThrownBy(() -> driver.release(pair.server()))
        .isInstanceOf(IllegalStateException.class);
  }
}
