package galgo.server;

import galgo.io.Driver;
import galgo.io.XxHash32;
import galgo.io.Xxh3Stream;
import galgo.log.Append;
import galgo.log.BatchRecord;
import galgo.log.ClassicBatch;
import galgo.metadata.ConsumerGroup;
import galgo.metadata.Member;
import galgo.metadata.Partition;
import galgo.metadata.State;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import galgo.wire.CommandCode;
import galgo.wire.ConsumerView;
import galgo.wire.Decoded;
import galgo.wire.FlushRequest;
import galgo.wire.IdentifierView;
import galgo.wire.OffsetRequest;
import galgo.wire.PollRequest;
import galgo.wire.Request;
import galgo.wire.RequestDecoder;
import galgo.wire.SendRequest;
import galgo.wire.Status;
import galgo.wire.vsr.BodyDecoder;
import galgo.wire.vsr.Replies;
import org.jspecify.annotations.Nullable;

/**
 * Has requests carried out: those on the produce and consume ways are decoded in place and resolved
 * here without allocation, all others become records for {@link Commands}. The order of checks is
 * the protocol's. Belongs to one shard.
 */
final class Dispatcher {
  /**
   * A group's member that owns no partition, or not the one it asked for: the poll is answered with
   * nothing.
   */
  private static final int NOT_ASSIGNED = -1;

  private final Shard shard;
  private final Commands commands;
  private final RequestDecoder decoder = new RequestDecoder();
  private final BodyDecoder bodies = new BodyDecoder();
  private final Xxh3Stream stream;
  private final SendRequest send = new SendRequest();
  private final PollRequest poll = new PollRequest();
  private final OffsetRequest offset = new OffsetRequest();
  private final FlushRequest flush = new FlushRequest();

  Dispatcher(Shard shard) {
    this.shard = shard;
    this.commands = new Commands(shard);
    this.stream = new Xxh3Stream(shard.driver().allocate(4096));
  }

  /**
   * Has a request carried out whose payload is in the connection's protocol.
   *
   * @param code the command, of either protocol
   */
  void dispatch(Exchange exchange, int code, long payload, int length) {
    switch (code) {
      case CommandCode.SEND_MESSAGES -> send(exchange, payload, length);
      case CommandCode.POLL_MESSAGES -> poll(exchange, payload, length);
      case CommandCode.FLUSH_UNSAVED_BUFFER -> flush(exchange, payload, length);
      case CommandCode.GET_CONSUMER_OFFSET,
          CommandCode.STORE_CONSUMER_OFFSET,
          CommandCode.DELETE_CONSUMER_OFFSET ->
          offset(exchange, code, payload, length);
      default -> {
        Decoded decoded =
            exchange.isVsr()
                ? bodies.decode(code, payload, length)
                : decoder.decode(code, payload, length);
        switch (decoded) {
          case Decoded.Malformed(int status) -> exchange.answer(status);
          case Request request -> commands.carryOut(exchange, request);
        }
      }
    }
  }

  void carryOut(Exchange exchange, Request request) {
    commands.carryOut(exchange, request);
  }

  private void send(Exchange exchange, long payload, int length) {
    boolean vsr = exchange.isVsr();
    int status = vsr ? send.wrapRecord(payload, length) : send.wrap(payload, length);
    if (status == Status.OK) {
      status = vsr ? recordStatus(validateRecord()) : batchStatus(validateClassic());
    }
    if (status == Status.OK) {
      status = resolveSend(exchange);
    }
    if (status != Status.OK) {
      exchange.answer(status);
      return;
    }
    Driver driver = shard.driver();
    Append append = exchange.append;
    append.messages = send.messagesAddress();
    append.length = (int) send.messagesLength();
    append.count = (int) send.messagesCount();
    append.timestamp = driver.wallMicros();
    append.seedHigh = driver.random();
    append.seedLow = driver.random();
    append.format = exchange.form().batchFormat();
    append.partitionNumber = exchange.target.partition();
    @Nullable Encryption encryption = shard.encryption();
    if (encryption != null) {
      status = exchange.seal(encryption);
      if (status != Status.OK) {
        exchange.answer(status);
        return;
      }
    }
    exchange.carryOut(Exchange.Work.SEND);
  }

  private int validateClassic() {
    return ClassicBatch.validate(
        send.indexAddress(),
        send.messagesAddress(),
        send.messagesLength(),
        (int) send.messagesCount());
  }

  private int validateRecord() {
    return BatchRecord.validate(
        send.messagesAddress(),
        send.messagesLength(),
        send.messagesCount(),
        shard.driver().kernels(),
        stream);
  }

  /** Finds the batch's partition, or the status why there is none to send to. */
  private int resolveSend(Exchange exchange) {
    State state = shard.enter();
    try {
      Stream stream = find(state, send.stream());
      if (stream == null) {
        return Status.STREAM_ID_NOT_FOUND;
      }
      Topic topic = find(stream, send.topic());
      if (topic == null) {
        return Status.TOPIC_ID_NOT_FOUND;
      }
      if (!Lookup.permissions(state, exchange).canSend(stream.id(), topic.id())) {
        return Status.UNAUTHORIZED;
      }
      long count = topic.partitionsCount();
      if (send.partitioning() != SendRequest.PARTITION && count == 0) {
        return Status.TOPIC_ID_NOT_FOUND;
      }
      long partition =
          switch (send.partitioning()) {
            case SendRequest.PARTITION -> send.partition();
            case SendRequest.BALANCED -> topic.roundRobin().next((int) count);
            case SendRequest.KEY ->
                Integer.toUnsignedLong(XxHash32.hash(send.keyAddress(), send.keyLength())) % count;
            default -> throw new IllegalStateException("partitioning " + send.partitioning());
          };
      if (partition >= count) {
        return Status.PARTITION_NOT_FOUND;
      }
      target(exchange, stream, topic, (int) partition);
      return Status.OK;
    } finally {
      shard.leave();
    }
  }

  private void poll(Exchange exchange, long payload, int length) {
    int status = poll.wrap(payload, length);
    if (status == Status.OK) {
      status = authenticated(exchange);
    }
    if (status == Status.OK) {
      status = resolvePoll(exchange);
    }
    if (status == NOT_ASSIGNED) {
      // A newer client has chosen the partition, and is told to ask again which are its.
      exchange.answerNothing(exchange.isVsr() ? Replies.ASSIGNMENT_IS_STALE : 0, 0);
      return;
    }
    if (status != Status.OK) {
      exchange.answer(status);
      return;
    }
    exchange.strategy = poll.strategy();
    exchange.value = poll.value();
    exchange.count = (int) Math.min(poll.count(), Integer.MAX_VALUE);
    exchange.autoCommit = poll.autoCommit();
    exchange.patient =
        exchange.connection().emptyPolls().wentRound(exchange.target.id()) && shard.unhurried();
    exchange.carryOut(Exchange.Work.POLL);
  }

  private int resolvePoll(Exchange exchange) {
    State state = shard.enter();
    try {
      Stream stream = find(state, poll.stream());
      if (stream == null) {
        return Status.STREAM_ID_NOT_FOUND;
      }
      Topic topic = find(stream, poll.topic());
      if (topic == null) {
        return Status.TOPIC_ID_NOT_FOUND;
      }
      if (!Lookup.permissions(state, exchange).canPoll(stream.id(), topic.id())) {
        return Status.UNAUTHORIZED;
      }
      if (poll.consumer().isGroup()) {
        return resolveGroupPoll(exchange, stream, topic);
      }
      long partition = poll.hasPartition() ? poll.partition() : 0;
      if (partition >= topic.partitionsCount()) {
        return Status.PARTITION_NOT_FOUND;
      }
      target(exchange, stream, topic, (int) partition);
      exchange.target.consumer(consumerKey(poll.consumer()));
      return Status.OK;
    } finally {
      shard.leave();
    }
  }

  private int resolveGroupPoll(Exchange exchange, Stream stream, Topic topic) {
    Client client = exchange.client();
    if (!client.registered()) {
      return Status.STALE_CLIENT;
    }
    ConsumerGroup group = find(topic, poll.consumer().identifier());
    if (group == null) {
      return Status.CONSUMER_GROUP_ID_NOT_FOUND;
    }
    Member member = group.memberOf(client.key());
    if (member == null) {
      return Status.CONSUMER_GROUP_MEMBER_NOT_FOUND;
    }
    int partition;
    if (poll.hasPartition()) {
      boolean owns = owns(group, member, poll.partition());
      // Newer clients know what they may poll; classic ones go on with what they are giving up.
      if (!owns || exchange.isVsr() && isRevoked(member, (int) poll.partition())) {
        return NOT_ASSIGNED;
      }
      partition = (int) poll.partition();
    } else {
      int active = member.pollableCount();
      if (active == 0) {
        return NOT_ASSIGNED;
      }
      partition =
          member.pollable(client.cursors().next(stream.id(), topic.id(), group.id(), active));
    }
    if (partition >= topic.partitionsCount()) {
      return Status.PARTITION_NOT_FOUND;
    }
    target(exchange, stream, topic, partition);
    exchange.target.group(group.id(), group.incarnation(), revoked(member, partition));
    return Status.OK;
  }

  private void offset(Exchange exchange, int code, long payload, int length) {
    int status =
        exchange.isVsr()
            ? offset.wrapAcknowledged(code, payload, length)
            : offset.wrap(code, payload, length);
    if (status == Status.OK) {
      status = authenticated(exchange);
    }
    boolean get = code == CommandCode.GET_CONSUMER_OFFSET;
    if (status == Status.OK) {
      status = resolveOffset(exchange, get);
    }
    if (status == NOT_ASSIGNED) {
      exchange.answer(Status.OK);
      return;
    }
    if (status != Status.OK) {
      exchange.answer(status);
      return;
    }
    exchange.value = offset.offset();
    exchange.carryOut(
        get
            ? Exchange.Work.GET_OFFSET
            : code == CommandCode.STORE_CONSUMER_OFFSET
                ? Exchange.Work.STORE_OFFSET
                : Exchange.Work.DELETE_OFFSET);
  }

  /** Asked for an offset, everything that is missing is the empty answer; else it is an error. */
  private int resolveOffset(Exchange exchange, boolean get) {
    State state = shard.enter();
    try {
      Stream stream = find(state, offset.stream());
      Topic topic = stream == null ? null : find(stream, offset.topic());
      if (stream == null || topic == null) {
        return get
            ? NOT_ASSIGNED
            : stream == null ? Status.STREAM_ID_NOT_FOUND : Status.TOPIC_ID_NOT_FOUND;
      }
      if (!Lookup.permissions(state, exchange).canPoll(stream.id(), topic.id())) {
        return Status.UNAUTHORIZED;
      }
      if (offset.consumer().isGroup()) {
        return resolveGroupOffset(exchange, stream, topic, get);
      }
      long partition = offset.hasPartition() ? offset.partition() : 0;
      if (partition >= topic.partitionsCount()) {
        return get ? NOT_ASSIGNED : Status.PARTITION_NOT_FOUND;
      }
      target(exchange, stream, topic, (int) partition);
      exchange.target.consumer(consumerKey(offset.consumer()));
      return Status.OK;
    } finally {
      shard.leave();
    }
  }

  private int resolveGroupOffset(Exchange exchange, Stream stream, Topic topic, boolean get) {
    Client client = exchange.client();
    if (!get && !client.registered()) {
      return Status.STALE_CLIENT;
    }
    ConsumerGroup group = find(topic, offset.consumer().identifier());
    if (group == null) {
      return get ? NOT_ASSIGNED : Status.CONSUMER_GROUP_ID_NOT_FOUND;
    }
    long partition = offset.hasPartition() ? offset.partition() : 0;
    int revoked = Target.NOT_REVOKED;
    if (!get) {
      Member member = group.memberOf(client.key());
      if (member == null) {
        return Status.CONSUMER_GROUP_MEMBER_NOT_FOUND;
      }
      if (!offset.hasPartition()) {
        int active = member.pollableCount();
        if (active == 0) {
          return Status.NOT_RESOLVED_CONSUMER;
        }
        partition =
            member.pollable(client.cursors().peek(stream.id(), topic.id(), group.id(), active));
      } else if (!owns(group, member, partition)) {
        return exchange.isVsr()
            ? Status.CONSUMER_GROUP_PARTITION_NOT_OWNED
            : Status.NOT_RESOLVED_CONSUMER;
      }
      revoked = revoked(member, (int) partition);
    }
    if (partition >= topic.partitionsCount()) {
      return get ? NOT_ASSIGNED : Status.PARTITION_NOT_FOUND;
    }
    target(exchange, stream, topic, (int) partition);
    exchange.target.group(group.id(), group.incarnation(), revoked);
    return Status.OK;
  }

  private void flush(Exchange exchange, long payload, int length) {
    int status = flush.wrap(payload, length);
    if (status == Status.OK) {
      status = authenticated(exchange);
    }
    if (status == Status.OK) {
      status = resolveFlush(exchange);
    }
    if (status != Status.OK) {
      exchange.answer(status);
      return;
    }
    exchange.flushSynced = flush.fsync();
    exchange.carryOut(Exchange.Work.FLUSH);
  }

  private int resolveFlush(Exchange exchange) {
    State state = shard.enter();
    try {
      Stream stream = find(state, flush.stream());
      if (stream == null) {
        return Status.STREAM_ID_NOT_FOUND;
      }
      Topic topic = find(stream, flush.topic());
      if (topic == null) {
        return Status.TOPIC_ID_NOT_FOUND;
      }
      if (!Lookup.permissions(state, exchange).canSend(stream.id(), topic.id())) {
        return Status.UNAUTHORIZED;
      }
      if (flush.partition() >= topic.partitionsCount()) {
        return Status.PARTITION_NOT_FOUND;
      }
      target(exchange, stream, topic, (int) flush.partition());
      return Status.OK;
    } finally {
      shard.leave();
    }
  }

  private static boolean owns(ConsumerGroup group, Member member, long partition) {
    return group.owner(partition) == member;
  }

  /** The member's id when the partition is being taken from it. */
  private static int revoked(Member member, int partition) {
    for (int i = 0; i < member.pollableCount(); i++) {
      if (member.pollable(i) == partition) {
        return Target.NOT_REVOKED;
      }
    }
    return member.id();
  }

  private static boolean isRevoked(Member member, int partition) {
    return revoked(member, partition) != Target.NOT_REVOKED;
  }

  private static int authenticated(Exchange exchange) {
    return exchange.client().loggedIn() ? Status.OK : Status.UNAUTHENTICATED;
  }

  private void target(Exchange exchange, Stream stream, Topic topic, int partition) {
    Partition info = topic.partition(partition);
    if (info == null) {
      throw new IllegalStateException("partition " + partition + " of " + topic.partitionsCount());
    }
    exchange.target.set(
        shard.node().ownerOf(info.dataGroup()),
        info.incarnation(),
        info.dataGroup(),
        stream.id(),
        topic.id(),
        partition);
  }

  /** A single consumer's key: its number, or the hash of its name. */
  private static int consumerKey(ConsumerView consumer) {
    IdentifierView identifier = consumer.identifier();
    return identifier.isNumeric()
        ? (int) identifier.numeric()
        : XxHash32.hash(identifier.nameAddress(), identifier.nameLength());
  }

  private static @Nullable Stream find(State state, IdentifierView identifier) {
    return identifier.isNumeric()
        ? state.stream(identifier.numeric())
        : state.stream(identifier.nameAddress(), identifier.nameLength());
  }

  private static @Nullable Topic find(Stream stream, IdentifierView identifier) {
    return identifier.isNumeric()
        ? stream.topic(identifier.numeric())
        : stream.topic(identifier.nameAddress(), identifier.nameLength());
  }

  private static @Nullable ConsumerGroup find(Topic topic, IdentifierView identifier) {
    return identifier.isNumeric()
        ? topic.group(identifier.numeric())
        : topic.group(identifier.nameAddress(), identifier.nameLength());
  }

  private static int recordStatus(int validation) {
    return switch (validation) {
      case BatchRecord.VALID -> Status.OK;
      case BatchRecord.MALFORMED -> Status.INVALID_COMMAND;
      case BatchRecord.PAYLOAD_TOO_BIG -> Status.TOO_BIG_MESSAGE_PAYLOAD;
      case BatchRecord.HEADERS_TOO_BIG -> Status.TOO_BIG_USER_HEADERS;
      case BatchRecord.FRAME_DAMAGED -> Status.INVALID_MESSAGE_CHECKSUM;
      case BatchRecord.RECORD_DAMAGED -> Status.INVALID_BATCH_CHECKSUM;
      default -> throw new IllegalStateException("validation result " + validation);
    };
  }

  private static int batchStatus(int validation) {
    return switch (validation) {
      case ClassicBatch.VALID -> Status.OK;
      case ClassicBatch.INDEX_OFFSET_SET -> Status.NON_ZERO_OFFSET;
      case ClassicBatch.INDEX_TIMESTAMP_SET -> Status.NON_ZERO_TIMESTAMP;
      case ClassicBatch.OUT_OF_BOUNDS -> Status.MISSING_INDEX;
      case ClassicBatch.PAYLOAD_TOO_BIG -> Status.TOO_BIG_MESSAGE_PAYLOAD;
      case ClassicBatch.HEADERS_TOO_BIG -> Status.TOO_BIG_USER_HEADERS;
      case ClassicBatch.OFFSET_ORDER -> Status.INVALID_OFFSET;
      case ClassicBatch.INDEX_ORDER -> Status.CANNOT_READ_INDEX_POSITION;
      case ClassicBatch.SIZE_MISMATCH -> Status.INVALID_MESSAGES_SIZE;
      default -> throw new IllegalStateException("validation result " + validation);
    };
  }
}
