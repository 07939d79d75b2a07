package galgo.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configuration files of Apache Iggy 0.8 start Galgo: no key of them is refused. */
class IggyConfigurationTest {
  /** Lines with a key in the file. */
  private static final int KEYS = 137;

  private @TempDir Path directory;

  /**
   * A key as a file has it.
   *
   * @param table its head, {@code [name]} or {@code [[name]]}
   * @param line the key and its value
   */
  record Setting(String table, String line) {
    String name() {
      return table.replace("[", "").replace("]", "") + "." + key();
    }

    String key() {
      return line.substring(0, line.indexOf(' '));
    }

    String value() {
      return line.substring(line.indexOf("= ") + 2).replace("\"", "").replace("_", "");
    }

    @Override
    public String toString() {
      return name();
    }
  }

  private static List<String> lines() throws Exception {
    return Files.readAllLines(
        Path.of(
            Objects.requireNonNull(IggyConfigurationTest.class.getResource("/iggy-0.8.toml"))
                .toURI()));
  }

  static Stream<Setting> settings() throws Exception {
    List<Setting> settings = new ArrayList<>();
    String table = "";
    for (String line : lines()) {
      if (line.startsWith("[")) {
        table = line;
      } else if (line.contains(" = ")) {
        settings.add(new Setting(table, line));
      }
    }
    return settings.stream();
  }

  @Test
  void theWholeFileStartsAndEachOfItsKeysHasAnEffectOrIsNamed() throws Exception {
    Settings settings = load(lines(), Map.of());
    assertThat(settings().count()).isEqualTo(KEYS);
    String named = String.join("\n", settings.notices());
    for (Setting setting : settings().toList()) {
      assertThat(hasEffect(setting) || isNamed(setting, named)).as(setting.name()).isTrue();
    }
    assertThat(settings.notices()).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void anyOfItsKeysAloneStarts(Setting setting) throws Exception {
    Settings settings = load(List.of(setting.table(), setting.line()), Map.of());
    String named = String.join("\n", settings.notices());
    assertThat(hasEffect(setting) || isNamed(setting, named)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void anyOfItsKeysStartsFromTheEnvironment(Setting setting) throws Exception {
    String index = setting.table().startsWith("[[") ? "_0_" : "_";
    String table = setting.table().replace("[", "").replace("]", "");
    String variable = "IGGY_" + table.replace('.', '_') + index + setting.key();
    load(List.of(), Map.of(variable.toUpperCase(Locale.ROOT), setting.value()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[system.segment]\ncache_indexes = true",
        "[system.segment]\ncache_indexes = \"none\"",
        "[system.segment]\nsize = \"16 MiB\"",
        "[system.topic]\nmessage_expiry = \"7 days\"",
        "[system.topic]\nmessage_expiry = \"never_expire\"",
        "[system.topic]\nmax_size = \"10 GB\"",
        "[system.logging]\nlevel = \"warn,server=debug\"",
        "[system.logging]\nlevel = \"none\"",
        "[system.logging]\nlevel = \"trace\"",
        "[system.logging]\nmax_file_size = \"0\"",
        "[system.message_deduplication]\nenabled = true\nmax_entries = 0\nexpiry = \"0 s\"",
        "[system.sharding]\ncpu_allocation = \"all\"",
        "[system.sharding]\ncpu_allocation = 1",
        "[system.sharding]\ncpu_allocation = \"0..1\"",
        "[system.sharding]\ncpu_allocation = \"numa:nodes=0;cores=1;no_ht=true\"",
        "[system.memory_pool]\nenabled = false\nsize = \"512 MiB\"",
        "[system.partition]\nvalidate_checksum = true\nmessages_required_to_save = 32",
        "[system.compression]\ndefault_algorithm = \"gzip\"",
        "[telemetry]\nenabled = true",
        "[cluster]\nenabled = true",
        "[tcp.socket]\noverride_defaults = true\nnodelay = true\nlinger = \"unlimited\"",
        "[tcp]\naddress = \"0.0.0.0:8090\"",
        "[tcp]\naddress = \"[::1]:8090\"\nipv6 = true",
        "[heartbeat]\nenabled = true\ninterval = \"2 days 4 hours 15 minutes\"",
        "[consumer_group]\nrebalancing_timeout = \"1h 1m\"",
        "[message_saver]\nenabled = false\ninterval = \"500msec\"",
        "[personal_access_token]\nmax_tokens_per_user = 1"
      })
  void whatPeopleWriteInsteadOfTheDefaultsStarts(String text) throws Exception {
    load(List.of(text), Map.of());
  }

  private Settings load(List<String> lines, Map<String, String> environment) throws Exception {
    Path file = directory.resolve("iggy.toml");
    Files.write(file, lines, StandardCharsets.UTF_8);
    return new SettingsLoader(environment, directory).file(file).load();
  }

  private static boolean hasEffect(Setting setting) {
    return Keys.ALL.stream().anyMatch(key -> key.name().equals(setting.name()));
  }

  private static boolean isNamed(Setting setting, String notices) {
    String section = setting.name().substring(0, setting.name().indexOf('.'));
    return notices.contains(setting.name()) || notices.contains(section + ".*");
  }
}
