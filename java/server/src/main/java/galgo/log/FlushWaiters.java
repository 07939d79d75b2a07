package galgo.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** Who waits until a partition's log is on disk up to a point. */
final class FlushWaiters {
  private record Waiter(long logical, boolean synced, IntConsumer done) {}

  private List<Waiter> waiters = List.of();

  /**
   * @param logical bytes of log
   * @param synced whether they have to be on stable storage
   */
  void add(long logical, boolean synced, IntConsumer done) {
    List<Waiter> all = new ArrayList<>(waiters);
    all.add(new Waiter(logical, synced, done));
    waiters = all;
  }

  /**
   * Answers those who have got what they waited for, and the others if the status is an error.
   *
   * @return whether one is left that lacks only a sync
   */
  boolean answer(long written, long synced, int status) {
    if (waiters.isEmpty()) {
      return false;
    }
    List<Waiter> all = waiters;
    waiters = List.of();
    boolean syncNeeded = false;
    for (Waiter waiter : all) {
      if ((waiter.synced ? synced : written) >= waiter.logical) {
        waiter.done.accept(LogStatus.OK);
      } else if (status != LogStatus.OK) {
        waiter.done.accept(status);
      } else {
        add(waiter.logical, waiter.synced, waiter.done);
        syncNeeded |= written >= waiter.logical;
      }
    }
    return syncNeeded;
  }
}
