package galgo.server;

import galgo.io.BuddyPool;
import galgo.io.Driver;
import galgo.io.Loop;
import galgo.journal.Journal;
import galgo.log.Checkpointer;
import galgo.metadata.State;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One shard: a driver, the partitions it owns, the connections it serves. One thread calls {@link
 * #turn} again and again; nothing here knows that thread, so that a simulator can run many shards
 * on one.
 *
 * <p>Other shards reach it by {@link #post} only.
 */
final class Shard {
  /**
   * After so many requests in a row for the partitions of one other shard, a connection moves
   * there.
   */
  static final int REQUESTS_BEFORE_MOVE = 8;

  private static final int LETTERS_A_TURN = 1024;

  /** How long a shard that is stopping sleeps before it looks again how far it is. */
  private static final long STOPPING_NANOS = 2_000_000;

  private final int index;
  private final Node node;
  private final Driver driver;
  private final Loop loop;
  private final Mailbox mailbox;
  private final BuddyPool frames;
  private final BuddyPool answers;
  private final ExchangePool exchanges;
  private final @Nullable Encryption encryption;
  private final Partitions partitions;
  private final Dispatcher dispatcher;
  private final SessionRequests sessionRequests;
  private final long headerScratch;
  private final Listener listener;
  private final Timers timers;
  private final Journal journal;
  private final Checkpointer checkpointer;

  private final ArrayDeque<Connection> waitingForFrame = new ArrayDeque<>();
  private final ArrayDeque<Connection> waitingForBuffer = new ArrayDeque<>();
  private final ArrayDeque<Connection> waitingForExchange = new ArrayDeque<>();
  private boolean framesGiven;
  private boolean memoryRefused;
  private long framesTaken;
  private boolean buffersGiven;
  private boolean stopping;
  private boolean drained;
  private boolean closed;
  private boolean stopped;

  /**
   * @param frames memory for requests larger than a receive buffer
   * @param answers memory for answers made on the heap, so that requests cannot take it away
   */
  Shard(
      int index,
      Node node,
      Loop loop,
      BuddyPool frames,
      BuddyPool answers,
      Partitions partitions,
      Journal journal,
      Checkpointer checkpointer) {
    this.index = index;
    this.node = node;
    this.loop = loop;
    this.driver = loop.driver();
    this.mailbox = new Mailbox(driver);
    this.frames = frames;
    this.answers = answers;
    this.partitions = partitions;
    this.journal = journal;
    this.checkpointer = checkpointer;
    this.exchanges = new ExchangePool(this, node.requestsOfAShard());
    this.encryption =
        node.settings().encryption().enabled()
            ? new Encryption(driver, node.settings().encryption().keyBytes())
            : null;
    this.headerScratch = driver.allocate(4096);
    this.dispatcher = new Dispatcher(this);
    this.sessionRequests = new SessionRequests(this, dispatcher);
    this.listener = new Listener(this);
    this.timers = new Timers();
  }

  int index() {
    return index;
  }

  boolean stopped() {
    return stopped;
  }

  /** All shards are up: takes connections. */
  void start() {
    new Housekeeping(this).start();
    listener.start();
  }

  /**
   * Begins to stop: no more connections, those there are end; when the last has gone, what is in
   * memory becomes durable, then {@link #stopped}.
   */
  void stop() {
    if (!stopping) {
      stopping = true;
      listener.stop();
      timers.runDelayed();
    }
  }

  /** After the last turn, on the shard's thread. */
  void close() {
    driver.close();
  }

  Loop loop() {
    return loop;
  }

  Driver driver() {
    return driver;
  }

  Node node() {
    return node;
  }

  Partitions partitions() {
    return partitions;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  SessionRequests sessionRequests() {
    return sessionRequests;
  }

  /** 256 bytes for a header that is looked at once. */
  long headerScratch() {
    return headerScratch;
  }

  Listener listener() {
    return listener;
  }

  Timers timers() {
    return timers;
  }

  Shard peer(int shard) {
    return node.shard(shard);
  }

  /** Any thread. */
  void post(Mail mail) {
    mailbox.post(mail);
  }

  /** Whether letters wait for the next turn. */
  boolean hasMail() {
    return !mailbox.isEmpty();
  }

  /** The metadata as it is now, until {@link #leave}; nothing of it may be kept. */
  State enter() {
    return node.metadata().enter(index);
  }

  void leave() {
    node.metadata().leave(index);
  }

  /**
   * One round: letters, the log's due work, what of it goes into the journal, then one crossing
   * into the driver.
   *
   * @param maySleep whether to wait in the driver when there is nothing to do
   */
  void turn(boolean maySleep) {
    int letters = mailbox.deliver(this, LETTERS_A_TURN);
    long now = driver.monotonicNanos();
    timers.run(now);
    partitions.turn(now);
    if (index == 0) {
      node.proposer().turn();
    }
    resumeWaiting();
    if (stopping) {
      goOnStopping();
    }
    journal.turn();
    checkpointer.turn(now);
    boolean sleep = maySleep && letters < LETTERS_A_TURN && mailbox.prepareSleep();
    loop.turn(sleep ? untilDeadline(now) : 0);
    mailbox.awake();
  }

  /**
   * First all shards lose their connections, since those use each other's partitions; then each
   * closes its own.
   */
  private void goOnStopping() {
    if (!drained && listener.count() == 0) {
      drained = true;
      node.drained();
    }
    if (closed && partitions.offsets().idle() && proposed() && journal.idle()) {
      checkpointer.finish();
    }
    if (checkpointer.finished()) {
      journal.close();
      stopped = true;
    }
  }

  /** What a stop still waits for, for who wonders why it takes long. */
  String stopsAfter() {
    return "%d connections, partitions %s, offsets %s, metadata %s, journal %s, checkpoints %s"
        .formatted(
            listener.count(),
            done(closed),
            done(partitions.offsets().idle()),
            done(proposed()),
            done(journal.idle()),
            done(checkpointer.finished()));
  }

  private static String done(boolean done) {
    return done ? "done" : "under way";
  }

  private boolean proposed() {
    return index != 0 || node.proposer().idle();
  }

  /** No shard has connections any more. */
  void closePartitions() {
    partitions.close(() -> closed = true);
  }

  private long untilDeadline(long now) {
    long deadline = Math.min(timers.next(), partitions.nextDeadlineNanos());
    deadline = Math.min(deadline, checkpointer.nextDeadlineNanos());
    if (stopping) {
      deadline = Math.min(deadline, now + STOPPING_NANOS);
    }
    if (deadline == Long.MAX_VALUE) {
      return -1;
    }
    return Math.max(0, deadline - now);
  }

  /** A block for a request, or 0. */
  long takeFrame(int bytes) {
    long block = frames.take(bytes);
    memoryRefused |= block == 0;
    return block;
  }

  /** Bytes of the largest block for a request. */
  int largestFrame() {
    return frames.largest();
  }

  /** What messages are encrypted with, if they are. */
  @Nullable Encryption encryption() {
    return encryption;
  }

  /** A block for an answer, or 0: there is none now, or it is more than a client may be sent. */
  long takeAnswer(int bytes) {
    if (bytes > node.settings().limits().unsentBytes()) {
      return 0;
    }
    long block = answers.take(bytes);
    memoryRefused |= block == 0;
    return block;
  }

  void giveAnswer(long block) {
    answers.give(block);
  }

  void giveFrame(long frame) {
    frames.give(frame);
    framesGiven = true;
  }

  /** Gives a receive buffer back to the driver. */
  void recycle(long buffer) {
    driver.recycle(buffer);
    buffersGiven = true;
  }

  /** Goes on with the connection when the frame pool has been given something. */
  void awaitFrame(Connection connection) {
    waitingForFrame.add(connection);
  }

  /** Goes on with the connection when a receive buffer has come back. */
  void awaitBuffer(Connection connection) {
    waitingForBuffer.add(connection);
  }

  Exchange takeExchange(Connection connection) {
    return exchanges.take(connection);
  }

  void giveExchange(Exchange exchange) {
    exchanges.give(exchange);
  }

  /** Whether one more request may be begun. */
  boolean hasExchange() {
    return exchanges.available();
  }

  /** Whether a request may take its time: less than half as many are in progress as may be. */
  boolean unhurried() {
    return !stopping && exchanges.plentiful();
  }

  /** Goes on with the connection when a request has been answered. */
  void awaitExchange(Connection connection) {
    waitingForExchange.add(connection);
  }

  /** Numbers requests that get memory, in their order. */
  long nextOrder() {
    return framesTaken++;
  }

  /** Whether more than half of the memory to receive into is free. */
  boolean memoryIsPlentiful() {
    return frames.bytesInUse() * 2 < frames.capacity();
  }

  /** Whether connections wait for memory to receive into. */
  boolean framesAreShort() {
    return !waitingForFrame.isEmpty();
  }

  /**
   * Whether others need the memory that requests and answers hold: they wait for it, or have been
   * refused for want of it since this was asked last.
   */
  boolean takeShortage() {
    boolean refused = memoryRefused;
    memoryRefused = false;
    return refused || framesAreShort() || partitions.log().answersHoldMemory();
  }

  /** Hands an idle connection to another shard. */
  void move(Connection connection, int to) {
    int token = driver.release(connection.handle());
    listener.left(connection);
    peer(to).post(new Arrival(connection, token));
  }

  /** A connection has closed and holds nothing any more. */
  void ended(Connection connection) {
    listener.left(connection);
    node.ended(connection.client());
  }

  private void resumeWaiting() {
    if (framesGiven) {
      framesGiven = false;
      resume(waitingForFrame);
    }
    if (buffersGiven) {
      buffersGiven = false;
      resume(waitingForBuffer);
    }
    while (!waitingForExchange.isEmpty() && exchanges.available()) {
      waitingForExchange.remove().step();
    }
  }

  private static void resume(ArrayDeque<Connection> waiting) {
    for (int i = waiting.size(); i > 0; i--) {
      @Nullable Connection connection = waiting.poll();
      if (connection != null) {
        connection.step();
      }
    }
  }

  private record Arrival(Connection connection, int token) implements Mail {
    @Override
    public void deliver(Shard shard) {
      int handle = shard.driver.adopt(token);
      if (shard.stopping) {
        Discard.close(shard.loop, handle);
        shard.node.ended(connection.client());
        return;
      }
      shard.listener.arrived(connection);
      connection.arrive(shard, handle);
    }
  }
}
