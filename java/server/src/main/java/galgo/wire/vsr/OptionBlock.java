package galgo.wire.vsr;

import galgo.io.Memory;
import galgo.wire.AnswerBuffer;
import galgo.wire.Cursor;
import galgo.wire.Option;
import galgo.wire.Status;
import galgo.wire.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Settings by name, one after the other: {@code kind u8, length u32, bytes} of the key, then the
 * same of the value; the encoding of messages' user headers. Source: wire-0.9 §2.2.
 */
public final class OptionBlock {
  public static final int STRING = 2;
  public static final int BOOL = 3;
  public static final int UINT8 = 9;
  public static final int UINT32 = 11;
  public static final int UINT64 = 12;

  static final int MAX_ENTRIES = 1024;
  static final int MAX_BYTES = 100_000;
  private static final int MAX_TEXT = 255;

  private OptionBlock() {}

  /**
   * Reads to the end of the cursor, which may be at its end already. A broken block makes the
   * cursor fail with status 3.
   */
  static List<Option> read(Cursor cursor) {
    List<Option> options = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    if (cursor.remaining() > MAX_BYTES) {
      cursor.fail(Status.INVALID_COMMAND);
    }
    while (!cursor.failed() && cursor.remaining() > 0) {
      int keyKind = cursor.u8();
      byte[] key = text(cursor, keyKind == STRING);
      int kind = cursor.u8();
      byte[] value = text(cursor, kind == STRING);
      boolean distinct = keys.add(new String(key, StandardCharsets.UTF_8));
      if (keyKind != STRING || kind == 0 || !distinct || options.size() == MAX_ENTRIES) {
        cursor.fail(Status.INVALID_COMMAND);
      }
      options.add(new Option(key, kind, value));
    }
    return options;
  }

  private static byte[] text(Cursor cursor, boolean utf8) {
    long length = cursor.u32();
    if (length == 0 || length > MAX_TEXT) {
      cursor.fail(Status.INVALID_COMMAND);
    }
    long address = cursor.take(length);
    if (cursor.failed() || utf8 && !Utf8.isValid(address, length)) {
      cursor.fail(Status.INVALID_COMMAND);
      return new byte[0];
    }
    return Memory.bytes(address, (int) length);
  }

  /** Writes the entries as a request has them: without a length. */
  static void write(AnswerBuffer out, List<Option> options) {
    for (Option option : options) {
      out.u8(STRING);
      out.text32(option.key());
      out.u8(option.kind());
      out.text32(option.value());
    }
  }

  /** Writes the entries as an answer has them: after their length in bytes. */
  static void writeSized(AnswerBuffer out, List<Option> options) {
    int start = out.length();
    out.u32(0);
    write(out, options);
    out.setU32(start, out.length() - start - Integer.BYTES);
  }
}
