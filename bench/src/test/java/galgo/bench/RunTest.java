package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs against a server that is known, so that it is known what must be measured. */
class RunTest {
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer(Plans.SIZE);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void producersSendTheirBudgetToAllPartitionsAndCleanUp() throws Exception {
    Result result = run(Plans.closedLoop(server.address(), Workload.PRODUCE, 2, 5000));
    Result.SideResult produce = Objects.requireNonNull(result.produce());
    assertThat(produce.messages()).isEqualTo(5000);
    assertThat(produce.requests()).isEqualTo(500);
    assertThat(produce.payloadBytes()).isEqualTo(500_000);
    assertThat(produce.wireMbPerSecond() / produce.payloadMbPerSecond()).isBetween(1.80, 1.90);
    assertThat(server.messages()).isGreaterThanOrEqualTo(5000);
    assertThat(server.partitionsWritten()).isEqualTo(4);
    assertThat(server.deletedStreams.get()).isEqualTo(server.streams.get()).isEqualTo(1);
  }

  @Test
  void consumersReadTheirBudgetAroundAndAround() throws Exception {
    Plan plan = Plans.closedLoop(server.address(), Workload.CONSUME, 3, 5000);
    Result.SideResult consume = Objects.requireNonNull(run(plan).consume());
    assertThat(consume.messages()).isBetween(5000L, 5000L + 3 * Plans.BATCH);
    assertThat(consume.payloadBytes()).isEqualTo(consume.messages() * Plans.SIZE);
    assertThat(consume.emptyPolls()).isZero();
  }

  @Test
  void bothSidesEndAndTellTheTimeFromSendToReceipt() throws Exception {
    Result result = run(Plans.closedLoop(server.address(), Workload.BOTH, 2, 5000));
    Result.SideResult consume = Objects.requireNonNull(result.consume());
    assertThat(Objects.requireNonNull(result.produce()).messages()).isEqualTo(5000);
    assertThat(consume.messages()).isPositive();
    Result.Latency endToEnd = Objects.requireNonNull(consume.endToEnd());
    assertThat(endToEnd.max()).isLessThan(10_000);
  }

  @Test
  void eachOfTwoGroupsReadsAllThatIsSent() throws Exception {
    Plan plan = Plans.groups(server.address(), 2, 4, 2, 5000);
    Result result = run(plan);
    Result.SideResult consume = Objects.requireNonNull(result.consume());
    assertThat(Objects.requireNonNull(result.produce()).messages()).isEqualTo(5000);
    assertThat(consume.messages()).isBetween(2 * 5000L, 2 * 5000L + 4 * Plans.BATCH);
    assertThat(consume.endToEnd()).isNotNull();
    assertThat(server.groups.count()).isEqualTo(2);
  }

  @Test
  void groupsWithoutProducersReadWhatWasLaidDownOnce() throws Exception {
    Plan plan = Plans.groups(server.address(), 0, 3, 1, 5000);
    Result result = run(plan);
    assertThat(result.produce()).isNull();
    long read = Objects.requireNonNull(result.consume()).messages();
    assertThat(read).isBetween(5000L, 5000L + 3 * Plans.BATCH);
  }

  @Test
  void fewerConsumersThanGroupsAreRefusedAndNothingStays() {
    Plan plan = Plans.groups(server.address(), 1, 1, 2, 5000);
    assertThatThrownBy(() -> run(plan))
        .hasMessage("2 groups want as many consumers at least, not 1");
    assertThat(server.deletedStreams.get()).isEqualTo(1);
  }

  @Test
  void endToEndPollsWithoutPauseWhileTheSendsKeepTheirRate() throws Exception {
    Plan plan = Plans.openLoop(server.address(), Workload.END_TO_END, 100, 1.5);
    Result.SideResult consume = Objects.requireNonNull(run(plan).consume());
    // A consumer that polled at the rate, too, would have asked some 150 times.
    assertThat(consume.emptyPolls()).isGreaterThan(300);
    assertThat(Objects.requireNonNull(consume.endToEnd()).p50()).isLessThan(100);
  }

  @Test
  void anOpenLoopKeepsItsRate() throws Exception {
    Plan plan = Plans.openLoop(server.address(), Workload.PRODUCE, 200, 1.5);
    Result.SideResult produce = Objects.requireNonNull(run(plan).produce());
    assertThat(produce.requests()).isEqualTo(300);
    assertThat(produce.seconds()).isBetween(1.4, 2.5);
  }

  @Test
  void samplesTellEveryMeasuredRequestOnce() throws Exception {
    Plan plan = Plans.openLoop(server.address(), Workload.BOTH, 200, 1.1);
    Result result = run(plan);
    assertThat(result.samples()).hasSizeBetween(4, 30);
    long sends = 0;
    long receipts = 0;
    double before = Double.NEGATIVE_INFINITY;
    for (Result.Sample sample : result.samples()) {
      sends += sample.sends() == null ? 0 : sample.sends().count();
      receipts += sample.endToEnd() == null ? 0 : sample.endToEnd().count();
      assertThat(sample.seconds()).isGreaterThan(before);
      before = sample.seconds();
    }
    assertThat(sends).isEqualTo(Objects.requireNonNull(result.produce()).requests());
    assertThat(receipts).isPositive();
    assertThat(Objects.requireNonNull(result.consume()).endToEndCurve()).isNotNull();
  }

  @Test
  void aStallIsInTheLatencyOfEveryRequestThatItKeptBack() throws Exception {
    server.stallAtSend = 60;
    server.stallMillis = 500;
    Plan plan = Plans.openLoop(server.address(), Workload.PRODUCE, 100, 2);
    Result.Latency latency = Objects.requireNonNull(run(plan).produce()).latency();
    // 50 of 200 requests were due during the stall; they waited 0 to 500 ms, evenly.
    assertThat(latency.max()).isGreaterThan(490);
    assertThat(latency.p90()).isBetween(150.0, 500.0);
    assertThat(latency.p50()).isLessThan(100);
  }

  @Test
  void aClosedLoopSeesAStallOnce() throws Exception {
    // Late enough to lie behind the short lead that is not measured.
    server.stallAtSend = 3000;
    server.stallMillis = 500;
    Plan plan = Plans.closedLoop(server.address(), Workload.PRODUCE, 1, 100_000);
    Result.Latency latency = Objects.requireNonNull(run(plan).produce()).latency();
    assertThat(latency.max()).isGreaterThan(490);
    assertThat(latency.p99()).isLessThan(400);
  }

  @Test
  void aRefusedSendEndsTheRunWithItsStatus() {
    server.refuseSendsWith = 3007;
    Plan plan = Plans.closedLoop(server.address(), Workload.PRODUCE, 2, 5000);
    assertThatThrownBy(() -> run(plan))
        .isInstanceOf(IOException.class)
        .hasMessage("the server answered command 101 with status 3007");
    assertThat(server.deletedStreams.get()).isEqualTo(1);
  }

  private static Result run(Plan plan) throws IOException, InterruptedException {
    return Run.execute(plan, "test", "", Progress.silent());
  }
}
