package galgo.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions have entries that only the journal holds durably, and the work of making their
 * segments durable, a few partitions at a time so that live writes keep the disk.
 */
final class Settlement {
  private static final int AT_ONCE = 16;

  private List<Partition> changed = new ArrayList<>();
  private List<Partition> settling = new ArrayList<>();
  private int next;
  private int running;
  private int status;
  private @Nullable IntConsumer done;
  private boolean starting;

  /** An entry of the partition was committed by the journal. */
  void changed(Partition partition) {
    if (!partition.unsettled) {
      partition.unsettled = true;
      changed.add(partition);
    }
  }

  /** Begins with all that have changed. One at a time. */
  void start(IntConsumer whenDone) {
    if (done != null) {
      throw new IllegalStateException("a settlement is under way");
    }
    done = whenDone;
    status = LogStatus.OK;
    next = 0;
    List<Partition> all = changed;
    changed = settling;
    settling = all;
    for (int i = 0; i < all.size(); i++) {
      all.get(i).unsettled = false;
    }
    goOn();
  }

  private void goOn() {
    if (starting) {
      return;
    }
    starting = true;
    while (running < AT_ONCE && next < settling.size()) {
      Partition partition = settling.get(next++);
      long offset = partition.committedOffset();
      running++;
      if (partition.closed()) {
        // What could not be written when the shard ended stays in the journal.
        settled(partition, partition.settledOffset, LogStatus.FAILED);
        continue;
      }
      long purged = partition.purgedOp;
      partition.flusher.whenWritten(
          true,
          result ->
              settled(
                  partition,
                  partition.purgedOp == purged ? offset : partition.settledOffset,
                  result));
    }
    starting = false;
    if (running == 0 && next == settling.size()) {
      end();
    }
  }

  private void settled(Partition partition, long offset, int result) {
    running--;
    if (result == LogStatus.OK) {
      partition.settledOffset = offset;
    } else if (!partition.closedAndSettled() && !partition.shard.unwritten.holds(partition)) {
      status = result;
      changed(partition);
    }
    goOn();
  }

  private void end() {
    IntConsumer ended = done;
    if (ended == null) {
      throw new IllegalStateException("no settlement is under way");
    }
    settling.clear();
    done = null;
    ended.accept(status);
  }
}
