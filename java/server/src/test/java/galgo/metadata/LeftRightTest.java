package galgo.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LeftRightTest {
  private final LeftRight<List<Integer>> pair =
      new LeftRight<>(new ArrayList<>(), new ArrayList<>(), 2);
  private final LeftRight.Writer<List<Integer>> writer = pair.writer();

  @Test
  void readersSeeAChangeWhenItIsPublished() {
    writer.apply(list -> list.add(1));
    assertThat(writer.isDirty()).isTrue();
    assertThat(writer.latest()).containsExactly(1);
    assertThat(read(0)).isEmpty();

    writer.publish();

    assertThat(writer.isDirty()).isFalse();
    assertThat(read(0)).containsExactly(1);
    assertThat(read(1)).containsExactly(1);
  }

  @Test
  void bothCopiesGetAllChangesInOrder() {
    for (int round = 0; round < 5; round++) {
      int value = round;
      writer.apply(list -> list.add(value));
      writer.apply(list -> list.add(-value));
      writer.publish();
      assertThat(writer.latest()).isEqualTo(read(0)).hasSize(2 * (round + 1));
    }
  }

  @Test
  void publishingNothingSwapsNothing() {
    List<Integer> before = pair.enter(0);
    pair.leave(0);
    writer.publish();
    assertThat(pair.enter(0)).isSameAs(before);
    pair.leave(0);
  }

  @Test
  @Timeout(30)
  void theWriterWaitsForTheLastReaderOfTheOldCopy() throws InterruptedException {
    List<Integer> held = pair.enter(0);
    assertThat(pair.enter(0)).isSameAs(held);
    CountDownLatch applied = new CountDownLatch(1);
    AtomicBoolean published = new AtomicBoolean();
    Thread thread =
        new Thread(() -> {
          writer.apply(list -> list.add(1));
          applied.countDown();
          writer.publish();
          published.set(true);
        });
    thread.start();
    applied.await();
    // The other reader sees it soon, the one inside does not, and the writer is held up.
    while (read(1).isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(held).isEmpty();
    pair.leave(0);
    assertThat(published).isFalse();
    assertThat(pair.enter(0)).isSameAs(held);
    pair.leave(0);
    assertThat(held).isEmpty();
    assertThat(published).isFalse();

    pair.leave(0);

    thread.join();
    assertThat(published).isTrue();
    assertThat(read(0)).containsExactly(1);
    assertThat(held).containsExactly(1);
  }

  @Test
  void leavingWithoutHavingEnteredIsAnError() {
    pair.enter(0);
    pair.leave(0);
    assertThatThrownBy(() -> pair.leave(0)).hasMessage("reader 0 left without having entered");
  }

  @Test
  void aChangeThatThrowsEndsAllWriting() {
    assertThatThrownBy(() ->
            writer.apply(list -> {
              throw new UnsupportedOperationException("no");
            }))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> writer.apply(list -> list.add(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one has failed");
    assertThat(read(0)).isEmpty();
  }

  @Test
  void aSecondWriterGetsAnError() {
    assertThatThrownBy(() -> writer.apply(list -> writer.apply(inner -> inner.add(1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another writer is at work");
  }

  private List<Integer> read(int reader) {
    List<Integer> copy = List.copyOf(pair.enter(reader));
    pair.leave(reader);
    return copy;
  }
}
