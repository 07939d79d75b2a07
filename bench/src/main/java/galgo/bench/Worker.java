package galgo.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread of the generator: a selector over its sessions. A session that is due starts, one that
 * is answered goes on. Ends when no session wants more, or {@code stop} is set.
 *
 * <p>The connections stay open until {@link #close}: a member that left its group would change who
 * reads which partition for the members of other workers.
 */
final class Worker implements Runnable, AutoCloseable {
  /** A server that answers nothing for so long is taken for dead. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** How long an open-loop run goes on after its end for what the server is late with. */
  private static final long OVERTIME_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long SELECT_MILLIS = 100;

  /** A selector counts in ms: shorter waits than this are made otherwise. */
  private static final long FINE_NANOS = 1_200_000;

  /** What the kernel's timer may be late by (50 µs by default) and some more. */
  private static final long TIMER_SLACK_NANOS = 80_000;

  private final List<Session> sessions;
  private final long deadline;
  private final AtomicInteger producing;
  private final AtomicBoolean stop;
  private final Selector selector;
  private final java.util.function.Consumer<SelectionKey> handler = this::onReady;
  private final boolean[] finished;
  private int waiting;
  private int inFlight;
  private long lastAnswer;
  private @Nullable IOException sessionFailure;
  private volatile @Nullable Throwable failure;

  Worker(List<Session> sessions, long deadline, AtomicInteger producing, AtomicBoolean stop)
      throws IOException {
    this.sessions = List.copyOf(sessions);
    this.finished = new boolean[sessions.size()];
    this.deadline = deadline;
    this.producing = producing;
    this.stop = stop;
    this.selector = Selector.open();
  }

  /** Why it ended early; null if it did not. */
  @Nullable Throwable failure() {
    return failure;
  }

  @Override
  public void run() {
    try (selector) {
      waiting = sessions.size();
      lastAnswer = System.nanoTime();
      for (Session session : sessions) {
        session.register(selector);
      }
      while (waiting + inFlight > 0 && !stop.get()) {
        turn();
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      stop.set(true);
    }
  }

  private void turn() throws IOException {
    long now = System.nanoTime();
    if (inFlight > 0 && now - lastAnswer > SILENCE_NANOS) {
      throw new IOException("the server has not answered for 60 s");
    }
    await(waiting > 0 ? startDue(now) : Long.MAX_VALUE);
    IOException failed = sessionFailure;
    if (failed != null) {
      throw failed;
    }
  }

  /** Starts what is due and returns how long until the next is, in ns. */
  private long startDue(long turnStart) throws IOException {
    long now = turnStart;
    long nearest = Long.MAX_VALUE;
    for (int i = 0; i < sessions.size(); i++) {
      Session session = sessions.get(i);
      if (finished[i] || session.inFlight()) {
        continue;
      }
      long due = session.due(now);
      if (!session.wantsMore(due)) {
        finish(i);
      } else if (now - due < 0) {
        nearest = Math.min(nearest, due - now);
      } else if (overtime(now)) {
        session.abandon(due, now);
        session.skip();
        nearest = 0;
      } else {
        waiting--;
        inFlight++;
        lastAnswer = inFlight == 1 ? now : lastAnswer;
        session.start(due);
        // A start may take long, and the next session's must not be blamed for it.
        now = System.nanoTime();
      }
    }
    return nearest;
  }

  private boolean overtime(long now) {
    return deadline != Long.MAX_VALUE && now - deadline > OVERTIME_NANOS;
  }

  private void finish(int index) {
    finished[index] = true;
    waiting--;
    if (sessions.get(index) instanceof Producer) {
      producing.decrementAndGet();
    }
  }

  /**
   * Waits for answers or for the next start. The last millisecond before a start is waited for
   * exactly: asleep when no answer can come, else asking the selector again and again and giving
   * way to whoever else wants the processor, which is most likely the server.
   */
  @SuppressWarnings("ThreadPriorityCheck") // giving way is a courtesy here, nothing relies on it
  private void await(long nanos) throws IOException {
    if (nanos > FINE_NANOS) {
      long millis = (nanos - 1_000_000) / 1_000_000 + 1;
      selector.select(handler, Math.min(SELECT_MILLIS, millis));
    } else if (inFlight == 0 && nanos > TIMER_SLACK_NANOS) {
      LockSupport.parkNanos(nanos - TIMER_SLACK_NANOS);
    } else {
      selector.selectNow(handler);
      Thread.yield();
    }
  }

  private void onReady(SelectionKey key) {
    Session session = (Session) key.attachment();
    try {
      boolean was = session.inFlight();
      boolean ended = session.onReady();
      lastAnswer = System.nanoTime();
      if (was && ended) {
        inFlight--;
        waiting++;
      }
    } catch (IOException e) {
      sessionFailure = e;
    }
  }

  /** Closes the connections. To be called when the worker's thread has ended. */
  @Override
  public void close() throws IOException {
    IOException first = null;
    for (Session session : sessions) {
      try {
        session.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
