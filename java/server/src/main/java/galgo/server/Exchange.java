package galgo.server;

import galgo.io.Memory;
import galgo.io.Submissions;
import galgo.log.Append;
import galgo.log.LogStatus;
import galgo.log.Read;
import galgo.log.Runs;
import galgo.log.Ticket;
import galgo.log.Transcoder;
import galgo.wire.AnswerBuffer;
import galgo.wire.Answers;
import galgo.wire.PollAnswer;
import galgo.wire.Status;
import galgo.wire.vsr.Eviction;
import galgo.wire.vsr.Operation;
import galgo.wire.vsr.Replies;
import galgo.wire.vsr.RequestHeader;
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

  /** The longest head of an answer with the short payloads made here, and two pairs. */
  private static final int SCRATCH = 336;

  private static final int PAIR = SCRATCH - Read.PAIR;

  /** Likewise, of the messages of an answer in one piece. */
  private static final int OPENED = PAIR - Read.PAIR;

  /** A message's form is changed in pieces of this size. */
  private static final int WINDOW = 64 << 10;

  private static final int READ_PAIRS = Submissions.VECTOR_LIMIT;

  /** Bytes of off-heap memory that each exchange needs. */
  static final int MEMORY =
      SCRATCH + AnswerSender.VECTOR_BYTES + Read.memory(READ_PAIRS) + Transcoder.MEMORY;

  // What the request asks for, as far as the partition's owner has to know it.
  final Append append = new SendCall();
  final Read read;
  final Target target = new Target();
  int strategy;
  long value;
  int count;
  boolean autoCommit;
  boolean patient;
  boolean flushSynced;

  /** All messages of a send had come before: none was appended. */
  boolean repeated;

  private final Shard home;
  private final long scratch;
  private final AnswerSender sender;
  private final Transcoder transcoder;

  private final OffsetTicket offsetTicket = new OffsetTicket();

  private @Nullable Connection connection;
  private Work work = Work.PARTED;
  private Stage stage = Stage.AT_HOME;
  private Shard owner;
  private long body;

  /** Of the frame pool: a batch encrypted, or an answer's messages decrypted; or 0. */
  private long crypt;

  private final Runs opened = new Runs();
  private boolean last;
  private boolean reading;
  private boolean transcoding;
  private int status;
  private long currentOffset;
  private long storedOffset;

  Exchange(Shard home, long memory) {
    this.home = home;
    this.owner = home;
    this.scratch = memory;
    this.sender = new AnswerSender(home.loop(), memory + SCRATCH, this);
    long vector = memory + SCRATCH + AnswerSender.VECTOR_BYTES;
    this.read = new PollCall(vector);
    this.transcoder = new Transcoder(home.driver().kernels(), vector + Read.memory(READ_PAIRS));
  }

  void begin(Connection of) {
    connection = of;
    owner = home;
    stage = Stage.AT_HOME;
    last = false;
    reading = false;
    transcoding = false;
    repeated = false;
    status = Status.OK;
  }

  /** The sender of its answers. */
  AnswerSender sender() {
    return sender;
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

  AnswerForm form() {
    return connection().form();
  }

  /** Whether the client speaks the protocol of Iggy 0.9. */
  boolean isVsr() {
    return form() instanceof VsrForm;
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
      case SEND -> answerSend();
      case FLUSH, STORE_OFFSET, DELETE_OFFSET -> answer(Status.OK);
      case PARTED -> throw new IllegalStateException("no work was done");
    }
  }

  /** Answers with a status and no payload. Errors 30 and 100 also end the connection. */
  void answer(int code) {
    last = code == Status.STALE_CLIENT || code == Status.CLIENT_NOT_FOUND;
    send(
        scratch,
        code == Status.OK ? form().writeHead(scratch, 0) : form().writeError(scratch, code));
  }

  /** Answers with an error and ends the connection. */
  void answerLast(int code) {
    last = true;
    send(scratch, form().writeError(scratch, code));
  }

  /** Answers with a payload made on the heap. */
  void answer(AnswerBuffer payload) {
    int head = form().headBytes();
    long block = takeBody(head + payload.length());
    if (block != 0) {
      form().writeHead(block, payload.length());
      payload.copyTo(block + head);
      send(block, head + payload.length());
    }
  }

  /** Tells a client of the newer protocol that it has no session, or why it gets none. */
  void evict(int reason) {
    if (!(form() instanceof VsrForm vsr)) {
      throw new IllegalStateException("eviction " + reason + " of a client without sessions");
    }
    Eviction.write(scratch, vsr.request(), reason);
    send(scratch, RequestHeader.SIZE, 0, 0);
  }

  /** Answers as the request with this number was answered before. */
  void answerAgain(Session session, long request) {
    int length = session.answerLength(request);
    long block = takeBody(length);
    if (block != 0) {
      session.copyAnswer(request, block);
      send(block, length);
    }
  }

  /** The user has logged in: writes the answer that says so. */
  void loggedIn(AnswerBuffer buffer, int user) {
    buffer.clear();
    switch (form()) {
      case ClassicForm _ -> Answers.login(buffer, user);
      case VsrForm vsr -> {
        vsr.session().begin(vsr.request(), home.node().nextSession());
        Replies.registered(buffer, user, vsr.session().number(), SystemCommands.VSR_VERSION);
      }
    }
    answer(buffer);
  }

  /**
   * Memory for an answer that is not small, or 0 when there is none; then that is answered. Such
   * answers are of commands that are rare.
   */
  private long takeBody(int bytes) {
    long block = home.takeAnswer(bytes);
    if (block == 0) {
      answer(Status.CANNOT_SERIALIZE_RESOURCE);
    }
    body = block;
    return block;
  }

  /** An answer that names no place says that nothing was appended. */
  private void answerSend() {
    if (!isVsr() || repeated) {
      answer(Status.OK);
      return;
    }
    int head = form().writeHead(scratch, Replies.CONFIRMATION);
    Replies.writeConfirmation(
        scratch + head, target.stream(), target.topic(), target.partition(), append.baseOffset);
    send(scratch, head + Replies.CONFIRMATION);
  }

  /**
   * Encrypts the batch that is to be appended.
   *
   * @return a status of the protocol
   */
  int seal(Encryption encryption) {
    long most = Encryption.sealedLength(append.length, append.count);
    if (most > home.largestFrame()) {
      return Status.TOO_MANY_MESSAGES;
    }
    crypt = home.takeFrame((int) most);
    if (crypt == 0) {
      return Status.CANNOT_ENCRYPT_DATA;
    }
    append.length =
        encryption.seal(append.format, append.messages, append.length, append.count, crypt);
    append.messages = crypt;
    return Status.OK;
  }

  private void answerPoll() {
    connection().emptyPolls().polled(target.id(), reading ? read.messages : 0);
    @Nullable Encryption encryption = home.encryption();
    if (!reading || read.messages == 0) {
      answerNothing(target.partition(), currentOffset);
    } else if (encryption != null) {
      answerOpened(encryption);
    } else {
      answerMessages(read.vector(), read.pairs, read.runs, read.bytes);
    }
  }

  private void answerOpened(Encryption encryption) {
    crypt = read.bytes > home.largestFrame() ? 0 : home.takeFrame((int) read.bytes);
    long bytes =
        crypt == 0 ? -1 : encryption.open(read.vector(), read.pairs, read.runs, crypt, opened);
    if (bytes < 0) {
      answer(Status.CANNOT_DECRYPT_DATA);
      return;
    }
    Memory.putLong(scratch + OPENED, crypt);
    Memory.putLong(scratch + OPENED + 8, bytes);
    answerMessages(scratch + OPENED, 1, opened, bytes);
  }

  private void answerMessages(long vector, int pairs, Runs runs, long bytes) {
    if (runs.all(form().batchFormat())) {
      int head = pollHead(bytes, target.partition(), currentOffset, read.messages);
      send(scratch, head, vector, pairs);
    } else {
      answerTranscoded(vector, pairs, runs);
    }
  }

  /** Some of the messages are stored in the other protocol's form. */
  private void answerTranscoded(long vector, int pairs, Runs runs) {
    long window = takeBody(WINDOW);
    if (window == 0) {
      return;
    }
    transcoder.begin(form().batchFormat(), target.partition(), vector, pairs, runs, window, WINDOW);
    transcoding = true;
    int head = pollHead(transcoder.length(), target.partition(), currentOffset, read.messages);
    Memory.putLong(scratch + PAIR, window);
    Memory.putLong(scratch + PAIR + 8, transcoder.next());
    send(scratch, head, scratch + PAIR, 1);
  }

  /** A poll's answer without messages. */
  void answerNothing(long partition, long current) {
    send(scratch, pollHead(0, partition, current, 0));
  }

  private int pollHead(long messagesLength, long partition, long current, int messages) {
    int head = form().writeHead(scratch, PollAnswer.PREFIX + messagesLength);
    PollAnswer.writePrefix(scratch + head, partition, current, messages);
    return head + PollAnswer.PREFIX;
  }

  private void answerOffset() {
    if (storedOffset < 0) {
      answer(Status.OK);
      return;
    }
    int head = form().writeHead(scratch, 20);
    Memory.putInt(scratch + head, (int) target.partition());
    Memory.putLong(scratch + head + 4, currentOffset);
    Memory.putLong(scratch + head + 12, storedOffset);
    send(scratch, head + 20);
  }

  /** Sends an answer that lies in one piece; a session keeps it. */
  private void send(long answer, int bytes) {
    if (form() instanceof VsrForm vsr && Operation.isNumbered(vsr.request().operation())) {
      vsr.session().keep(vsr.request(), answer, bytes);
    }
    send(answer, bytes, 0, 0);
  }

  private void send(long head, int headBytes, long slices, int count) {
    if (connection().closing()) {
      transcoding = false;
      sent(0);
    } else {
      sender.send(home.loop(), connection().handle(), head, headBytes, slices, count);
    }
  }

  @Override
  public void sent(int result) {
    if (transcoding && result == 0) {
      int piece = transcoder.next();
      if (piece > 0) {
        send(body, piece, 0, 0);
        return;
      }
    }
    Connection answered = connection();
    boolean end = last;
    connection = null;
    if (body != 0) {
      home.giveAnswer(body);
      body = 0;
    }
    if (crypt != 0) {
      home.giveFrame(crypt);
      crypt = 0;
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
      if (status != LogStatus.OK) {
        owner.partitions().notStored(target, this);
      }
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
