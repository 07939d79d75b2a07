package galgo.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HotAllocationTest {
  private static final int ROUNDS = 200_000;
  private static final Identifier NAME = Identifier.of("größe");

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void decodingHotRequestsAllocatesNothing() {
    DataRequest.Consumer consumer = new DataRequest.Consumer(false, NAME);
    OptionalLong partition = OptionalLong.of(1);
    byte[] poll =
        Frames.payload(
            Frames.encode(new DataRequest.Poll(consumer, NAME, NAME, partition, 1, 2, 3, false)));
    byte[] store =
        Frames.payload(
            Frames.encode(new DataRequest.StoreOffset(consumer, NAME, NAME, partition, 4)));
    try (Payload pollMemory = Payload.of(poll);
        Payload storeMemory = Payload.of(store);
        Payload sendMemory =
            Payload.hex("12000000 02027331 02027431 020400000000 01000000" + "00".repeat(80))) {
      PollRequest pollView = new PollRequest();
      OffsetRequest offsetView = new OffsetRequest();
      SendRequest sendView = new SendRequest();
      long before = 0;
      int failures = 0;
      for (int round = 0; round < 2 * ROUNDS; round++) {
        if (round == ROUNDS) {
          before = threads.getCurrentThreadAllocatedBytes();
        }
        failures += pollView.wrap(pollMemory.address(), pollMemory.length);
        failures +=
            offsetView.wrap(
                CommandCode.STORE_CONSUMER_OFFSET, storeMemory.address(), storeMemory.length);
        failures += sendView.wrap(sendMemory.address(), sendMemory.length);
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(failures).isZero();
      // less than a byte in many rounds: what the measuring itself takes
      assertThat(allocated).isLessThan(ROUNDS / 10);
    }
  }
}
