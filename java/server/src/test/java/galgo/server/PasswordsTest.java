package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PasswordsTest {
  private static final byte[] SALT = Passwords.utf8("sixteen bytes ok");

  @Test
  void aPasswordMatchesItsOwnHashOnly() {
    String hash = Passwords.hash(Passwords.utf8("secret"), SALT, Passwords.Cost.OWASP);

    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(Passwords.matches(Passwords.utf8("secret"), hash)).isTrue();
    assertThat(Passwords.matches(Passwords.utf8("secreT"), hash)).isFalse();
  }

  /** From the reference implementation's test suite (argon2id, version 19, 256 KiB, 2 passes). */
  @Test
  void aHashMadeElsewhereWithAnotherCostMatches() {
    String hash =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    assertThat(Passwords.matches(Passwords.utf8("password"), hash)).isTrue();
    assertThat(Passwords.matches(Passwords.utf8("passwore"), hash)).isFalse();
  }

  @Test
  void whatIsNoHashIsRefused() {
    assertThatThrownBy(() -> Passwords.matches(SALT, "plain text"))
        .isInstanceOf(IllegalStateException.class);
  }
}
