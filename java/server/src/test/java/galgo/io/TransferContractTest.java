package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How every driver carries bytes: large and in parts, in pieces, into its own buffers. */
abstract class TransferContractTest extends DriverFixture {
  @Test
  void carriesManyMebibytesBothWaysAtOnceByteForByte() {
    Pair pair = pair();
    int length = 24 << 20;
    long out = memory(2L * length);
    long in = memory(2L * length);
    fill(out, 2L * length, 7);
    List<Flow> flows =
        List.of(
            new Flow(pair.client(), out, length, true),
            new Flow(pair.server(), in, length, false),
            new Flow(pair.server(), out + length, length, true),
            new Flow(pair.client(), in + length, length, false));
    flows.forEach(Flow::go);
    await(() -> flows.stream().allMatch(flow -> flow.done == length));
    assertThat(Memory.equal(out, in, 2L * length)).isTrue();
    assertThat(flows.get(0).completions).as("sends come back in parts").isGreaterThan(1);
  }

  /** Sends or receives all of it, however it comes in parts. */
  private final class Flow extends Operation {
    final int handle;
    final long address;
    final int length;
    final boolean out;
    int done;
    int completions;

    Flow(int handle, long address, int length, boolean out) {
      this.handle = handle;
      this.address = address;
      this.length = length;
      this.out = out;
    }

    void go() {
      if (out) {
        loop.send(handle, address + done, length - done, this);
      } else {
        loop.receive(handle, address + done, length - done, this);
      }
    }

    @Override
    protected void completed(int result, int flags, long data) {
      assertThat(result).isBetween(1, length - done);
      done += result;
      completions++;
      if (done < length) {
        go();
      }
    }
  }

  @Test
  void sendsManyPiecesAtOnce() {
    Pair pair = pair();
    int pieces = Submissions.VECTOR_LIMIT;
    long memory = memory(pieces * 100L);
    fill(memory, pieces * 100L, 3);
    long vector = memory(pieces * 16L);
    int total = 0;
    for (int i = 0; i < pieces; i++) {
      int length = i % 100;
      Memory.putLong(vector + 16L * i, memory + i * 100L);
      Memory.putLong(vector + 16L * i + 8, length);
      total += length;
    }
    Probe send = new Probe();
    loop.sendVectored(pair.client(), vector, pieces, send);
    assertThat(finish(send)).isEqualTo(total);
    long in = memory(total);
    receiveAll(pair.server(), in, total);
    for (int i = 0, at = 0; i < pieces; at += i % 100, i++) {
      assertThat(Memory.equal(memory + i * 100L, in + at, i % 100)).isTrue();
    }
  }

  @Test
  void aVectoredSendMayBePartialAndTheBytesAreTheFirstOnes() {
    Pair pair = pair();
    int piece = 4 << 20;
    int pieces = 8;
    long memory = memory((long) piece * pieces);
    fill(memory, (long) piece * pieces, 4);
    long vector = memory(16L * pieces);
    for (int i = 0; i < pieces; i++) {
      Memory.putLong(vector + 16L * i, memory + (long) i * piece);
      Memory.putLong(vector + 16L * i + 8, piece);
    }
    Probe send = new Probe();
    loop.sendVectored(pair.client(), vector, pieces, send);
    long in = memory((long) piece * pieces);
    Probe receive = new Probe();
    loop.receive(pair.server(), in, 4096, receive);
    await(() -> send.done() && receive.done());
    int rest = send.result() - receive.result();
    receiveAll(pair.server(), in + receive.result(), rest);
    assertThat(Memory.equal(memory, in, send.result())).isTrue();
  }

  @Test
  void receivesIntoProvidedBuffers() {
    driver.provideReceiveBuffers(1024, 4);
    Pair pair = pair();
    long memory = memory(4096);
    fill(memory, 300, 5);
    Probe receive = new Probe();
    loop.receiveProvided(pair.server(), receive);
    sendAll(pair.client(), memory, 300);
    assertThat(finish(receive)).isEqualTo(300);
    assertThat(receive.flags).isEqualTo(Completions.BUFFER);
    assertThat(Memory.equal(memory, receive.buffers.getFirst(), 300)).isTrue();
    driver.recycle(receive.buffers.getFirst());
  }

  @Test
  void receivesIntoProvidedBuffersUntilTheEndOfTheStream() {
    driver.provideReceiveBuffers(512, 8);
    Pair pair = pair();
    int length = 100_000;
    long memory = memory(length);
    fill(memory, length, 6);
    Collector collector = new Collector(pair.server(), memory(length));
    loop.receiveProvidedMulti(pair.server(), collector);
    Flow flow = new Flow(pair.client(), memory, length, true);
    flow.go();
    await(() -> collector.received == length && flow.done == length);
    close(pair.client());
    await(() -> collector.ended);
    assertThat(Memory.equal(memory, collector.target, length)).isTrue();
  }

  /** Goes on after running out of buffers, and gives each back at once. */
  private final class Collector extends Operation {
    final int handle;
    final long target;
    int received;
    boolean ended;

    Collector(int handle, long target) {
      this.handle = handle;
      this.target = target;
    }

    @Override
    protected void completed(int result, int flags, long data) {
      if (result > 0) {
        assertThat(flags & Completions.BUFFER).isNotZero();
        Memory.copy(data, target + received, result);
        received += result;
        driver.recycle(data);
      } else if (result == 0) {
        ended = true;
      } else {
        assertThat(result).isEqualTo(-Errno.ENOBUFS);
      }
      if (!pending() && !ended) {
        loop.receiveProvidedMulti(handle, this);
      }
    }
  }

  @Test
  void saysWhenNoBufferIsFreeAndLosesNothing() {
    driver.provideReceiveBuffers(256, 2);
    Pair pair = pair();
    int length = 2000;
    long memory = memory(4096);
    fill(memory, length, 8);
    Probe receive = new Probe();
    loop.receiveProvidedMulti(pair.server(), receive);
    sendAll(pair.client(), memory, length);
    await(receive::done);
    assertThat(receive.last()).isEqualTo(-Errno.ENOBUFS);
    assertThat(receive.buffers).hasSize(2);
    int received = 0;
    for (int i = 0; i < 2; i++) {
      int part = receive.results.get(i);
      assertThat(Memory.equal(memory + received, receive.buffers.get(i), part)).isTrue();
      received += part;
    }
    receive.buffers.forEach(driver::recycle);
    Collector collector = new Collector(pair.server(), memory(length));
    loop.receiveProvidedMulti(pair.server(), collector);
    int rest = length - received;
    await(() -> collector.received == rest);
    assertThat(Memory.equal(memory + received, collector.target, rest)).isTrue();
  }
}
