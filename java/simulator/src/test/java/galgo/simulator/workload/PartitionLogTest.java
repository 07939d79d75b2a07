package galgo.simulator.workload;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.simulator.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model that finds nothing wrong with anything would be worth nothing. */
class PartitionLogTest {
  private final Model model =
      new Model(new Allowances(false, false, false, false), () -> Long.MAX_VALUE);
  private final TopicModel topic = model.stream().topic("topic", 1, 0);
  private final PartitionLog log = topic.log(0);

  @Test
  void anAcknowledgedBatchThatIsNotThereIsLost() {
    send(3);
    Batch lost = send(2);
    assertThatThrownBy(() -> log.complete(List.of(), false))
        .isInstanceOf(Finding.class)
        .hasMessageContaining("has lost");
    Batch third = send(1);
    assertThatThrownBy(() -> log.complete(List.of(run(third, 0)), false))
        .isInstanceOf(Finding.class);
    assertThatThrownBy(() -> log.complete(List.of(run(lost, 0)), false))
        .isInstanceOf(Finding.class);
  }

  @Test
  void whatWasNotAcknowledgedMayOrMayNotBeThere() {
    Batch first = send(3);
    Batch unknown = batch(2);
    unknown.sent(model.tick());
    topic.sent(unknown);
    log.complete(List.of(run(first, 0)), false);
    log.complete(List.of(run(first, 0), run(unknown, 3)), false);
  }

  @Test
  void batchesStayInTheOrderOfTheirAcknowledgements() {
    Batch first = send(3);
    Batch second = send(1);
    assertThatThrownBy(() -> log.complete(List.of(run(second, 0), run(first, 1)), false))
        .isInstanceOf(Finding.class)
        .hasMessageContaining("before");
  }

  @Test
  void aMessageStaysAtItsOffset() {
    Batch first = send(3);
    Batch second = send(3);
    poll(run(first, 0), run(second, 3));
    assertThatThrownBy(() -> poll(run(second, 0))).isInstanceOf(Finding.class);
    assertThatThrownBy(() -> poll(run(batch(1), 4))).isInstanceOf(Finding.class);
    assertThatThrownBy(() -> poll(new PartitionLog.Run(first, 0, 77)))
        .isInstanceOf(Finding.class)
        .hasMessageContaining("time");
  }

  @Test
  void afterAPurgeWhatWasBeforeIsGoneForEver() {
    Batch before = send(3);
    poll(run(before, 0));
    Span purge = topic.purging(model.tick());
    Batch during = batch(2);
    during.sent(model.tick());
    topic.sent(during);
    purge.happened(model.tick());
    topic.acknowledged(during, model.tick());
    Batch after = send(1);
    poll(run(after, 0));
    log.complete(List.of(run(after, 0)), false);
    assertThatThrownBy(() -> poll(run(before, 0)))
        .isInstanceOf(Finding.class)
        .hasMessageContaining("removed");
    assertThatThrownBy(() -> log.complete(List.of(), false)).isInstanceOf(Finding.class);
  }

  @Test
  void aPurgeThatNobodyAnsweredExcusesBothUntilTheServerDies() {
    Batch before = send(3);
    poll(run(before, 0));
    topic.purging(model.tick());
    Batch after = send(1);
    assertThatCode(() -> log.complete(List.of(run(before, 0), run(after, 3)), false))
        .doesNotThrowAnyException();
    log.complete(List.of(run(after, 0)), false);
    model.crashed(new Crash(false, false, false, false));
    Batch later = send(1);
    assertThatThrownBy(() -> log.complete(List.of(run(after, 0)), false))
        .isInstanceOf(Finding.class);
    log.complete(List.of(run(later, 0)), false);
  }

  @Test
  void aCrashMayTakeWhatWasOnlyInMemoryButNotWhatWasFlushed() {
    Batch flushed = send(2);
    log.flushing(model.tick()).happened(model.tick());
    Batch unsafe = send(2);
    poll(run(flushed, 0), run(unsafe, 2));
    model.crashed(new Crash(true, false, true, false));
    log.complete(List.of(run(flushed, 0)), false);
    Batch other = send(1);
    poll(run(other, 2));
    assertThatThrownBy(() -> log.complete(List.of(run(other, 0)), false))
        .isInstanceOf(Finding.class);
  }

  @Test
  void damageAtTheEndMayTakeEvenWhatWasFlushed() {
    Batch flushed = send(2);
    log.flushing(model.tick()).happened(model.tick());
    model.crashed(new Crash(true, true, true, false));
    log.complete(List.of(), false);
    Batch later = send(1);
    assertThatThrownBy(() -> log.complete(List.of(run(flushed, 0)), false))
        .isInstanceOf(Finding.class);
    log.complete(List.of(run(later, 0)), false);
  }

  @Test
  void aPurgeThatACrashCutShortMayHaveRemovedAPart() {
    Batch first = send(2);
    Batch second = send(2);
    topic.purging(model.tick());
    model.crashed(new Crash(false, false, true, false));
    log.complete(List.of(run(first, 0), run(second, 2)), false);
    log.complete(List.of(run(second, 2)), false);
    Batch later = send(1);
    assertThatThrownBy(() -> log.complete(List.of(run(second, 2)), false))
        .isInstanceOf(Finding.class);
    log.complete(List.of(run(later, 4)), false);
  }

  private Batch batch(int count) {
    return model.batch(topic, 0, new SendAction.Shape(count, 1, 10, false));
  }

  private Batch send(int count) {
    Batch batch = batch(count);
    batch.sent(model.tick());
    topic.sent(batch);
    topic.acknowledged(batch, model.tick());
    return batch;
  }

  private static PartitionLog.Run run(Batch batch, long base) {
    return new PartitionLog.Run(batch, base, 1);
  }

  private void poll(PartitionLog.Run... runs) {
    log.polled(List.of(runs), model.tick(), model.tick());
  }
}
