package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RememberedPasswordsTest {
  private final RememberedPasswords passwords = new RememberedPasswords(new byte[32]);

  @Test
  void knowsAPasswordOnlyTogetherWithTheHashItWasFoundRightFor() {
    assertThat(passwords.knows(bytes("secret"), "hash")).isFalse();
    passwords.remember(bytes("secret"), "hash");

    assertThat(passwords.knows(bytes("secret"), "hash")).isTrue();
    assertThat(passwords.knows(bytes("secreT"), "hash")).isFalse();
    assertThat(passwords.knows(bytes("secret"), "hash of the next password")).isFalse();
  }

  @Test
  void forgetsTheOneUnusedForLongestWhenThereAreTooMany() {
    for (int i = 0; i < 1024; i++) {
      passwords.remember(bytes("secret"), "hash " + i);
    }
    assertThat(passwords.knows(bytes("secret"), "hash 0")).isTrue();
    passwords.remember(bytes("secret"), "one more");

    assertThat(passwords.knows(bytes("secret"), "hash 0")).isTrue();
    assertThat(passwords.knows(bytes("secret"), "hash 1")).isFalse();
  }

  private static byte[] bytes(String text) {
    return Passwords.utf8(text);
  }
}
