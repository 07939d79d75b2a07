package galgo.server;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords that were found right since the start, so that the next login with one need not hash
 * for tens of milliseconds again: clients open many connections with one user. Kept is an
 * HMAC-SHA256 of password and stored hash under a key made at the start, never the password; a
 * password that was changed has another stored hash. The least recently used one goes when there
 * are too many. Any thread.
 */
final class RememberedPasswords {
  private static final int MOST = 1024;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final Map<String, byte[]> byHash =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > MOST;
        }
      };

  /**
   * @param secret 32 random bytes
   */
  RememberedPasswords(byte[] secret) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  /** Whether this password is known to have this hash. False says nothing. */
  boolean knows(byte[] password, String hash) {
    byte[] expected;
    synchronized (byHash) {
      expected = byHash.get(hash);
    }
    return expected != null && MessageDigest.isEqual(expected, seal(password, hash));
  }

  /** This password has this hash. */
  void remember(byte[] password, String hash) {
    byte[] sealed = seal(password, hash);
    synchronized (byHash) {
      byHash.put(hash, sealed);
    }
  }

  private byte[] seal(byte[] password, String hash) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(hash.getBytes(StandardCharsets.US_ASCII));
      mac.update((byte) 0);
      return mac.doFinal(password);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
