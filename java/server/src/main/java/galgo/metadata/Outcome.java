package galgo.metadata;

/**
 * What came of a command.
 *
 * @param status 0, or why it was refused and changed nothing: one of {@link Refusal}
 * @param id of what it created, the member's for a join; 0 for other commands
 */
public record Outcome(int status, int id) {
  static final Outcome DONE = new Outcome(Refusal.NONE, 0);

  static Outcome created(int id) {
    return new Outcome(Refusal.NONE, id);
  }

  static Outcome refused(int status) {
    return new Outcome(status, 0);
  }

  public boolean done() {
    return status == Refusal.NONE;
  }
}
