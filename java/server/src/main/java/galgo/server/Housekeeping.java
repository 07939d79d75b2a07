package galgo.server;

import galgo.metadata.User;
import galgo.metadata.UserCommand;
import galgo.server.config.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a shard does from time to time: dead and stalled clients, partitions that wait too long to
 * change hands, expired tokens, messages that are too old or too many.
 */
final class Housekeeping {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final long SECOND_NANOS = 1_000_000_000L;

  /** How long a request may stand still while others wait for the memory that it holds. */
  private static final long STILL_WHEN_SHORT_NANOS = SECOND_NANOS / 2;

  /** How often that is looked at then. */
  private static final long LOOK_WHEN_SHORT_NANOS = SECOND_NANOS / 4;

  private final Shard shard;
  private final Node node;
  private boolean pressing;

  Housekeeping(Shard shard) {
    this.shard = shard;
    this.node = shard.node();
  }

  /** Sets the shard's timers; whatever is not switched on costs no wake-up. */
  void start() {
    long now = shard.driver().monotonicNanos();
    Settings settings = node.settings();
    shard.timers().every(SECOND_NANOS, now, this::endStalled);
    if (settings.heartbeat().enabled()) {
      shard.timers().every(settings.heartbeat().interval().toNanos(), now, this::dropSilent);
    }
    if (shard.index() == 0) {
      Settings.ConsumerGroup groups = settings.consumerGroup();
      shard.timers().every(groups.rebalancingCheckInterval().toNanos(), now, this::forceHandOvers);
      Settings.Cleaner tokens = settings.tokens().cleaner();
      if (tokens.enabled()) {
        shard.timers().every(tokens.interval().toNanos(), now, this::expireTokens);
      }
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

  /**
   * Ends connections whose clients neither send the rest of a request nor take their answers: they
   * hold memory that others may need.
   */
  private void endStalled() {
    long now = shard.driver().monotonicNanos();
    long most = node.settings().limits().stall().toNanos();
    if (shard.takeShortage()) {
      most = Math.min(most, STILL_WHEN_SHORT_NANOS);
      if (!pressing) {
        pressing = true;
        shard.timers().after(LOOK_WHEN_SHORT_NANOS, now, this::press);
      }
    }
    int ended = 0;
    long unsent = 0;
    for (Connection connection : shard.listener().connections()) {
      if (connection.stillNanos(now) >= most) {
        unsent += connection.unsent();
        connection.close();
        ended++;
      }
    }
    if (ended > 0) {
      LOG.warn(
          "{} connections ended, whose requests or answers ({} bytes not taken) had stood still for"
              + " {} ms; if these were honest clients on slow lines, raise galgo.limits.stall, or"
              + " lower galgo.limits.unsent_bytes, so that each holds less of what others need",
          ended,
          unsent,
          most / 1_000_000);
    } else if (shard.framesAreShort()) {
      endDeadlock();
    }
  }

  private void press() {
    pressing = false;
    endStalled();
  }

  /**
   * Where all memory for requests is held by requests that wait for more of it, ends the older half
   * of them: what has come in well before has mostly been carried out.
   */
  private void endDeadlock() {
    List<Connection> holders = new ArrayList<>();
    for (Connection connection : shard.listener().connections()) {
      if (connection.held() > 0 && !connection.closing()) {
        if (!connection.waiting() || connection.busy()) {
          return;
        }
        holders.add(connection);
      }
    }
    if (holders.size() > 1) {
      holders.sort(Comparator.comparingLong(Connection::order));
      List<Connection> older = holders.subList(0, holders.size() / 2);
      older.forEach(Connection::close);
      LOG.warn(
          "{} connections ended: large requests came in at once and filled the memory there is for"
              + " them, four times galgo.limits.frame_size a shard; raise that, or send less at once",
          older.size());
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
