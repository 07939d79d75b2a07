package galgo.server;

import galgo.metadata.Bytes;
import galgo.metadata.CatalogCommand;
import galgo.metadata.State;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import galgo.wire.Identifier;
import galgo.wire.Status;
import galgo.wire.StreamRequest;
import java.util.ArrayList;
import java.util.List;

/** Commands about streams. */
final class StreamCommands {
  private final Shard shard;
  private final Lookup lookup;
  private final PartitionTasks tasks;
  private final Records records;

  /** The stream that the last successful {@link #manage} found. */
  private int found;

  StreamCommands(Shard shard, Lookup lookup, PartitionTasks tasks) {
    this.shard = shard;
    this.lookup = lookup;
    this.tasks = tasks;
    this.records = new Records(shard.node().counters(), lookup);
  }

  void carryOut(Exchange exchange, StreamRequest request) {
    switch (request) {
      case StreamRequest.GetStream get ->
          lookup.answer(exchange, state -> get(exchange, state, get));
      case StreamRequest.GetStreams get -> lookup.answer(exchange, state -> list(exchange, state));
      case StreamRequest.CreateStream create -> create(exchange, create);
      case StreamRequest.UpdateStream update -> {
        if (manage(exchange, update.stream())) {
          lookup.propose(exchange, new CatalogCommand.UpdateStream(found, Bytes.of(update.name())));
        }
      }
      case StreamRequest.DeleteStream delete -> {
        if (manage(exchange, delete.stream())) {
          lookup.propose(exchange, new CatalogCommand.DeleteStream(found));
        }
      }
      case StreamRequest.PurgeStream purge -> purge(exchange, purge);
    }
  }

  private int get(Exchange exchange, State state, StreamRequest.GetStream request) {
    Stream stream = Lookup.stream(state, request.stream());
    if (stream == null) {
      return Status.OK;
    }
    if (!Lookup.permissions(state, exchange).canReadStream(stream.id())) {
      return Status.UNAUTHORIZED;
    }
    records.stream(stream);
    for (Topic topic : stream.topics()) {
      records.topic(topic);
    }
    return Status.OK;
  }

  private int list(Exchange exchange, State state) {
    if (!Lookup.permissions(state, exchange).canListStreams()) {
      return Status.UNAUTHORIZED;
    }
    for (Stream stream : state.streams()) {
      records.stream(stream);
    }
    return Status.OK;
  }

  private void create(Exchange exchange, StreamRequest.CreateStream request) {
    boolean allowed =
        lookup.look(state ->
            Lookup.permissions(state, exchange).canCreateStream() ? Status.OK : Status.UNAUTHORIZED)
            == Status.OK;
    if (!allowed) {
      exchange.answer(Status.UNAUTHORIZED);
      return;
    }
    lookup.propose(
        exchange,
        new CatalogCommand.CreateStream(Bytes.of(request.name()), shard.driver().wallMicros()),
        (state, id) -> {
          Stream stream = state.stream(id);
          if (stream != null) {
            records.stream(stream);
          }
        });
  }

  private void purge(Exchange exchange, StreamRequest.PurgeStream request) {
    if (manage(exchange, request.stream())) {
      List<PartitionTasks.Owned> partitions = new ArrayList<>();
      lookup.look(state -> {
        Stream stream = state.stream(found);
        if (stream != null) {
          stream.topics().forEach(topic -> partitions.addAll(Lookup.partitions(topic)));
        }
        return Status.OK;
      });
      tasks.purge(exchange, partitions);
    }
  }

  /** Finds a stream that the client may change; else answers why not. */
  private boolean manage(Exchange exchange, Identifier identifier) {
    int status =
        lookup.look(state -> {
          Stream stream = Lookup.stream(state, identifier);
          if (stream == null) {
            return Status.STREAM_ID_NOT_FOUND;
          }
          found = stream.id();
          return Lookup.permissions(state, exchange).canManageStream(stream.id())
              ? Status.OK
              : Status.UNAUTHORIZED;
        });
    if (status != Status.OK) {
      exchange.answer(status);
    }
    return status == Status.OK;
  }
}
