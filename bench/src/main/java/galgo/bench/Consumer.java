package galgo.bench;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * A session that polls each of its partitions in turn by its own running offset. Where there is
 * nothing yet it asks again at once, the next partition first, as the clients of this protocol do.
 * Without producers it begins anew at the end of a partition.
 */
final class Consumer extends Session {
  private final Plan plan;
  private final Target[] targets;
  private final long[] offsets;
  private final PollRequest request;
  private final PollAnswer answer;
  private final Side side;
  private final Budget budget;
  private final Tally tally;
  private int turn;
  private boolean complete;
  private int emptyInARow;
  private boolean ended;

  Consumer(
      SocketChannel channel,
      Pace pace,
      Plan plan,
      Side side,
      Target[] targets,
      PollRequest request,
      PollAnswer answer) {
    super(channel, pace);
    this.plan = plan;
    this.side = side;
    this.targets = targets;
    this.offsets = new long[targets.length];
    this.request = request;
    this.answer = answer;
    this.budget = side.budget();
    this.tally = side.tally();
  }

  @Override
  boolean wantsMore(long due) {
    return !ended && budget.open(due);
  }

  @Override
  void begin() {}

  @Override
  void prepare() {
    complete = side.producing().get() == 0;
    answer.reset();
    send(request.at(targets[turn], offsets[turn]));
  }

  @Override
  boolean receive(SocketChannel from) throws IOException {
    return answer.receive(from);
  }

  @Override
  boolean answered(long now) throws IOException {
    answer.check(targets[turn], offsets[turn], plan.batch(), plan.existing() == null);
    int count = answer.count();
    if (count == 0) {
      return nothingThere(now);
    }
    emptyInARow = 0;
    tally.record(intended(), now, count, answer.payloadBytes(), answer.wireBytes());
    budget.take(intended(), count);
    if (plan.workload() == Workload.BOTH && answer.firstOffset() % plan.batch() == 0) {
      recordEndToEnd(now);
    }
    offsets[turn] = answer.firstOffset() + count;
    if (!plan.workload().produces() && offsets[turn] > answer.currentOffset()) {
      offsets[turn] = 0;
    }
    turn = turn + 1 == targets.length ? 0 : turn + 1;
    return true;
  }

  /** Only the first message of a batch carries the time it was meant to be sent at. */
  private void recordEndToEnd(long now) {
    long micros = side.clock().epochMicros(now) - answer.firstOriginMicros();
    tally.recordEndToEnd(intended(), micros * 1000);
  }

  private boolean nothingThere(long now) throws IOException {
    tally.recordEmpty(intended());
    emptyInARow = complete ? emptyInARow + 1 : 0;
    turn = turn + 1 == targets.length ? 0 : turn + 1;
    if (emptyInARow >= targets.length) {
      ended = true;
      return true;
    }
    if (!budget.open(now)) {
      return true;
    }
    postpone(now);
    restart();
    return false;
  }

  @Override
  void abandon(long due, long now) {
    tally.recordUnsent(due, now);
  }
}
