package galgo.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;

/** A session that sends a full batch to each of its partitions in turn. */
final class Producer extends Session {
  private final Plan plan;
  private final Target[] targets;
  private final SendRequest request;
  private final Budget budget;
  private final Tally tally;
  private final Clock clock;
  private final long idHigh;
  private final ByteBuffer answer;
  private int turn;
  private long sent;

  Producer(
      SocketChannel channel,
      Pace pace,
      Plan plan,
      Side side,
      Target[] targets,
      SendRequest request,
      long idHigh) {
    super(channel, pace);
    this.plan = plan;
    this.targets = targets;
    this.request = request;
    this.budget = side.budget();
    this.tally = side.tally();
    this.clock = side.clock();
    this.idHigh = idHigh;
    this.answer = ByteBuffer.allocateDirect(request.answerBytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  boolean wantsMore(long due) {
    return budget.open(due);
  }

  @Override
  void begin() {
    budget.take(intended(), plan.batch());
  }

  @Override
  void prepare() {
    long origin = clock.epochMicros(intended());
    send(request.to(targets[turn], origin));
    if (plan.uniqueIds()) {
      request.stampAll(idHigh, sent, origin);
    }
    sent += plan.batch();
    turn = turn + 1 == targets.length ? 0 : turn + 1;
    answer.clear();
  }

  @Override
  boolean receive(SocketChannel from) throws IOException {
    if (from.read(answer) < 0) {
      throw new EOFException("the server closed a producer's connection");
    }
    if (answer.hasRemaining() && !request.isError(answer)) {
      return false;
    }
    request.check(answer);
    return true;
  }

  @Override
  boolean answered(long now) {
    tally.record(intended(), now, plan.batch(), plan.batchBytes(), request.wireBytes());
    return true;
  }

  @Override
  void abandon(long due, long now) {
    tally.recordUnsent(due, now);
  }
}
