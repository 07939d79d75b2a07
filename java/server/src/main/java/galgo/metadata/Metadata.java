package galgo.metadata;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a node: read by all shards at any time, changed by one.
 *
 * <p>A shard reads between {@link #enter} and {@link #leave}, in which it neither waits nor blocks.
 * The writing shard checks a command against {@link #latest}, applies it when it is committed, and
 * publishes once a turn; what it answers from {@link #latest} before that, other shards cannot see
 * yet.
 */
public final class Metadata {
  private final LeftRight<State> pair;
  private final LeftRight.Writer<State> writer;
  private final int writingShard;

  /**
   * Empty metadata.
   *
   * @param shards how many may read, by numbers from 0
   * @param writingShard the one that applies; it must have left before it publishes
   */
  public Metadata(int shards, int writingShard) {
    RoundRobins roundRobins = new RoundRobins();
    this.pair = new LeftRight<>(new State(roundRobins), new State(roundRobins), shards);
    this.writer = pair.writer();
    this.writingShard = writingShard;
  }

  /** What holds now, unchanged until the shard has left as often as it entered. Wait-free. */
  public State enter(int shard) {
    return pair.enter(shard);
  }

  public void leave(int shard) {
    pair.leave(shard);
  }

  /** With all that was applied, published or not. Writing shard only, until the next call here. */
  public State latest() {
    return writer.latest();
  }

  /** Carries a command out, or refuses it and changes nothing. Writing shard only. */
  public Outcome apply(Command command) {
    int status = latest().check(command);
    if (status != Refusal.NONE) {
      return Outcome.refused(status);
    }
    Application application = new Application(command);
    writer.apply(application);
    return application.outcome();
  }

  /** Lets all shards see what was applied. Writing shard only, and not between enter and leave. */
  public void publish() {
    if (pair.isInside(writingShard)) {
      throw new IllegalStateException("shard " + writingShard + " publishes while it reads");
    }
    writer.publish();
  }

  /** One command on its way through both copies, which must agree on what comes of it. */
  private static final class Application implements Consumer<State> {
    private final Command command;
    private @Nullable Outcome outcome;

    Application(Command command) {
      this.command = command;
    }

    Outcome outcome() {
      if (outcome == null) {
        throw new IllegalStateException(command + " was not applied");
      }
      return outcome;
    }

    @Override
    public void accept(State state) {
      Outcome came = state.apply(command);
      if (outcome != null && !outcome.equals(came)) {
        throw new IllegalStateException(
            command + " gave " + outcome + " and then " + came + ": the copies have parted");
      }
      outcome = came;
    }
  }
}
