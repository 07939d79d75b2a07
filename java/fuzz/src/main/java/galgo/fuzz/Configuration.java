package galgo.fuzz;

import galgo.server.config.ConfigurationException;
import galgo.server.config.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A configuration file: it gives settings, or one or two sentences about what is wrong with it. */
final class Configuration implements Target {
  private static final int LONGEST = 10_000;

  private final Path file;

  Configuration() {
    try {
      file = Files.createTempFile("galgo-fuzz", ".toml").toAbsolutePath();
      file.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void run(byte[] input) {
    try {
      Files.write(file, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      String shown = load().toString();
      Expect.that(!shown.isEmpty(), "settings that show nothing");
    } catch (ConfigurationException refused) {
      String message = String.valueOf(refused.getMessage());
      Expect.that(message.contains(" ") && message.length() < LONGEST, message);
      Expect.that(!message.contains("java."), message);
    }
  }

  private Object load() throws ConfigurationException {
    return new SettingsLoader(Map.of(), Path.of("")).file(file).load();
  }
}
