package galgo.bench;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * A session that polls. Where there is nothing yet it asks again at once, the next partition first,
 * as the clients of this protocol do.
 */
final class Consumer extends Session {
  private final Plan plan;
  private final Cursor cursor;
  private final PollAnswer answer;
  private final Side side;
  private final Budget budget;
  private final Tally tally;
  private boolean complete;
  private int emptyInARow;
  private boolean ended;

  Consumer(
      SocketChannel channel, Pace pace, Plan plan, Side side, Cursor cursor, PollAnswer answer) {
    super(channel, pace);
    this.plan = plan;
    this.side = side;
    this.cursor = cursor;
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
    send(cursor.request());
  }

  @Override
  boolean receive(SocketChannel from) throws IOException {
    return answer.receive(from);
  }

  @Override
  boolean answered(long now) throws IOException {
    cursor.check(answer);
    int count = answer.count();
    if (count == 0) {
      return nothingThere(now);
    }
    emptyInARow = 0;
    tally.record(intended(), now, count, answer.payloadBytes(), answer.wireBytes());
    budget.take(intended(), count);
    if (plan.producers() > 0 && answer.firstOffset() % plan.batch() == 0) {
      recordEndToEnd(now);
    }
    cursor.advance(answer);
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
    cursor.advance(answer);
    if (emptyInARow >= cursor.partitions()) {
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
