package galgo.io.nio;

import java.security.SecureRandom;

/** Random words, fetched from the strong source many at a time. */
final class RandomWords {
  private final SecureRandom source = new SecureRandom();
  private final byte[] bytes = new byte[1024];
  private int at = bytes.length;

  long next() {
    if (at == bytes.length) {
      source.nextBytes(bytes);
      at = 0;
    }
    long word = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      word = word << 8 | (bytes[at++] & 0xFF);
    }
    return word;
  }
}
