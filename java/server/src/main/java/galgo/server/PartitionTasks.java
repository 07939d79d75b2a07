package galgo.server;

import galgo.log.LogStatus;
import galgo.log.Partition;
import galgo.log.RemovableSegment;
import galgo.log.Ticket;
import galgo.wire.Status;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Work on partitions for commands off the hot ways: sent to each owner, answered when all are done.
 * Belongs to the shard of the client.
 */
final class PartitionTasks {
  /** A partition by its number, and the group that says who owns it. */
  record Owned(long id, int group) {}

  /** What to do with one partition on its owner; tells the status of the protocol. */
  private interface Task {
    void perform(Partitions partitions, Owned partition, IntConsumer done);
  }

  private final Shard shard;

  PartitionTasks(Shard shard) {
    this.shard = shard;
  }

  /** Removes all messages and consumer offsets of the partitions. */
  void purge(Exchange exchange, List<Owned> partitions) {
    run(
        exchange,
        partitions,
        (at, owned, done) -> {
          Partition partition = at.open(owned.id, owned.group);
          partition.purge(
              // As soon as the messages are gone: a checkpoint from now on must not have them.
              () -> at.offsets().forget(owned.group, owned.id, null),
              result -> {
                boolean gone = partition.counters().nextOffset() == 0;
                if (result != LogStatus.OK && !gone) {
                  done.accept(Partitions.status(result));
                  return;
                }
                // Before the first new message is appended, also when a file could not be removed.
                at.progress().forget(owned.id);
                at.deduplication().forget(owned.id);
                at.offsets()
                    .forget(owned.group, owned.id, new Forgotten(Partitions.status(result), done));
              });
        });
  }

  /** The consumer offsets of a purged partition are durably gone. */
  private static final class Forgotten extends Ticket {
    private final int status;
    private final IntConsumer done;

    Forgotten(int status, IntConsumer done) {
      this.status = status;
      this.done = done;
    }

    @Override
    protected void completed(@Nullable String error) {
      done.accept(error == null ? status : Status.IO_ERROR);
    }
  }

  /**
   * Removes up to {@code count} of the partition's oldest closed segments that no consumer still
   * has before it.
   */
  void deleteSegments(Exchange exchange, Owned partition, int count) {
    run(
        exchange,
        List.of(partition),
        (at, owned, done) -> {
          long kept = at.protectedFrom(owned.id, owned.group);
          Partition found = at.open(owned.id, owned.group);
          long end =
              found.removable().stream()
                  .limit(count)
                  .mapToLong(RemovableSegment::end)
                  .takeWhile(each -> each <= kept)
                  .max()
                  .orElse(0);
          found.removeBefore(end, result -> done.accept(Partitions.status(result)));
        });
  }

  private void run(Exchange exchange, List<Owned> partitions, Task task) {
    if (partitions.isEmpty()) {
      exchange.answer(Status.OK);
      return;
    }
    int[] left = {partitions.size()};
    int[] worst = {Status.OK};
    OwnerLetters.post(
        shard.node(),
        partitions,
        Owned::group,
        (at, owned) ->
            task.perform(
                at,
                owned,
                status ->
                    shard.post(home -> {
                      worst[0] = Math.max(worst[0], status);
                      if (--left[0] == 0) {
                        exchange.answer(worst[0]);
                      }
                    })));
  }
}
