package galgo.server;

import galgo.metadata.Bytes;
import galgo.metadata.CatalogCommand;
import galgo.metadata.State;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import galgo.server.config.Settings;
import galgo.wire.Identifier;
import galgo.wire.Status;
import galgo.wire.TopicRequest;
import galgo.wire.TopicRequest.TopicSettings;
import java.util.ArrayList;
import java.util.List;

/** Commands about topics and their partitions. */
final class TopicCommands {
  private static final long MAX_PARTITIONS = 1000;
  private static final long DEFAULT = 0;
  private static final int NO_COMPRESSION = 1;

  private final Shard shard;
  private final Lookup lookup;
  private final PartitionTasks tasks;
  private final Records records;
  private final Settings settings;

  /** What the last successful {@link #manage} found. */
  private int stream;

  private int topic;
  private galgo.metadata.TopicSettings current =
      new galgo.metadata.TopicSettings(NO_COMPRESSION, DEFAULT, DEFAULT, 1);

  TopicCommands(Shard shard, Lookup lookup, PartitionTasks tasks) {
    this.shard = shard;
    this.lookup = lookup;
    this.tasks = tasks;
    this.records = new Records(shard.node().counters(), lookup);
    this.settings = shard.node().settings();
  }

  void carryOut(Exchange exchange, TopicRequest request) {
    switch (request) {
      case TopicRequest.GetTopic get -> lookup.answer(exchange, state -> get(exchange, state, get));
      case TopicRequest.GetTopics get ->
          lookup.answer(exchange, state -> list(exchange, state, get));
      case TopicRequest.CreateTopic create -> create(exchange, create, new TopicOptions());
      case TopicRequest.CreateTopicWithOptions create -> create(exchange, create);
      case TopicRequest.UpdateTopic update -> update(exchange, update);
      case TopicRequest.UpdateTopicWithOptions update -> update(exchange, update);
      case TopicRequest.DeleteTopic delete -> {
        if (manage(exchange, delete.stream(), delete.topic())) {
          lookup.propose(exchange, new CatalogCommand.DeleteTopic(stream, topic));
        }
      }
      case TopicRequest.PurgeTopic purge -> {
        if (manage(exchange, purge.stream(), purge.topic())) {
          tasks.purge(exchange, owned(0, Integer.MAX_VALUE));
        }
      }
      case TopicRequest.CreatePartitions create -> createPartitions(exchange, create);
      case TopicRequest.DeletePartitions delete -> deletePartitions(exchange, delete);
      case TopicRequest.DeleteSegments delete -> deleteSegments(exchange, delete);
    }
  }

  private int get(Exchange exchange, State state, TopicRequest.GetTopic request) {
    Stream in = Lookup.stream(state, request.stream());
    Topic found = in == null ? null : Lookup.topic(in, request.topic());
    if (in == null || found == null) {
      return Status.OK;
    }
    if (!Lookup.permissions(state, exchange).canReadTopic(in.id(), found.id())) {
      return Status.UNAUTHORIZED;
    }
    records.topic(found);
    records.partitions(found, false);
    return Status.OK;
  }

  private int list(Exchange exchange, State state, TopicRequest.GetTopics request) {
    Stream in = Lookup.stream(state, request.stream());
    if (in == null) {
      records.topicsCount(0);
      return Status.OK;
    }
    if (!Lookup.permissions(state, exchange).canListTopics(in.id())) {
      return Status.UNAUTHORIZED;
    }
    records.topicsCount(in.topics().size());
    for (Topic each : in.topics()) {
      records.topic(each);
    }
    return Status.OK;
  }

  private void create(Exchange exchange, TopicRequest.CreateTopic request, TopicOptions options) {
    TopicSettings wanted = request.settings();
    int status = checkCreate(exchange, request);
    if (status != Status.OK) {
      exchange.answer(status);
      return;
    }
    long size =
        wanted.maxTopicSize() == DEFAULT ? settings.topic().maxSize() : wanted.maxTopicSize();
    long expiry =
        wanted.messageExpiry() == DEFAULT
            ? settings.topic().messageExpiryMicros()
            : wanted.messageExpiry();
    int in = stream;
    lookup.propose(
        exchange,
        new CatalogCommand.CreateTopic(
            in,
            Bytes.of(wanted.name()),
            new galgo.metadata.TopicSettings(
                wanted.compression(),
                expiry,
                size,
                wanted.replicationFactor(),
                options.persisted,
                options.offsetsPersisted),
            (int) request.partitionsCount(),
            shard.driver().wallMicros()),
        (state, id) -> {
          Stream parent = state.stream(in);
          Topic made = parent == null ? null : parent.topic(id);
          if (made != null) {
            records.topic(made);
            records.partitions(made, true);
          }
        });
  }

  /** What is not among the options is left to the server's defaults. */
  private void create(Exchange exchange, TopicRequest.CreateTopicWithOptions request) {
    TopicOptions options = new TopicOptions();
    int status = options.read(request.options(), request.partitionsCount());
    if (status != Status.OK) {
      exchange.answer(status);
      return;
    }
    create(
        exchange,
        new TopicRequest.CreateTopic(
            request.stream(),
            request.partitionsCount(),
            new TopicSettings(
                options.compression.orElse(NO_COMPRESSION),
                options.messageExpiry.orElse(DEFAULT),
                options.maxTopicSize.orElse(DEFAULT),
                1,
                request.name())),
        options);
  }

  private int checkCreate(Exchange exchange, TopicRequest.CreateTopic request) {
    TopicSettings wanted = request.settings();
    if (request.partitionsCount() > MAX_PARTITIONS) {
      return Status.TOO_MANY_PARTITIONS;
    }
    if (!isCompression(wanted.compression())) {
      return Status.INVALID_COMMAND;
    }
    int status =
        lookup.look(state -> {
          Stream in = Lookup.stream(state, request.stream());
          if (in == null) {
            return Status.STREAM_ID_NOT_FOUND;
          }
          stream = in.id();
          return Lookup.permissions(state, exchange).canCreateTopic(in.id())
              ? Status.OK
              : Status.UNAUTHORIZED;
        });
    if (status == Status.OK && isTooSmall(wanted.maxTopicSize())) {
      return Status.INVALID_TOPIC_SIZE;
    }
    return status;
  }

  private void update(Exchange exchange, TopicRequest.UpdateTopic request) {
    TopicSettings wanted = request.settings();
    if (!isCompression(wanted.compression())) {
      exchange.answer(Status.INVALID_COMMAND);
      return;
    }
    if (!manage(exchange, request.stream(), request.topic())) {
      return;
    }
    lookup.propose(
        exchange,
        new CatalogCommand.UpdateTopic(
            stream,
            topic,
            Bytes.of(wanted.name()),
            new galgo.metadata.TopicSettings(
                wanted.compression(),
                wanted.messageExpiry(),
                wanted.maxTopicSize(),
                wanted.replicationFactor(),
                current.persisted(),
                current.offsetsPersisted())));
  }

  /** What is not among the options stays as it is. */
  private void update(Exchange exchange, TopicRequest.UpdateTopicWithOptions request) {
    TopicOptions options = new TopicOptions();
    int status = options.readChanges(request.options());
    if (status == Status.OK && isTooSmall(options.maxTopicSize.orElse(DEFAULT))) {
      status = Status.INVALID_TOPIC_SIZE;
    }
    if (status != Status.OK) {
      exchange.answer(status);
      return;
    }
    if (!manage(exchange, request.stream(), request.topic())) {
      return;
    }
    galgo.metadata.TopicSettings now = current;
    lookup.propose(
        exchange,
        new CatalogCommand.UpdateTopic(
            stream,
            topic,
            Bytes.of(request.name()),
            new galgo.metadata.TopicSettings(
                options.compression.orElse(now.compression()),
                options.messageExpiry.orElse(now.messageExpiry()),
                options.maxTopicSize.orElse(now.maxTopicSize()),
                now.replicationFactor(),
                now.persisted(),
                now.offsetsPersisted())));
  }

  private void createPartitions(Exchange exchange, TopicRequest.CreatePartitions request) {
    long count = request.partitionsCount();
    if (count == 0 || count > MAX_PARTITIONS) {
      exchange.answer(Status.TOO_MANY_PARTITIONS);
    } else if (manage(exchange, request.stream(), request.topic())) {
      lookup.propose(
          exchange,
          new CatalogCommand.CreatePartitions(
              stream, topic, (int) count, shard.driver().wallMicros()));
    }
  }

  private void deletePartitions(Exchange exchange, TopicRequest.DeletePartitions request) {
    long count = request.partitionsCount();
    if (count == 0) {
      exchange.answer(Status.TOO_MANY_PARTITIONS);
    } else if (manage(exchange, request.stream(), request.topic())) {
      lookup.propose(
          exchange,
          new CatalogCommand.DeletePartitions(
              stream, topic, (int) Math.min(count, Integer.MAX_VALUE)));
    }
  }

  private void deleteSegments(Exchange exchange, TopicRequest.DeleteSegments request) {
    int status =
        lookup.lookAtTopic(
            request.stream(),
            request.topic(),
            (state, in, of) -> {
              stream = in.id();
              topic = of.id();
              return request.partition() >= of.partitionsCount()
                  ? Status.PARTITION_NOT_FOUND
                  : mayManage(state, exchange, in, of);
            });
    if (status != Status.OK) {
      exchange.answer(status);
      return;
    }
    List<PartitionTasks.Owned> owned = owned((int) request.partition(), 1);
    if (owned.isEmpty()) {
      exchange.answer(Status.PARTITION_NOT_FOUND);
    } else {
      int count = (int) Math.min(request.segmentsCount(), Integer.MAX_VALUE);
      tasks.deleteSegments(exchange, owned.getFirst(), count);
    }
  }

  /** Partitions of the topic that was found, from one on. */
  private List<PartitionTasks.Owned> owned(int from, int most) {
    List<PartitionTasks.Owned> owned = new ArrayList<>();
    lookup.look(state -> {
      Stream in = state.stream(stream);
      Topic of = in == null ? null : in.topic(topic);
      if (of != null) {
        Lookup.partitions(of).stream().skip(from).limit(most).forEach(owned::add);
      }
      return Status.OK;
    });
    return owned;
  }

  /** Finds a topic that the client may change; else answers why not. */
  private boolean manage(Exchange exchange, Identifier ofStream, Identifier ofTopic) {
    int status =
        lookup.lookAtTopic(
            ofStream,
            ofTopic,
            (state, in, of) -> {
              stream = in.id();
              topic = of.id();
              current = of.settings();
              return mayManage(state, exchange, in, of);
            });
    if (status != Status.OK) {
      exchange.answer(status);
    }
    return status == Status.OK;
  }

  private static int mayManage(State state, Exchange exchange, Stream stream, Topic topic) {
    return Lookup.permissions(state, exchange).canManageTopic(stream.id(), topic.id())
        ? Status.OK
        : Status.UNAUTHORIZED;
  }

  /** Whether not even one segment has room in it. */
  private boolean isTooSmall(long maxTopicSize) {
    return maxTopicSize != DEFAULT
        && Long.compareUnsigned(maxTopicSize, settings.partition().segmentBytes()) < 0;
  }

  private static boolean isCompression(int code) {
    return code == 1 || code == 2;
  }
}
