package galgo.bench;

import java.nio.ByteBuffer;

/** A single consumer that goes round its partitions, each by its own running offset. */
final class OffsetCursor implements Cursor {
  private final Target[] targets;
  private final long[] offsets;
  private final PollRequest request;
  private final int most;
  private final boolean again;
  private final boolean exact;
  private int turn;

  /**
   * @param request of {@link PollRequest#PollRequest(int, int)} or {@link PollRequest#newer}
   * @param again begins anew at the end of a partition: nobody produces
   */
  OffsetCursor(Plan plan, Target[] targets, PollRequest request, boolean again) {
    this.targets = targets.clone();
    this.offsets = new long[targets.length];
    this.request = request;
    this.most = plan.batch();
    this.again = again;
    this.exact = plan.existing() == null;
  }

  @Override
  public ByteBuffer request() {
    return request.at(targets[turn], offsets[turn]);
  }

  @Override
  public void check(PollAnswer answer) throws ServerError {
    answer.check(targets[turn].partitionId(), offsets[turn], most, exact);
  }

  @Override
  public void advance(PollAnswer answer) {
    if (answer.count() > 0) {
      offsets[turn] = answer.firstOffset() + answer.count();
      if (again && offsets[turn] > answer.currentOffset()) {
        offsets[turn] = 0;
      }
    }
    turn = turn + 1 == targets.length ? 0 : turn + 1;
  }

  @Override
  public int partitions() {
    return targets.length;
  }
}
