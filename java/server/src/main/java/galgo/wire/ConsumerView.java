package galgo.wire;

/**
 * Who consumes: {@code kind u8} (1 consumer, 2 consumer group), then an identifier. Reused; not for
 * two threads.
 */
public final class ConsumerView {
  static final int CONSUMER = 1;
  static final int GROUP = 2;

  private final IdentifierView identifier = new IdentifierView();
  private boolean group;

  /** Reads at the cursor, which keeps the status of a failure. */
  void read(Cursor cursor) {
    int kind = cursor.u8();
    if (kind != CONSUMER && kind != GROUP) {
      cursor.fail(Status.INVALID_COMMAND);
    }
    group = kind == GROUP;
    identifier.read(cursor);
  }

  /** Whether it is a consumer group, to be looked up in the topic; a single consumer otherwise. */
  public boolean isGroup() {
    return group;
  }

  /** The group, or the single consumer's own number or name. */
  public IdentifierView identifier() {
    return identifier;
  }
}
