package galgo.verify;

/**
 * Something on the disk that is not what was written.
 *
 * @param file path
 * @param from position of its first byte
 * @param to after the last byte
 * @param partition number of the partition, 0 when it belongs to none
 * @param fromOffset first message concerned
 * @param toOffset after the last message concerned; {@code fromOffset} when none is
 * @param owner stream, topic and partition in words where known, else empty
 * @param what in a few words
 */
public record Damage(
    String file,
    long from,
    long to,
    long partition,
    long fromOffset,
    long toOffset,
    String owner,
    String what) {
  static Damage of(String file, long from, long to, String what) {
    return new Damage(file, from, to, 0, 0, 0, "", what);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    text.append(": byte ").append(from);
    if (to > from + 1) {
      text.append(" to ").append(to - 1);
    }
    text.append(": ").append(what);
    if (toOffset > fromOffset) {
      text.append("; offset ").append(fromOffset);
      if (toOffset - fromOffset > 1) {
        text.append(" to ").append(toOffset - 1);
      }
    }
    if (!owner.isEmpty()) {
      text.append(" of ").append(owner);
    } else if (partition != 0) {
      text.append(" of partition number ").append(partition);
    }
    return text.toString();
  }
}
