package galgo.journal;

/**
 * What the newest checkpoint of a group says: everything up to {@code op} is durable outside the
 * journal.
 *
 * @param group 0 for metadata, 1.. for data
 * @param boot the start that wrote it, 0 when there is none
 * @param number 1 for the group's first one, one more for each further one; 0 when there is none
 * @param op the last operation it covers, 0 when there is none
 * @param checksumLow low half of that operation's block checksum
 * @param checksumHigh high half
 * @param timestamp microseconds since 1970, not before that block's
 * @param body address of its body, in memory of the driver it was read with; 0 when there is none
 * @param length bytes of the body
 * @param damage empty, or the file that has rotted and what it means; then nothing else is to be
 *     relied on
 */
public record Checkpoint(
    int group,
    long boot,
    long number,
    long op,
    long checksumLow,
    long checksumHigh,
    long timestamp,
    long body,
    int length,
    String damage) {
  /** Of a group that has never written one. */
  public static Checkpoint none(int group) {
    return new Checkpoint(group, 0, 0, 0, 0, 0, 0, 0, 0, "");
  }

  /** Of a group whose files tell nothing certain. */
  static Checkpoint damaged(int group, String damage) {
    return new Checkpoint(group, 0, 0, 0, 0, 0, 0, 0, 0, damage);
  }
}
