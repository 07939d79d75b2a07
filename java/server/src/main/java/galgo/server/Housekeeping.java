package galgo.server;

import galgo.metadata.User;
import galgo.metadata.UserCommand;
import galgo.server.config.Settings;

/**
 * What a shard does from time to time: dead clients, partitions that wait too long to change hands,
 * expired tokens, messages that are too old or too many.
 */
final class Housekeeping {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long MINUTE_NANOS = 60 * SECOND_NANOS;

  private final Shard shard;
  private final Node node;

  Housekeeping(Shard shard) {
    this.shard = shard;
    this.node = shard.node();
  }

  /** Sets the shard's timers; whatever is not switched on costs no wake-up. */
  void start() {
    long now = shard.driver().monotonicNanos();
    Settings settings = node.settings();
    if (settings.heartbeat().enabled()) {
      shard.timers().every(settings.heartbeat().interval().toNanos(), now, this::dropSilent);
    }
    if (shard.index() == 0) {
      Settings.ConsumerGroup groups = settings.consumerGroup();
      shard.timers().every(groups.rebalancingCheckInterval().toNanos(), now, this::forceHandOvers);
      shard.timers().every(MINUTE_NANOS, now, this::expireTokens);
      if (settings.cleaner().enabled()) {
        Retention retention = new Retention(shard);
        shard.timers().every(settings.cleaner().interval().toNanos(), now, retention::look);
      }
    }
  }

  private void dropSilent() {
    long now = shard.driver().wallMicros();
    // 1.2 intervals, as Iggy has it.
    long limit = node.settings().heartbeat().interval().toNanos() / 1000 * 6 / 5;
    for (Connection connection : shard.listener().connections()) {
      Client client = connection.client();
      if (client.registered() && now - client.heartbeatMicros() > limit) {
        node.gone(client);
      }
    }
  }

  private void forceHandOvers() {
    long oldest =
        shard.driver().wallMicros()
            - node.settings().consumerGroup().rebalancingTimeout().toNanos() / 1000;
    node.metadata().latest().overdueRevocations(oldest).forEach(node.proposer()::propose);
  }

  private void expireTokens() {
    long now = shard.driver().wallMicros();
    boolean any = false;
    for (User user : node.metadata().latest().users()) {
      any |= user.tokens().stream().anyMatch(token -> token.expired(now));
    }
    if (any) {
      node.proposer().propose(new UserCommand.ExpireTokens(now));
    }
  }
}
