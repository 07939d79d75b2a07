package galgo.server;

import galgo.io.Memory;
import galgo.journal.EntryHeader;
import galgo.log.EntryLog;
import galgo.metadata.Command;
import galgo.metadata.CommandCodec;
import galgo.metadata.MembershipCommand;
import galgo.metadata.Metadata;
import galgo.metadata.Outcome;
import galgo.wire.Status;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Metadata changes, one after the other: check on the state, append to the metadata log, wait until
 * that is durable, apply to both copies, carry out the consequences, tell who asked. Membership of
 * consumer groups is not logged: it ends with the connection.
 *
 * <p>Any shard proposes; shard 0 does the rest.
 */
final class Proposer {
  /** Learns, on the shard that proposed, how it went. */
  interface Decision {
    /**
     * @param status 0 or an error number
     * @param id the id that the change gave, if it gave one
     */
    void decided(int status, int id);
  }

  private record Proposal(@Nullable Shard home, Command command, long mark, Decision decision)
      implements Mail {
    @Override
    public void deliver(Shard shard) {
      shard.node().proposer().enqueue(this);
    }
  }

  private final Node node;
  private final EntryLog log;
  private final Metadata metadata;
  private final Consequences consequences;
  private final ArrayDeque<Proposal> waiting = new ArrayDeque<>();
  private final Ticket ticket = new Ticket();
  private final long memory;
  private @Nullable Proposal current;
  private boolean deciding;

  /**
   * @param memory off-heap, of {@link EntryLog#MAX_BODY} bytes
   */
  Proposer(Node node, EntryLog log, long memory) {
    this.node = node;
    this.log = log;
    this.memory = memory;
    this.metadata = node.metadata();
    this.consequences = new Consequences(node);
  }

  /**
   * Any shard. The decision comes on {@code home}.
   *
   * @param mark {@link galgo.metadata.State#mark} of when the command's ids were looked up
   */
  void propose(Shard home, Command command, long mark, Decision decision) {
    post(new Proposal(home, command, mark, decision));
  }

  /** Any shard; nobody waits for it, and a change that is no longer possible is not made. */
  void propose(Command command) {
    post(new Proposal(null, command, Long.MAX_VALUE, (status, id) -> {}));
  }

  private void post(Proposal proposal) {
    node.shard(0).post(proposal);
  }

  private void enqueue(Proposal proposal) {
    waiting.add(proposal);
    next();
  }

  /** Begins with the next ones, until one has to wait. */
  private void next() {
    if (deciding) {
      return;
    }
    deciding = true;
    while (current == null && !waiting.isEmpty()) {
      Proposal proposal = waiting.remove();
      Command command = proposal.command;
      int status = metadata.latest().check(command, proposal.mark);
      if (status != Status.OK) {
        decide(proposal, status, 0);
      } else if (command instanceof MembershipCommand) {
        current = proposal;
        apply();
      } else {
        current = proposal;
        append(command);
      }
    }
    deciding = false;
  }

  private void append(Command command) {
    byte[] body = CommandCodec.encode(command);
    Memory.copy(body, 0, memory, body.length);
    long now = node.shard(0).driver().wallMicros();
    if (!log.append(EntryHeader.KIND_METADATA, memory, body.length, now, ticket)) {
      log.awaitRoom(ticket);
      ticket.again = true;
    }
  }

  private void apply() {
    Command command = current().command;
    consequences.before(metadata.latest(), command);
    Outcome outcome = metadata.apply(command);
    metadata.publish();
    // Not all consequences are immediate: a join may have to ask other shards first.
    consequences.after(metadata.latest(), command, () -> applied(outcome.id()));
  }

  /** A partition changes hands, if it is still to. Inside of another change's consequences. */
  void handOver(MembershipCommand.CompleteRevocation command) {
    if (metadata.latest().check(command) == Status.OK) {
      metadata.apply(command);
      metadata.publish();
    }
  }

  private void applied(int id) {
    Proposal proposal = current();
    current = null;
    decide(proposal, Status.OK, id);
    next();
  }

  private Proposal current() {
    if (current == null) {
      throw new IllegalStateException("nothing is being proposed");
    }
    return current;
  }

  private static void decide(Proposal proposal, int status, int id) {
    Shard home = proposal.home;
    if (home != null) {
      home.post(at -> proposal.decision.decided(status, id));
    }
  }

  private final class Ticket extends EntryLog.Ticket {
    boolean again;

    @Override
    protected void completed(@Nullable String error) {
      if (error != null) {
        Proposal refused = current();
        current = null;
        decide(refused, Status.IO_ERROR, 0);
        next();
      } else if (again) {
        again = false;
        append(current().command);
      } else {
        apply();
      }
    }
  }
}
