package galgo.server;

import galgo.metadata.ConsumerGroup;
import galgo.metadata.State;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import galgo.wire.AnswerBuffer;
import galgo.wire.Answers;
import galgo.wire.Option;
import galgo.wire.ServerStats;
import galgo.wire.Status;
import galgo.wire.SystemRequest;
import galgo.wire.vsr.Replies;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Commands about the server itself and its clients. */
final class SystemCommands {
  /** The release of the protocol's server that this one stands for. */
  private static final byte[] VERSION = ascii("0.8.0");

  private static final int SEMVER = 8000;

  /** The version that clients of the newer protocol are told. */
  static final byte[] VSR_VERSION = ascii("0.9.0");

  private static final int VSR_SEMVER = 9000;
  private static final byte[] CLUSTER_NAME = ascii("single-node");
  private static final byte[] NODE_NAME = ascii("iggy-node");

  // Codes of compressions, from "stored" to xz; all others than "stored" come deflated.
  private static final int STORED = 1;
  private static final int LAST_COMPRESSION = 6;

  private final Shard shard;
  private final Lookup lookup;
  private final Records records;

  SystemCommands(Shard shard, Lookup lookup) {
    this.shard = shard;
    this.lookup = lookup;
    this.records = new Records(shard.node().counters(), lookup);
  }

  void carryOut(Exchange exchange, SystemRequest request) {
    switch (request) {
      case SystemRequest.Ping ping -> {
        exchange.client().heartbeat(shard.driver().wallMicros());
        exchange.answer(Status.OK);
      }
      case SystemRequest.GetStats get -> lookup.answer(exchange, state -> stats(exchange, state));
      case SystemRequest.GetSnapshot get -> snapshot(exchange, get);
      case SystemRequest.GetClusterMetadata get -> cluster(exchange);
      case SystemRequest.GetMe get -> me(exchange);
      case SystemRequest.GetClient get ->
          lookup.answer(exchange, state -> client(exchange, state, get.client()));
      case SystemRequest.GetClients get ->
          lookup.answer(exchange, state -> clients(exchange, state));
      case SystemRequest.DescribeOptions describe -> options(exchange, describe.scope());
    }
  }

  private int stats(Exchange exchange, State state) {
    if (!Lookup.permissions(state, exchange).canReadServers()) {
      return Status.UNAUTHORIZED;
    }
    ServerStats stats = new ServerStats();
    host(stats);
    counts(stats, state);
    stats.write(lookup.buffer());
    return Status.OK;
  }

  private void host(ServerStats stats) {
    HostStatistics.Reading host = shard.node().host().read();
    long second = 1_000_000;
    stats.processId = host.pid();
    stats.cpuUsage = host.cpu();
    stats.totalCpuUsage = host.totalCpu();
    stats.memoryUsage = host.memory();
    stats.totalMemory = host.totalMemory();
    stats.availableMemory = host.availableMemory();
    stats.startTime = host.startTime();
    stats.runTime = (shard.driver().wallMicros() - host.startTime()) / second * second;
    stats.readBytes = host.readBytes();
    stats.writtenBytes = host.writtenBytes();
    stats.hostname = utf8(host.hostname());
    stats.osName = utf8(host.osName());
    stats.osVersion = utf8(host.osVersion());
    stats.kernelVersion = utf8(host.kernel());
    stats.threadsCount = host.threads();
    stats.serverVersion = lookup.vsr() ? VSR_VERSION : VERSION;
    stats.serverSemver = lookup.vsr() ? VSR_SEMVER : SEMVER;
    String path = shard.node().settings().path();
    stats.freeDiskSpace = shard.driver().files().freeSpace(path);
    stats.totalDiskSpace = shard.driver().files().totalSpace(path);
  }

  private void counts(ServerStats stats, State state) {
    for (Stream stream : state.streams()) {
      stats.streamsCount++;
      records.sum(stream);
      stats.messagesSize += records.bytes();
      stats.messagesCount += records.messages();
      stats.segmentsCount += records.segments();
      for (Topic topic : stream.topics()) {
        stats.topicsCount++;
        stats.partitionsCount += topic.partitionsCount();
        stats.consumerGroupsCount += topic.groups().size();
      }
    }
    stats.clientsCount = shard.node().clients().count();
  }

  /** Made beside the shard. */
  private void snapshot(Exchange exchange, SystemRequest.GetSnapshot request) {
    boolean known = request.compression() >= STORED && request.compression() <= LAST_COMPRESSION;
    if (!known || !DiagnosticArchive.valid(request.types())) {
      exchange.answer(Status.INVALID_COMMAND);
      return;
    }
    Node node = shard.node();
    long now = shard.driver().wallMicros();
    byte[][] made = {new byte[0]};
    boolean begun =
        node.offload()
            .run(
                () ->
                    made[0] =
                        node.archive()
                            .make(
                                request.types(),
                                request.compression() == STORED,
                                node.host().read(),
                                now),
                shard,
                at -> {
                  lookup.buffer().clear();
                  lookup.buffer().raw(made[0]);
                  exchange.answer(lookup.buffer());
                });
    if (!begun) {
      exchange.answer(Status.FEATURE_UNAVAILABLE);
    }
  }

  private void cluster(Exchange exchange) {
    InetSocketAddress address = shard.node().address();
    AnswerBuffer buffer = lookup.buffer();
    buffer.clear();
    Answers.cluster(buffer, CLUSTER_NAME, 1);
    Answers.clusterNode(
        buffer,
        NODE_NAME,
        ascii(address.getAddress().getHostAddress()),
        new int[] {address.getPort(), 0, 0, 0},
        0,
        0);
    exchange.answer(buffer);
  }

  /** Only topics have options. */
  private void options(Exchange exchange, int scope) {
    if (scope < 1 || scope > 3) {
      exchange.answer(Status.INVALID_COMMAND);
      return;
    }
    List<Option> options = scope == 1 ? TopicOptions.DEFAULTS : List.of();
    AnswerBuffer buffer = lookup.buffer();
    buffer.clear();
    buffer.u32(options.size());
    for (int i = 0; i < options.size(); i++) {
      Replies.optionDescription(buffer, options.get(i), TopicOptions.DESCRIPTIONS.get(i));
    }
    exchange.answer(buffer);
  }

  private void me(Exchange exchange) {
    Client client = exchange.client();
    if (!client.registered()) {
      exchange.answer(Status.CLIENT_NOT_FOUND);
      return;
    }
    lookup.answer(
        exchange,
        state -> {
          details(state, client);
          return Status.OK;
        });
  }

  private int client(Exchange exchange, State state, long id) {
    if (!Lookup.permissions(state, exchange).canReadServers()) {
      return Status.UNAUTHORIZED;
    }
    if (id == 0) {
      return Status.INVALID_CLIENT_ID;
    }
    Client client = shard.node().clients().find((int) id);
    if (client != null) {
      details(state, client);
    }
    return Status.OK;
  }

  private int clients(Exchange exchange, State state) {
    if (!Lookup.permissions(state, exchange).canReadServers()) {
      return Status.UNAUTHORIZED;
    }
    for (Client client : shard.node().clients().all()) {
      record(client, groups(state, client, false));
    }
    return Status.OK;
  }

  private void details(State state, Client client) {
    record(client, groups(state, client, false));
    groups(state, client, true);
  }

  private void record(Client client, int groups) {
    Answers.client(
        lookup.buffer(),
        client.id(),
        client.loggedIn() ? client.user() : Answers.NO_USER,
        Answers.TCP,
        ascii(client.address()),
        groups);
  }

  /** Counts the groups that the client has joined, and writes them when asked to. */
  private int groups(State state, Client client, boolean write) {
    int count = 0;
    for (Stream stream : state.streams()) {
      for (Topic topic : stream.topics()) {
        for (ConsumerGroup group : topic.groups()) {
          if (group.memberOf(client.key()) != null) {
            count++;
            if (write) {
              Answers.clientGroup(lookup.buffer(), stream.id(), topic.id(), group.id());
            }
          }
        }
      }
    }
    return count;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
