package galgo.server;

import galgo.io.Errno;
import galgo.io.Memory;
import galgo.journal.EntryHeader;
import galgo.journal.Journal;
import galgo.journal.Proposal;
import galgo.metadata.Command;
import galgo.metadata.CommandCodec;
import galgo.metadata.MembershipCommand;
import galgo.metadata.Metadata;
import galgo.metadata.Outcome;
import galgo.wire.Status;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metadata changes, one after the other: check on the state, propose to group 0 of the journal,
 * wait until that is decided, apply to both copies, carry out the consequences, tell who asked.
 * Membership of consumer groups is not journalled: it ends with the connection.
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

  private record Change(@Nullable Shard home, Command command, long mark, Decision decision)
      implements Mail {
    @Override
    public void deliver(Shard shard) {
      shard.node().proposer().enqueue(this);
    }
  }

  private static final int GROUP = 0;
  private static final Logger LOG = LoggerFactory.getLogger(Proposer.class);

  private final Node node;
  private final Journal journal;
  private final Metadata metadata;
  private final MetadataSection section;
  private final Consequences consequences;
  private final ArrayDeque<Change> waiting = new ArrayDeque<>();
  private final Entry entry = new Entry();
  private final long memory;
  private @Nullable Change current;
  private boolean deciding;

  /** Bytes of the current change's command that the journal had no room for, 0 when none wait. */
  private int unproposed;

  /**
   * @param section what the checkpoints of group 0 hold
   * @param memory off-heap, of {@link Journal#MAX_BODY} bytes
   */
  Proposer(Node node, Journal journal, MetadataSection section, long memory) {
    this.node = node;
    this.journal = journal;
    this.section = section;
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
    post(new Change(home, command, mark, decision));
  }

  /** Any shard; nobody waits for it, and a change that is no longer possible is not made. */
  void propose(Command command) {
    post(new Change(null, command, Long.MAX_VALUE, (status, id) -> {}));
  }

  private void post(Change change) {
    node.shard(0).post(change);
  }

  private void enqueue(Change change) {
    waiting.add(change);
    next();
  }

  /** Proposes what the journal had no room for. Before the journal's turn. */
  void turn() {
    if (unproposed > 0) {
      propose(unproposed);
    }
  }

  /** Whether nothing is on its way into the journal. */
  boolean idle() {
    return !entry.pending() && unproposed == 0;
  }

  /** Begins with the next ones, until one has to wait. */
  private void next() {
    if (deciding) {
      return;
    }
    deciding = true;
    while (current == null && !waiting.isEmpty()) {
      Change change = waiting.remove();
      Command command = change.command;
      int status = metadata.latest().check(command, change.mark);
      if (status != Status.OK) {
        decide(change, status, 0);
      } else if (command instanceof MembershipCommand) {
        current = change;
        apply();
      } else {
        current = change;
        encode(command);
      }
    }
    deciding = false;
  }

  private void encode(Command command) {
    byte[] body = CommandCodec.encode(command);
    if (body.length > Journal.MAX_BODY) {
      LOG.warn(
          "a change of metadata takes {} bytes, the most is {}: refused. Ask for less at once",
          body.length,
          Journal.MAX_BODY);
      refuse(Status.INVALID_SIZE_BYTES);
      return;
    }
    Memory.copy(body, 0, memory, body.length);
    propose(body.length);
  }

  private void propose(int length) {
    if (!journal.failure().isEmpty()) {
      unproposed = 0;
      refuse(Status.IO_ERROR);
      return;
    }
    long header = journal.begin(GROUP, length, false);
    if (header == 0) {
      unproposed = length;
      return;
    }
    unproposed = 0;
    entry.op = EntryHeader.op(header);
    long now = node.shard(0).driver().wallMicros();
    EntryHeader.describe(header, EntryHeader.KIND_METADATA, length, now);
    EntryHeader.seal(header, memory, node.shard(0).driver().kernels());
    journal.propose(entry, memory);
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
    Change change = current();
    current = null;
    decide(change, Status.OK, id);
    next();
  }

  private void refuse(int status) {
    Change refused = current();
    current = null;
    decide(refused, status, 0);
    next();
  }

  private Change current() {
    if (current == null) {
      throw new IllegalStateException("nothing is being proposed");
    }
    return current;
  }

  private static void decide(Change change, int status, int id) {
    Shard home = change.home;
    if (home != null) {
      home.post(at -> change.decision.decided(status, id));
    }
  }

  /** The current change on its way into the journal. */
  private final class Entry extends Proposal {
    long op;

    @Override
    protected void decided(int status) {
      if (status == 0) {
        if (op != journal.head(GROUP)) {
          throw new IllegalStateException(
              "operation "
                  + op
                  + " is decided, and one at a time is proposed; the journal is at "
                  + journal.head(GROUP));
        }
        section.applied(journal);
        apply();
      } else {
        LOG.error("a change of metadata is refused: {}", Errno.text(status));
        refuse(Status.IO_ERROR);
      }
    }
  }
}
