package galgo.journal;

/** Is shown entries that a journal holds. */
@FunctionalInterface
public interface EntryVisitor {
  /**
   * One whole entry, verified with its body. Memory is valid during the call.
   *
   * @param op the operation (block) of the group it belongs to
   * @param header address of its 128 bytes, see {@link EntryHeader}
   * @param body address of its body; 0 when it is placed, that is lies in a segment
   */
  void entry(long op, long header, long body);
}
