package galgo.bench.jmh;

import galgo.io.Memory;
import galgo.wire.CommandCode;
import galgo.wire.Decoded;
import galgo.wire.PollRequest;
import galgo.wire.RequestDecoder;
import galgo.wire.SendRequest;
import java.lang.foreign.Arena;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the bytes of a request are understood from, up to the messages it brings. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {
  private static final String NUMBERS = "010402000000" + "010403000000";
  private static final String NAMES = "02096d792d73747265616d" + "02086d792d746f706963";

  /** How stream and topic are named: {@code number} or {@code name}. */
  @Param({"number", "name"})
  public String ids = "number";

  private final Arena arena = Arena.ofShared();
  private final SendRequest send = new SendRequest();
  private final PollRequest poll = new PollRequest();
  private final RequestDecoder decoder = new RequestDecoder();
  private long sendAddress;
  private int sendLength;
  private long pollAddress;
  private int pollLength;
  private long getAddress;
  private int getLength;

  /** Lays the payloads down. */
  @Setup
  public void layRequests() {
    String names = ids.equals("number") ? NUMBERS : NAMES;
    String partition = "0204" + "01000000";
    String metadata = names + partition + "01000000";
    String length = HexFormat.of().toHexDigits((byte) (metadata.length() / 2)) + "000000";
    byte[] sendBytes = bytes(length + metadata + "00".repeat(16 + 64 + 100));
    byte[] pollBytes =
        bytes(
            "01"
                + "010401000000"
                + names
                + "0101000000"
                + "010700000000000000"
                + "e8030000"
                + "00");
    byte[] getBytes = bytes(names);
    sendAddress = lay(sendBytes);
    sendLength = sendBytes.length;
    pollAddress = lay(pollBytes);
    pollLength = pollBytes.length;
    getAddress = lay(getBytes);
    getLength = getBytes.length;
    if (send() != 0 || poll() != 0 || get() instanceof Decoded.Malformed) {
      throw new IllegalStateException("a request of the benchmark is malformed");
    }
  }

  /** Frees the memory. */
  @TearDown
  public void free() {
    arena.close();
  }

  /** Send messages: metadata, without index and messages. */
  @Benchmark
  public int send() {
    return send.wrap(sendAddress, sendLength);
  }

  /** Poll messages. */
  @Benchmark
  public int poll() {
    return poll.wrap(pollAddress, pollLength);
  }

  /** Get topic: one of those that become an object. */
  @Benchmark
  public Decoded get() {
    return decoder.decode(CommandCode.GET_TOPIC, getAddress, getLength);
  }

  private long lay(byte[] bytes) {
    long address = arena.allocate(bytes.length, 8).address();
    Memory.copy(bytes, 0, address, bytes.length);
    return address;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
