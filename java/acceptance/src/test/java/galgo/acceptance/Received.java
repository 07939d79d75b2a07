package galgo.acceptance;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A message as a peer says that it got it. What its client does not show is {@link #NOT_SHOWN}.
 *
 * @param payload its length and hash
 * @param headers as {@link Numbered#headers}
 */
record Received(
    int partition,
    long offset,
    String id,
    String timestamp,
    String origin,
    String payload,
    String headers) {
  static final String NOT_SHOWN = "?";

  /** A payload's length and hash, from its hexadecimal digits. */
  static String digest(String digits) {
    byte[] payload = HexFormat.of().parseHex(digits);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(payload);
      return payload.length + ":" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException missing) {
      throw new AssertionError(missing);
    }
  }

  static Received parse(String line) {
    List<String> words = List.of(line.split(" ", -1));
    return new Received(
        Integer.parseInt(words.get(0)),
        Long.parseLong(words.get(1)),
        words.get(2),
        words.get(3),
        words.get(4),
        digest(words.get(5)),
        words.get(6));
  }

  /** Without what this version of a client does not show. */
  Received asShownBy(Received other) {
    return new Received(
        partition,
        offset,
        id,
        timestamp,
        other.origin.equals(NOT_SHOWN) ? NOT_SHOWN : origin,
        payload,
        other.headers.equals(NOT_SHOWN) ? NOT_SHOWN : headers);
  }
}
