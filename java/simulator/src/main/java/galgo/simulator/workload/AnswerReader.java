package galgo.simulator.workload;

import galgo.simulator.Finding;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Puts answers together from bytes as they come. */
final class AnswerReader {
  private static final int HEADER = 8;
  private static final int LONGEST = 64 << 20;

  /** A whole answer. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Answer(int status, byte[] payload) {}

  private byte[] bytes = new byte[1024];
  private int length;

  void take(byte[] more) {
    if (length + more.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more.length, 2 * bytes.length));
    }
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  /** The next answer, or null when it is not whole yet. */
  @Nullable Answer next() {
    if (length < HEADER) {
      return null;
    }
    Payload head = new Payload(Arrays.copyOf(bytes, HEADER));
    int status = (int) head.u32();
    long size = head.u32();
    if (size > LONGEST || status != 0 && size != 0) {
      throw new Finding("an answer has status " + status + " and " + size + " bytes");
    }
    int end = HEADER + (int) size;
    if (length < end) {
      return null;
    }
    Answer answer = new Answer(status, Arrays.copyOfRange(bytes, HEADER, end));
    System.arraycopy(bytes, end, bytes, 0, length - end);
    length -= end;
    return answer;
  }
}
