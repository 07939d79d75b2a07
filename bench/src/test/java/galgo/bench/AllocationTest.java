package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A worker's thread allocates as much for many requests as for few. */
class AllocationTest {
  @Test
  void producersAndConsumersAllocateNothingPerRequest() throws Exception {
    try (FakeServer server = new FakeServer(Plans.SIZE)) {
      long ignored = allocated(server, 20_000);
      long few = allocated(server, 2_000);
      long many = allocated(server, 12_000);
      assertThat((many - few) / 10_000.0)
          .as("bytes a request, after a warm-up that took %d", ignored)
          .isLessThan(1);
    }
  }

  private static long allocated(FakeServer server, int requests) throws Exception {
    Plan plan = Plans.closedLoop(server.address(), Workload.BOTH, 1, (long) requests * Plans.BATCH);
    AtomicInteger producing = new AtomicInteger(1);
    Side sends = side(plan, producing);
    Side polls = side(plan, producing);
    int stream = server.streams.getAndIncrement();
    Target[] targets = {new Target(stream, 0, 0), new Target(stream, 0, 1)};
    Worker worker =
        new Worker(
            List.of(producer(plan, sends, targets), consumer(plan, polls, targets)),
            Long.MAX_VALUE,
            producing,
            new AtomicBoolean());
    ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    AtomicLong bytes = new AtomicLong();
    Thread thread =
        new Thread(() -> {
          worker.run();
          bytes.set(bean.getCurrentThreadAllocatedBytes());
        });
    thread.start();
    thread.join();
    worker.close();
    assertThat(worker.failure()).isNull();
    assertThat(sends.tally().requests).isEqualTo(requests);
    assertThat(polls.tally().requests).isPositive();
    return bytes.get();
  }

  private static Side side(Plan plan, AtomicInteger producing) {
    Budget budget = Budget.of(plan, System.nanoTime(), 1);
    return new Side(budget, new Tally(budget), new Clock(), producing);
  }

  private static Producer producer(Plan plan, Side side, Target[] targets) throws IOException {
    ByteBuffer body = ClassicSend.body(plan.batch(), plan.messageSize(), 0, 1);
    SendRequest request = new ClassicSend(plan.batch(), plan.messageSize(), body);
    return new Producer(open(plan).channel(), Pace.closedLoop(), plan, side, targets, request, 1);
  }

  private static Consumer consumer(Plan plan, Side side, Target[] targets) throws IOException {
    PollAnswer answer = new PollAnswer(ByteBuffer.allocateDirect(PollAnswer.CHUNK));
    PollRequest request = new PollRequest(1, plan.batch());
    Cursor cursor = new OffsetCursor(plan, targets, request, false);
    return new Consumer(open(plan).channel(), Pace.closedLoop(), plan, side, cursor, answer);
  }

  private static Connection open(Plan plan) throws IOException {
    return Connection.open(plan.address(), plan.user(), plan.password());
  }
}
