package galgo.server;

import galgo.io.Driver;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/**
 * What other shards and helpers have for one shard, in order of arrival by sender. Any thread may
 * post; one thread takes.
 *
 * <p>A shard that is about to sleep says so first and looks once more; who posts looks at the sign
 * afterwards and wakes it. So a wake-up costs a system call only for a sleeper, and none is missed.
 */
final class Mailbox {
  /**
   * More than this many letters at once means that something posts without a bound: each exchange
   * and connection posts one.
   */
  private static final int CAPACITY = 1 << 16;

  private final MessagePassingQueue<Mail> letters = new MpscVarHandleArrayQueue<>(CAPACITY);
  private final Driver driver;
  private volatile boolean sleeping;

  Mailbox(Driver driver) {
    this.driver = driver;
  }

  void post(Mail mail) {
    if (!letters.offer(mail)) {
      throw new IllegalStateException("mailbox is full with " + CAPACITY + " letters");
    }
    if (sleeping) {
      driver.wake();
    }
  }

  /** Delivers what has arrived, at most {@code limit} letters. Returns how many. */
  int deliver(Shard shard, int limit) {
    int count = 0;
    Mail mail;
    while (count < limit && (mail = letters.relaxedPoll()) != null) {
      mail.deliver(shard);
      count++;
    }
    return count;
  }

  /** Announces a sleep. False when letters wait: do not sleep. */
  boolean prepareSleep() {
    sleeping = true;
    if (letters.isEmpty()) {
      return true;
    }
    sleeping = false;
    return false;
  }

  boolean isEmpty() {
    return letters.isEmpty();
  }

  void awake() {
    sleeping = false;
  }
}
