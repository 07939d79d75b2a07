package galgo.io.nio;

import org.jspecify.annotations.Nullable;

/**
 * The few threads that wait for the disk in the driver's place. Requests come back through {@link
 * #takeDone}. The queue is bounded by the operations a driver may have in flight.
 *
 * <p>Hand-over is under this object's monitor, in both directions. All methods but those of the
 * threads belong to the driver's thread.
 */
final class FileWorkers {
  /** Enough to keep a disk busy at both ends of a queue. */
  static final int THREADS = 4;

  private final FileOperations operations;
  private final Runnable doneSignal;
  private final RequestList waiting = new RequestList();
  private final RequestList done = new RequestList();
  private final Thread[] threads = new Thread[THREADS];
  private int waitingCount;
  private int started;
  private int idle;
  private boolean closing;
  private @Nullable Throwable failure;

  /**
   * @param doneSignal called by the helper threads when there is something to take
   */
  FileWorkers(FileOperations operations, Runnable doneSignal) {
    this.operations = operations;
    this.doneSignal = doneSignal;
  }

  synchronized void submit(Request request) {
    waiting.add(request);
    waitingCount++;
    if (waitingCount > idle && started < THREADS) {
      start();
    } else {
      notify();
    }
  }

  private void start() {
    Thread thread = new Thread(this::work, "galgo-file-" + started);
    thread.setDaemon(true);
    threads[started++] = thread;
    thread.start();
  }

  /** The next finished request, its number in {@link Request#result}; null when there is none. */
  synchronized @Nullable Request takeDone() {
    if (failure != null) {
      throw new IllegalStateException("a file thread failed", failure);
    }
    return done.poll();
  }

  /** Lets what has begun finish, drops what waits, and ends the threads. */
  void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    boolean interrupted = false;
    for (int i = 0; i < started; i++) {
      while (true) {
        try {
          threads[i].join();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    Views views = new Views();
    try {
      for (Request request = next(); request != null; request = next()) {
        request.result = operations.execute(request, views);
        finished(request);
      }
    } catch (Throwable e) {
      failed(e);
    }
  }

  private synchronized @Nullable Request next() throws InterruptedException {
    while (!closing && waiting.isEmpty()) {
      idle++;
      wait();
      idle--;
    }
    if (closing) {
      return null;
    }
    waitingCount--;
    return waiting.poll();
  }

  private void finished(Request request) {
    boolean first;
    synchronized (this) {
      first = done.isEmpty();
      done.add(request);
    }
    if (first) {
      doneSignal.run();
    }
  }

  private void failed(Throwable cause) {
    synchronized (this) {
      failure = cause;
    }
    doneSignal.run();
  }
}
