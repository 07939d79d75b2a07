package galgo.server;

import galgo.metadata.Command;
import galgo.metadata.ConsumerGroup;
import galgo.metadata.Permissions;
import galgo.metadata.State;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import galgo.metadata.User;
import galgo.wire.AnswerBuffer;
import galgo.wire.Identifier;
import galgo.wire.Status;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What all commands off the hot ways share: looking at metadata, answering from it, proposing a
 * change of it. Belongs to one shard.
 */
final class Lookup {
  /** The most bytes of one answer made here. */
  static final int ANSWER_LIMIT = 32 << 20;

  private final Shard shard;
  private final AnswerBuffer buffer = new AnswerBuffer(ANSWER_LIMIT);
  private long mark;
  private boolean vsr;

  Lookup(Shard shard) {
    this.shard = shard;
  }

  /** Where an answer is written; emptied by {@link #answer} and before a proposal's answer. */
  AnswerBuffer buffer() {
    return buffer;
  }

  /** Whether the answer being written goes to a client of the protocol of Iggy 0.9. */
  boolean vsr() {
    return vsr;
  }

  /** When {@link #look} looked last: what was made later is not what was found. */
  long mark() {
    return mark;
  }

  /** Looks at metadata. */
  int look(ToIntFunction<State> question) {
    State state = shard.enter();
    try {
      mark = state.mark();
      return question.applyAsInt(state);
    } finally {
      shard.leave();
    }
  }

  /** A question about a topic; returns a status. */
  interface TopicQuestion {
    int ask(State state, Stream stream, Topic topic);
  }

  /** Looks at a topic. Returns the status of what is missing, or of the question. */
  int lookAtTopic(Identifier ofStream, Identifier ofTopic, TopicQuestion question) {
    return look(state -> {
      Stream stream = stream(state, ofStream);
      if (stream == null) {
        return Status.STREAM_ID_NOT_FOUND;
      }
      Topic topic = topic(stream, ofTopic);
      return topic == null ? Status.TOPIC_ID_NOT_FOUND : question.ask(state, stream, topic);
    });
  }

  /** Answers with what the question writes into {@link #buffer}, or with the status it returns. */
  void answer(Exchange exchange, ToIntFunction<State> question) {
    buffer.clear();
    vsr = exchange.isVsr();
    int status = look(question);
    if (status == Status.OK) {
      exchange.answer(buffer);
    } else {
      exchange.answer(status);
    }
  }

  /** Proposes a change and answers with nothing, or why it was refused. */
  void propose(Exchange exchange, Command command) {
    propose(exchange, command, (state, id) -> {});
  }

  /**
   * Proposes a change and answers with what {@code made} writes into {@link #buffer}; its number is
   * the id that the change gave.
   */
  void propose(Exchange exchange, Command command, ObjIntConsumer<State> made) {
    propose(exchange, command, mark, made);
  }

  /**
   * As above.
   *
   * @param markThen what {@link #mark} was when the command's ids were looked up, if that is some
   *     time ago
   */
  void propose(Exchange exchange, Command command, long markThen, ObjIntConsumer<State> made) {
    shard
        .node()
        .proposer()
        .propose(
            shard,
            command,
            markThen,
            (status, id) -> {
              if (status != Status.OK) {
                exchange.answer(status);
              } else {
                answer(
                    exchange,
                    state -> {
                      made.accept(state, id);
                      return Status.OK;
                    });
              }
            });
  }

  /** The rights of the exchange's user; none for a user that is gone. */
  static Permissions permissions(State state, Exchange exchange) {
    return state.permissions(exchange.client().user(), exchange.client().userIncarnation());
  }

  /** The exchange's own user; null when it is gone. */
  static @Nullable User own(State state, Exchange exchange) {
    return state.user(exchange.client().user(), exchange.client().userIncarnation());
  }

  static @Nullable Stream stream(State state, Identifier identifier) {
    return switch (identifier) {
      case Identifier.Numeric(long id) -> state.stream(id);
      case Identifier.Named(byte[] name) -> state.stream(name);
    };
  }

  static @Nullable Topic topic(Stream stream, Identifier identifier) {
    return switch (identifier) {
      case Identifier.Numeric(long id) -> stream.topic(id);
      case Identifier.Named(byte[] name) -> stream.topic(name);
    };
  }

  static @Nullable ConsumerGroup group(Topic topic, Identifier identifier) {
    return switch (identifier) {
      case Identifier.Numeric(long id) -> topic.group(id);
      case Identifier.Named(byte[] name) -> topic.group(name);
    };
  }

  static @Nullable User user(State state, Identifier identifier) {
    return switch (identifier) {
      case Identifier.Numeric(long id) -> state.user(id);
      case Identifier.Named(byte[] name) -> state.user(name);
    };
  }

  /** The partitions of a topic, for {@link PartitionTasks}. */
  static List<PartitionTasks.Owned> partitions(Topic topic) {
    return topic.partitions().stream()
        .map(each -> new PartitionTasks.Owned(each.incarnation(), each.dataGroup()))
        .toList();
  }
}
