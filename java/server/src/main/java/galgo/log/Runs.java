package galgo.log;

import java.util.Arrays;

/**
 * Which messages of an answer are in which form: runs in the order of the answer. A run of classic
 * messages is these back to back; one of form 2 is a whole record, its header before its frames.
 */
public final class Runs {
  private int count;
  private int[] formats = new int[4];
  private int[] messages = new int[4];
  private long[] bytes = new long[4];

  public void clear() {
    count = 0;
  }

  /** Classic messages go on a run before them that is classic, too. */
  public void add(int format, int runMessages, long runBytes) {
    int previous = count - 1;
    if (format == ClassicBatch.FORMAT && previous >= 0 && formats[previous] == format) {
      messages[previous] += runMessages;
      bytes[previous] += runBytes;
      return;
    }
    if (count == formats.length) {
      formats = Arrays.copyOf(formats, count * 2);
      messages = Arrays.copyOf(messages, count * 2);
      bytes = Arrays.copyOf(bytes, count * 2);
    }
    formats[count] = format;
    messages[count] = runMessages;
    bytes[count] = runBytes;
    count++;
  }

  public int count() {
    return count;
  }

  /** {@link ClassicBatch#FORMAT} or {@link BatchRecord#FORMAT}. */
  public int format(int run) {
    return formats[run];
  }

  public int messages(int run) {
    return messages[run];
  }

  public long bytes(int run) {
    return bytes[run];
  }

  /** Whether all messages are in this form, so that the answer's bytes can go as they are. */
  public boolean all(int format) {
    for (int i = 0; i < count; i++) {
      if (formats[i] != format) {
        return false;
      }
    }
    return true;
  }
}
