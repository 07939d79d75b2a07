package galgo.server;

import galgo.io.Driver;
import galgo.io.Memory;
import galgo.io.Xxh3Stream;
import galgo.log.BatchRecord;
import galgo.log.ClassicBatch;
import galgo.log.Runs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Payloads and user headers of stored messages under AES-256-GCM (NIST SP 800-38D), each part by
 * itself: {@code nonce (12 random bytes) | ciphertext | tag (16 bytes)}, as Iggy keeps them. A part
 * of no bytes stays so. All else of a message stays readable: id, times, lengths.
 *
 * <p>Both forms of a message have eight bytes that are 0 on the wire. In an encrypted one they hold
 * a number that follows from the key and that nobody can guess, so that messages from before the
 * encryption are known as such, and those of another key, too.
 *
 * <p>Belongs to one shard. Allocates.
 */
final class Encryption {
  /** Bytes by which a part grows. */
  static final int OVERHEAD = 28;

  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int ID = 8;

  /** Where the fields of a message are in one form. */
  private record Layout(int header, int headersLength, int payloadLength, int reserved) {
    long size(long message) {
      return header
          + Memory.getUnsignedInt(message + headersLength)
          + Memory.getUnsignedInt(message + payloadLength);
    }
  }

  private static final Layout CLASSIC =
      new Layout(
          ClassicBatch.HEADER,
          ClassicBatch.HEADERS_LENGTH,
          ClassicBatch.PAYLOAD_LENGTH,
          ClassicBatch.PAYLOAD_LENGTH + Integer.BYTES);
  private static final Layout RECORD =
      new Layout(
          BatchRecord.FRAME,
          BatchRecord.HEADERS_LENGTH,
          BatchRecord.PAYLOAD_LENGTH,
          BatchRecord.FRAME_RESERVED);

  private final Driver driver;
  private final SecretKeySpec key;
  private final long marker;
  private final Xxh3Stream stream;
  private final Cipher cipher;
  private byte[] in = new byte[64 << 10];
  private byte[] out = new byte[64 << 10];

  /**
   * @param key 32 bytes
   */
  Encryption(Driver driver, byte[] key) {
    this.driver = driver;
    this.key = new SecretKeySpec(key, "AES");
    this.marker = marker(key);
    this.stream = new Xxh3Stream(driver.allocate(4096));
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("the JDK has no AES-GCM", missing);
    }
  }

  /** The most bytes that a batch of {@code count} messages takes when encrypted. */
  static long sealedLength(long length, int count) {
    return length + 2L * OVERHEAD * count;
  }

  /**
   * Encrypts a validated batch.
   *
   * @param target memory of {@link #sealedLength} bytes
   * @return bytes of the encrypted batch
   */
  int seal(int format, long batch, long length, int count, long target) {
    boolean record = format == BatchRecord.FORMAT;
    Layout layout = record ? RECORD : CLASSIC;
    long from = batch;
    long to = target;
    if (record) {
      Memory.copy(from, to, BatchRecord.HEADER);
      from += BatchRecord.HEADER;
      to += BatchRecord.HEADER;
    }
    for (int i = 0; i < count; i++) {
      long next = from + layout.size(from);
      long message = to;
      Memory.copy(from, message, layout.header());
      Memory.putLong(message + layout.reserved(), marker);
      to += layout.header();
      from += layout.header();
      for (int field : new int[] {layout.payloadLength(), layout.headersLength()}) {
        int part = Memory.getInt(message + field);
        int sealed = part == 0 ? 0 : encrypt(from, part, to);
        Memory.putInt(message + field, sealed);
        from += part;
        to += sealed;
      }
      if (from != next || from > batch + length) {
        throw new IllegalStateException("message " + i + " ends at " + (from - batch));
      }
      putChecksum(message, to);
    }
    if (record) {
      Memory.putLong(target + BatchRecord.LENGTH, to - target);
      BatchRecord.seal(target, driver.kernels(), stream);
    }
    return (int) (to - target);
  }

  /**
   * Puts the messages of an answer together in one piece, decrypted where they are encrypted.
   *
   * @param vector address of {@code pairs} pairs (address u64, length u64)
   * @param target memory for as many bytes as the pairs name
   * @param opened gets what {@code runs} is for the answer, for the decrypted one
   * @return bytes of all messages, or −1 when one cannot be decrypted with this key
   */
  long open(long vector, int pairs, Runs runs, long target, Runs opened) {
    long end = target;
    for (int i = 0; i < pairs; i++) {
      long length = Memory.getLong(vector + 16L * i + 8);
      Memory.copy(Memory.getLong(vector + 16L * i), end, length);
      end += length;
    }
    opened.clear();
    long from = target;
    long to = target;
    for (int run = 0; run < runs.count(); run++) {
      long start = to;
      boolean record = runs.format(run) == BatchRecord.FORMAT;
      if (record) {
        Memory.copy(from, to, BatchRecord.HEADER);
        to += BatchRecord.HEADER;
      }
      long next = from + runs.bytes(run);
      to = openRun(record ? RECORD : CLASSIC, from + (record ? BatchRecord.HEADER : 0), next, to);
      if (to < 0) {
        return -1;
      }
      if (record) {
        Memory.putLong(start + BatchRecord.LENGTH, to - start);
        BatchRecord.seal(start, driver.kernels(), stream);
      }
      opened.add(runs.format(run), runs.messages(run), to - start);
      from = next;
    }
    return to - target;
  }

  /** Moves messages down, decrypted: none grows. Returns where they end, or −1. */
  private long openRun(Layout layout, long first, long end, long target) {
    long from = first;
    long to = target;
    while (from < end) {
      long message = to;
      long mark = Memory.getLong(from + layout.reserved());
      long size = layout.size(from);
      if (mark != 0 && mark != marker) {
        return -1;
      }
      if (mark == 0) {
        Memory.copy(from, message, size);
        from += size;
        to += size;
        continue;
      }
      int payload = Memory.getInt(from + layout.payloadLength());
      int headers = Memory.getInt(from + layout.headersLength());
      long part = from + layout.header();
      Memory.copy(from, message, layout.header());
      to += layout.header();
      int plainPayload = decrypt(part, payload, to);
      int plainHeaders =
          plainPayload < 0 ? -1 : decrypt(part + payload, headers, to + plainPayload);
      if (plainHeaders < 0) {
        return -1;
      }
      to += plainPayload + plainHeaders;
      Memory.putLong(message + layout.reserved(), 0);
      Memory.putInt(message + layout.payloadLength(), plainPayload);
      Memory.putInt(message + layout.headersLength(), plainHeaders);
      putChecksum(message, to);
      from += size;
    }
    return to;
  }

  private void putChecksum(long message, long end) {
    Memory.putLong(message, driver.kernels().xxh3(message + ID, end - message - ID));
  }

  private int encrypt(long from, int length, long to) {
    byte[] nonce = new byte[NONCE];
    ByteBuffer.wrap(nonce).putLong(driver.random()).putInt((int) driver.random());
    grow(length + OVERHEAD);
    Memory.copy(from, in, 0, length);
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      int sealed = cipher.doFinal(in, 0, length, out, 0);
      Memory.copy(nonce, 0, to, NONCE);
      Memory.copy(out, 0, to + NONCE, sealed);
      return NONCE + sealed;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("encrypting " + length + " bytes", impossible);
    }
  }

  /** Returns the bytes of the plain text, or −1 when the part is not what was encrypted. */
  private int decrypt(long from, int length, long to) {
    if (length == 0) {
      return 0;
    }
    if (length < OVERHEAD) {
      return -1;
    }
    grow(length);
    Memory.copy(from, in, 0, length);
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, in, 0, NONCE));
      int plain = cipher.doFinal(in, NONCE, length - NONCE, out, 0);
      Memory.copy(out, 0, to, plain);
      return plain;
    } catch (GeneralSecurityException damaged) {
      return -1;
    }
  }

  private void grow(int length) {
    if (in.length < length) {
      in = new byte[length];
      out = new byte[length];
    }
  }

  private static long marker(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] hash =
          mac.doFinal(
              "galgo: messages encrypted with this key".getBytes(StandardCharsets.US_ASCII));
      return ByteBuffer.wrap(hash).getLong() | 1;
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("the JDK has no HMAC-SHA256", missing);
    }
  }
}
