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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A worker's thread allocates as much for many requests as for few, though its recorders are
 * emptied meanwhile.
 */
class AllocationTest {
  @ParameterizedTest
  @EnumSource(names = {"BOTH", "GROUP"})
  void producersAndConsumersAllocateNothingPerRequest(Workload workload) throws Exception {
    try (FakeServer server = new FakeServer(Plans.SIZE)) {
      long ignored = allocated(server, workload, 20_000);
      long few = allocated(server, workload, 2_000);
      long many = allocated(server, workload, 12_000);
      assertThat((many - few) / 10_000.0)
          .as("bytes a request, after a warm-up that took %d", ignored)
          .isLessThan(1);
    }
  }

  private static long allocated(FakeServer server, Workload workload, int requests)
      throws Exception {
    Plan plan = Plans.closedLoop(server.address(), workload, 1, (long) requests * Plans.BATCH);
    AtomicInteger producing = new AtomicInteger(1);
    Side sends = side(plan, producing);
    Side polls = side(plan, producing);
    AtomicLong bytes = new AtomicLong();
    try (Setup setup = Setup.make(plan, "allocation");
        Worker worker =
            new Worker(
                List.of(producer(plan, sends, setup), consumer(plan, polls, setup)),
                Long.MAX_VALUE,
                producing,
                new AtomicBoolean())) {
      ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      Thread thread =
          new Thread(() -> {
            worker.run();
            bytes.set(bean.getCurrentThreadAllocatedBytes());
          });
      thread.start();
      gatherUntilEnded(thread, new Gathering(List.of(sends.tally(), polls.tally())), requests);
      assertThat(worker.failure()).isNull();
      assertThat(sends.tally().requests).isEqualTo(requests);
      assertThat(polls.tally().requests).isPositive();
    }
    return bytes.get();
  }

  private static void gatherUntilEnded(Thread thread, Gathering gathering, int requests)
      throws InterruptedException {
    while (thread.isAlive()) {
      Result.Interval interval = gathering.takeLatency();
      assertThat(interval == null ? 1 : interval.count()).isPositive();
      thread.join(10);
    }
    Result.Interval rest = gathering.takeLatency();
    assertThat(rest == null ? 0 : rest.count()).isNotNegative();
    assertThat(gathering.latency().getTotalCount()).isGreaterThan(requests);
  }

  private static Side side(Plan plan, AtomicInteger producing) {
    Budget budget = Budget.of(plan, System.nanoTime(), 1);
    return new Side(budget, new Tally(budget), new Clock(), producing);
  }

  private static Producer producer(Plan plan, Side side, Setup setup) throws IOException {
    ByteBuffer body = ClassicSend.body(plan.batch(), plan.messageSize(), 0, 1);
    SendRequest request = new ClassicSend(plan.batch(), plan.messageSize(), body);
    Target[] targets = setup.targets().toArray(new Target[0]);
    return new Producer(open(plan).channel(), Pace.closedLoop(), plan, side, targets, request, 1);
  }

  private static Consumer consumer(Plan plan, Side side, Setup setup) throws IOException {
    Connection connection = open(plan);
    Cursor cursor;
    if (plan.groups() > 0) {
      Group group = setup.groups().getFirst();
      connection.call(Requests.joinGroup(group));
      cursor = new GroupCursor(plan, group);
    } else {
      PollRequest request = new PollRequest(1, plan.batch());
      cursor = new OffsetCursor(plan, setup.targets().toArray(new Target[0]), request, false);
    }
    PollAnswer answer = new PollAnswer(ByteBuffer.allocateDirect(PollAnswer.CHUNK));
    return new Consumer(connection.channel(), Pace.closedLoop(), plan, side, cursor, answer);
  }

  private static Connection open(Plan plan) throws IOException {
    return Connection.open(plan.address(), plan.user(), plan.password());
  }
}
