package galgo.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Password hashes: Argon2id version 1.3, 1 lane, in the PHC text form {@code
 * $argon2id$v=19$m=19456,t=2,p=1$salt$hash} (RFC 9106). Takes tens of milliseconds: never on a
 * shard's thread.
 */
final class Passwords {
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;

  static final int SALT_BYTES = 16;

  /** How much work a hash is; it stands in the hash, so that all kinds can be verified. */
  record Cost(int memoryKib, int passes) {
    /** What OWASP recommends and Iggy uses. */
    static final Cost OWASP = new Cost(19_456, 2);

    /** No protection at all: for simulations. */
    static final Cost TRIFLING = new Cost(8, 1);
  }

  private Passwords() {}

  /**
   * @param salt {@link #SALT_BYTES} random bytes
   */
  static String hash(byte[] password, byte[] salt, Cost cost) {
    byte[] hash = argon2(password, salt, cost.memoryKib, cost.passes, LANES, HASH_BYTES);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            cost.memoryKib,
            cost.passes,
            LANES,
            base64.encodeToString(salt),
            base64.encodeToString(hash));
  }

  /**
   * Whether the password has this hash; the comparison takes the same time wherever they differ.
   */
  static boolean matches(byte[] password, String phc) {
    String[] parts = phc.split("\\$", -1);
    if (parts.length != 6 || !parts[1].equals("argon2id") || !parts[2].equals("v=19")) {
      throw new IllegalStateException("a stored password hash is not argon2id version 19");
    }
    int memory = Cost.OWASP.memoryKib;
    int passes = Cost.OWASP.passes;
    int lanes = LANES;
    for (String parameter : parts[3].split(",", -1)) {
      int value = Integer.parseInt(parameter.substring(2));
      switch (parameter.charAt(0)) {
        case 'm' -> memory = value;
        case 't' -> passes = value;
        case 'p' -> lanes = value;
        default ->
            throw new IllegalStateException("a stored password hash has parameter " + parameter);
      }
    }
    byte[] salt = Base64.getDecoder().decode(parts[4]);
    byte[] expected = Base64.getDecoder().decode(parts[5]);
    byte[] actual = argon2(password, salt, memory, passes, lanes, expected.length);
    return MessageDigest.isEqual(expected, actual);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] argon2(
      byte[] password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    generator.generateBytes(password, hash);
    return hash;
  }
}
