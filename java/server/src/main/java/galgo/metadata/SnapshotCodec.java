package galgo.metadata;

import galgo.io.Memory;
import java.io.ByteArrayOutputStream;

/** A snapshot as bytes: the commands that make the state, each after its length (u32). */
public final class SnapshotCodec {
  private SnapshotCodec() {}

  public static byte[] encode(State state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Snapshot.emit(
        state,
        part -> {
          byte[] command = CommandCodec.encode(part);
          for (int shift = 0; shift < 32; shift += 8) {
            bytes.write(command.length >>> shift);
          }
          bytes.writeBytes(command);
        });
    return bytes.toByteArray();
  }

  /**
   * Makes the state again; metadata is empty.
   *
   * @throws IllegalArgumentException when the bytes are none of a snapshot
   */
  public static void restore(Metadata metadata, long address, int length) {
    long end = address + length;
    for (long at = address; at < end; ) {
      int bytes = end - at < 4 ? -1 : Memory.getInt(at);
      if (bytes < 0 || bytes > end - at - 4) {
        throw new IllegalArgumentException("no command at byte " + (at - address));
      }
      Command command = CommandCodec.decode(at + 4, bytes);
      Outcome outcome = metadata.apply(command);
      if (!outcome.done()) {
        throw new IllegalArgumentException(
            "status " + outcome.status() + " at byte " + (at - address) + ": " + command);
      }
      at += 4 + bytes;
    }
  }
}
