package galgo.server;

import galgo.io.Memory;
import galgo.io.Submissions;
import galgo.log.Append;
import galgo.log.Read;
import galgo.log.Ticket;
import galgo.wire.AnswerBuffer;
import galgo.wire.Frame;
import galgo.wire.PollAnswer;
import galgo.wire.Status;
import org.jspecify.annotations.Nullable;

/**
 * One request from its frame to its answer. Made once, taken from its home shard's pool for each
 * request and given back afterwards, so that a request allocates nothing.
 *
 * <p>Where the request's partition lives on another shard, the exchange travels: home posts it, the
 * owner carries it out and posts it back, home answers. Memory goes along by address: messages lie
 * in the home shard's frame, a poll's answer in the owner's tail, which stays pinned until the
 * exchange has been back there. At each moment one shard has it.
 */
final class Exchange implements Mail, AnswerSender.Sent {
  /** What the partition's owner is to do. */
  enum Work {
    SEND,
    POLL,
    FLUSH,
    GET_OFFSET,
    STORE_OFFSET,
    DELETE_OFFSET,
    PARTED
  }

  private enum Stage {
    AT_HOME,
    TO_OWNER,
    TO_HOME,
    RELEASE,
    RELEASED
  }

  private static final int SCRATCH = 64;
  private static final int READ_PAIRS = Submissions.VECTOR_LIMIT;

  /** Bytes of off-heap memory that each exchange needs. */
  static final int MEMORY = SCRATCH + AnswerSender.VECTOR_BYTES + Read.memory(READ_PAIRS);

  // What the request asks for, as far as the partition's owner has to know it.
  final Append append = new SendCall();
  final Read read;
  final Target target = new Target();
  int strategy;
  long value;
  int count;
  boolean autoCommit;
  boolean flushSynced;

  private final Shard home;
  private final long scratch;
  private final AnswerSender sender;

  private final OffsetTicket offsetTicket = new OffsetTicket();

  private @Nullable Connection connection;
  private Work work = Work.PARTED;
  private Stage stage = Stage.AT_HOME;
  private Shard owner;
  private long body;
  private boolean last;
  private boolean reading;
  private int status;
  private long currentOffset;
  private long storedOffset;

  Exchange(Shard home, long memory) {
    this.home = home;
    this.owner = home;
    this.scratch = memory;
    this.sender = new AnswerSender(home.loop(), memory + SCRATCH, this);
    this.read = new PollCall(memory + SCRATCH + AnswerSender.VECTOR_BYTES);
  }

  void begin(Connection of) {
    connection = of;
    owner = home;
    stage = Stage.AT_HOME;
    last = false;
    reading = false;
    status = Status.OK;
  }

  Connection connection() {
    if (connection == null) {
      throw new IllegalStateException("the exchange is not in use");
    }
    return connection;
  }

  Client client() {
    return connection().client();
  }

  Shard home() {
    return home;
  }

  /** Has the owner of {@link #target} carry it out, here or there; then home answers. */
  void carryOut(Work what) {
    work = what;
    owner = home.peer(target.owner());
    connection().talksTo(owner.index());
    if (owner == home) {
      perform();
    } else {
      stage = Stage.TO_OWNER;
      owner.post(this);
    }
  }

  @Override
  public void deliver(Shard at) {
    switch (stage) {
      case TO_OWNER -> perform();
      case TO_HOME -> finish();
      case RELEASE -> {
        read.release();
        stage = Stage.RELEASED;
        home.post(this);
      }
      case RELEASED -> home.giveExchange(this);
      case AT_HOME -> throw new IllegalStateException("delivered an exchange that did not travel");
    }
  }

  private void perform() {
    owner.partitions().perform(this, work);
  }

  /** On the owner: it is done, or cannot be. */
  void performed(int result) {
    status = result;
    if (owner == home) {
      finish();
    } else {
      stage = Stage.TO_HOME;
      home.post(this);
    }
  }

  /** On the owner: what a poll or an offset request found. */
  void found(long current, long stored) {
    currentOffset = current;
    storedOffset = stored;
  }

  /** On the owner: a flush has ended, with a status of the log. */
  void flushed(int result) {
    performed(Partitions.status(result));
  }

  /** On the owner: waits until a stored or deleted offset is durable. */
  Ticket offsetTicket() {
    return offsetTicket;
  }

  /**
   * On the owner: the offset could not be taken for want of room; do it again when there is some.
   */
  void retryWhenRoom() {
    offsetTicket.again = true;
    owner.partitions().offsets().awaitRoom(offsetTicket);
  }

  /** On the owner: the poll's {@link #read} holds memory that home must have released. */
  void readingStarted() {
    reading = true;
  }

  private void finish() {
    stage = Stage.AT_HOME;
    if (status != Status.OK) {
      answer(status);
      return;
    }
    switch (work) {
      case POLL -> answerPoll();
      case GET_OFFSET -> answerOffset();
      case SEND, FLUSH, STORE_OFFSET, DELETE_OFFSET -> answer(Status.OK);
      case PARTED -> throw new IllegalStateException("no work was done");
    }
  }

  /** Answers with a status and no payload. Errors 30 and 100 also end the connection. */
  void answer(int code) {
    last = code == Status.STALE_CLIENT || code == Status.CLIENT_NOT_FOUND;
    Frame.writeAnswer(scratch, code, 0);
    send(scratch, Frame.HEADER, 0, 0);
  }

  /** Answers with a status and ends the connection. */
  void answerLast(int code) {
    last = true;
    Frame.writeAnswer(scratch, code, 0);
    send(scratch, Frame.HEADER, 0, 0);
  }

  /** Answers with a payload made on the heap. */
  void answer(AnswerBuffer payload) {
    int size = Frame.HEADER + payload.length();
    long block = home.takeAnswer(size);
    if (block == 0) {
      // Answers made on the heap are of commands that are rare and small; without memory even for
      // them, refuse.
      answer(Status.CANNOT_SERIALIZE_RESOURCE);
      return;
    }
    body = block;
    Frame.writeAnswer(block, Status.OK, payload.length());
    payload.copyTo(block + Frame.HEADER);
    send(block, size, 0, 0);
  }

  private void answerPoll() {
    if (!reading) {
      answerNothing(target.partition(), currentOffset);
      return;
    }
    PollAnswer.writeHead(scratch, read.bytes, target.partition(), currentOffset, read.messages);
    send(scratch, PollAnswer.SIZE, read.vector(), read.pairs);
  }

  /** A poll's answer without messages. */
  void answerNothing(long partition, long current) {
    PollAnswer.writeHead(scratch, 0, partition, current, 0);
    send(scratch, PollAnswer.SIZE, 0, 0);
  }

  private void answerOffset() {
    if (storedOffset < 0) {
      answer(Status.OK);
      return;
    }
    Frame.writeAnswer(scratch, Status.OK, 20);
    Memory.putInt(scratch + 8, (int) target.partition());
    Memory.putLong(scratch + 12, currentOffset);
    Memory.putLong(scratch + 20, storedOffset);
    send(scratch, 28, 0, 0);
  }

  private void send(long head, int headBytes, long slices, int count) {
    if (connection().closing()) {
      sent(0);
    } else {
      sender.send(home.loop(), connection().handle(), head, headBytes, slices, count);
    }
  }

  @Override
  public void sent(int result) {
    Connection answered = connection();
    boolean end = last;
    connection = null;
    if (body != 0) {
      home.giveAnswer(body);
      body = 0;
    }
    if (!reading) {
      home.giveExchange(this);
    } else if (owner == home) {
      read.release();
      home.giveExchange(this);
    } else {
      stage = Stage.RELEASE;
      owner.post(this);
    }
    answered.answered(result, end);
  }

  private final class SendCall extends Append {
    @Override
    protected void done() {
      performed(Partitions.status(status));
    }
  }

  private final class OffsetTicket extends Ticket {
    boolean again;

    @Override
    protected void completed(@Nullable String error) {
      if (error == null && again) {
        again = false;
        perform();
      } else {
        performed(error == null ? Status.OK : Status.CANNOT_WRITE_TO_FILE);
      }
    }
  }

  private final class PollCall extends Read {
    PollCall(long vector) {
      super(vector, READ_PAIRS);
    }

    @Override
    protected void done() {
      owner.partitions().polled(Exchange.this);
    }
  }
}
