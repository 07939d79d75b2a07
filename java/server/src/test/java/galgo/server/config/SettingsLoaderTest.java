package galgo.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
  @TempDir private Path directory;
  private final Map<String, String> environment = new HashMap<>();

  @Test
  void withNothingSetTheDefaultsHold() throws Exception {
    Settings settings = load();
    assertThat(settings.driver()).isEqualTo(DriverChoice.AUTO);
    assertThat(settings.path()).isEqualTo("local_data");
    assertThat(settings.tcp().address().getPort()).isEqualTo(8090);
    assertThat(settings.tcp().noDelay()).isTrue();
    assertThat(settings.partition().durability()).isEqualTo(Durability.SYNCED);
    assertThat(settings.partition().segmentBytes()).isEqualTo(1L << 30);
    assertThat(settings.limits().frameBytes()).isEqualTo(128 << 20);
    assertThat(settings.topic().messageExpiryMicros()).isEqualTo(Settings.UNLIMITED);
    assertThat(settings.root()).isNull();
  }

  @Test
  void theEnvironmentWinsOverTheFileAndTheCommandLineOverBoth() throws Exception {
    file(
        "[system]\npath = \"from_file\"\n[heartbeat]\ninterval = \"9 s\"\n[tcp]\naddress = \"127.0.0.1:1\"\n");
    environment.put("IGGY_SYSTEM_PATH", "from_environment");
    environment.put("IGGY_TCP_ADDRESS", "127.0.0.1:2");
    SettingsLoader loader = loader().option("tcp.address", "127.0.0.1:3");
    Settings settings = loader.load();
    assertThat(settings.heartbeat().interval()).isEqualTo(Duration.ofSeconds(9));
    assertThat(settings.path()).isEqualTo("from_environment");
    assertThat(settings.tcp().address().getPort()).isEqualTo(3);
  }

  @Test
  void galgosVariablesWinOverIggysAndEmptyOnesAreNotSet() throws Exception {
    environment.put("IGGY_SYSTEM_PATH", "iggy");
    environment.put("GALGO_SYSTEM_PATH", "galgo");
    environment.put("GALGO_DRIVER", "nio");
    environment.put("GALGO_LIMITS_CONNECTIONS", "17");
    environment.put("IGGY_HEARTBEAT_INTERVAL", "");
    Settings settings = load();
    assertThat(settings.path()).isEqualTo("galgo");
    assertThat(settings.driver()).isEqualTo(DriverChoice.NIO);
    assertThat(settings.limits().connections()).isEqualTo(17);
    assertThat(settings.heartbeat().interval()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void anUnknownKeyOfTheFileIsRefusedWithLineAndNearestName() throws Exception {
    file("[tcp]\nenabled = true\n\n[system.partition]\ndurabilty = \"memory\"\n");
    assertThatThrownBy(this::load)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("galgo.toml line 5")
        .hasMessageContaining("\"system.partition.durabilty\"")
        .hasMessageContaining("nearest is \"system.partition.durability\"");
  }

  @Test
  void anUnknownVariableIsRefusedWithTheNearestNameButOthersOfIggyAreLeftAlone() throws Exception {
    environment.put("IGGY_CONNECTORS_SINK_X", "1");
    environment.put("IGGY_USERNAME", "cli");
    environment.put("IGGY_HTTP_JWT_TRUSTED_ISSUERS_0_ISSUER", "x");
    environment.put("PATH", "/bin");
    load();
    environment.put("IGGY_TCP_ADRESS", "127.0.0.1:1");
    assertThatThrownBy(this::load)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("IGGY_TCP_ADRESS")
        .hasMessageContaining("IGGY_TCP_ADDRESS");
  }

  @Test
  void anIggyFileStartsAndSaysInOneSentenceWhatHasNoEffect() throws Exception {
    file(
        """
        [http]
        enabled = true
        [[http.jwt.trusted_issuers]]
        issuer = "x"
        [tcp]
        ipv6 = false
        [system.segment]
        size = 536870912
        cache_indexes = "open_segment"
        [[cluster.node.others]]
        name = "iggy-node-2"
        ports = { tcp = 8091 }
        """);
    Settings settings = load();
    assertThat(settings.partition().segmentBytes()).isEqualTo(512L << 20);
    assertThat(settings.notices())
        .anyMatch(notice ->
            notice.contains("no effect yet")
                && notice.contains("http.*")
                && notice.contains("cluster.*")
                && notice.contains("tcp.ipv6")
                && notice.contains("system.segment.cache_indexes"));
  }

  @Test
  void protectionThatDoesNotExistIsRefused() throws Exception {
    file("[tcp.tls]\nenabled = true\n");
    assertThatThrownBy(this::load).hasMessageContaining("tcp.tls.enabled = true");
  }

  @Test
  void encryptionWantsAKeyAndTellsItToNobody() throws Exception {
    file("[system.encryption]\nenabled = true\n");
    assertThatThrownBy(this::load).hasMessageContaining("there is no system.encryption.key");
    file("[system.encryption]\nenabled = true\nkey = \"c2hvcnQ=\"\n");
    assertThatThrownBy(this::load)
        .hasMessageContaining("system.encryption.key = \"***\": it has 5 bytes instead of 32")
        .hasMessageNotContaining("c2hvcnQ=");
    String key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    file("[system.encryption]\nenabled = true\nkey = \"" + key + "\"\n");
    Settings settings = load();
    assertThat(settings.encryption().keyBytes()).hasSize(32);
    assertThat(settings.effective()).contains("system.encryption.key = \"***\"");
    assertThat(settings.toString()).doesNotContain(key);
  }

  @Test
  void aBadValueIsRefusedWithPlaceValueAndWayOut() throws Exception {
    file("[system.segment]\nsize = \"3 GiB\"\n");
    assertThatThrownBy(this::load)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("line 2: system.segment.size = \"3 GiB\": it is out of range")
        .hasMessageContaining("Write a size from 64 KiB to 1 GiB, a multiple of 512 bytes");
  }

  @Test
  void aFileThatIsNoTomlIsRefusedWithItsLine() throws Exception {
    file("[tcp\nenabled = true\n");
    assertThatThrownBy(this::load)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is not TOML")
        .hasMessageContaining("line 1");
  }

  @Test
  void aFileThatTheParserBreaksOnIsRefusedInASentence() throws Exception {
    // What fuzzing found: a failed assertion, and recursion without an end.
    for (String odd : new String[] {"x = \"\"\"a\\u00= 07\n", "x = " + "[".repeat(100_000)}) {
      file(odd);
      assertThatThrownBy(this::load)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("is not TOML: the parser gives up on it");
    }
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws Exception {
    Files.write(directory.resolve("galgo.toml"), new byte[] {'x', (byte) 0xDF, '=', '1'});
    assertThatThrownBy(this::load)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("galgo.toml cannot be read: it is not text in UTF-8.");
  }

  @Test
  void aNamedFileMustExist() {
    environment.put("IGGY_CONFIG_PATH", "missing.toml");
    assertThatThrownBy(this::load)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("missing.toml cannot be read: there is no such file.");
  }

  @Test
  void enforceFsyncMeansSyncedAndContradictionsAreRefused() throws Exception {
    environment.put("IGGY_SYSTEM_PARTITION_ENFORCE_FSYNC", "true");
    assertThat(load().partition().durability()).isEqualTo(Durability.SYNCED);
    environment.put("GALGO_SYSTEM_PARTITION_DURABILITY", "memory");
    assertThatThrownBy(this::load).hasMessageContaining("enforce_fsync");
    environment.put("IGGY_SYSTEM_PARTITION_ENFORCE_FSYNC", "false");
    assertThat(load().partition().durability()).isEqualTo(Durability.MEMORY);
  }

  @Test
  void aTopicIsAtLeastOneSegment() {
    environment.put("IGGY_SYSTEM_TOPIC_MAX_SIZE", "100 MB");
    assertThatThrownBy(this::load)
        .hasMessageContaining("system.topic.max_size = \"100 MB\"")
        .hasMessageContaining("system.segment.size");
  }

  @Test
  void rootCredentialsComeInPairsAndWithinLimits() throws Exception {
    environment.put("IGGY_ROOT_USERNAME", "root");
    assertThatThrownBy(this::load).hasMessageContaining("set both");
    environment.put("IGGY_ROOT_PASSWORD", "pw");
    assertThatThrownBy(this::load).hasMessageContaining("IGGY_ROOT_PASSWORD has 2 bytes");
    environment.put("IGGY_ROOT_PASSWORD", "secret");
    assertThat(load().root()).isEqualTo(new Settings.RootCredentials("root", "secret"));
    assertThat(load().toString()).doesNotContain("secret");
  }

  @Test
  void everyKeyIsInTheTableAndItsDefaultFollowsItsSyntax() {
    long declared =
        Arrays.stream(Keys.class.getDeclaredFields())
            .filter(
                field -> field.getType() == Key.class && Modifier.isStatic(field.getModifiers()))
            .count();
    assertThat(Keys.ALL).hasSize((int) declared).doesNotHaveDuplicates();
    for (Key<?> key : Keys.ALL) {
      assertThat(key.initialValue()).as(key.name()).isNotNull();
      assertThat(KeysWithoutEffect.ALL).doesNotContain(key.name());
      assertThat(ConfigHelp.text()).contains(key.name(), key.variables().getLast());
    }
  }

  @Test
  void theReadmeListsEveryKeyWithItsDefault() throws Exception {
    String readme = Files.readString(Path.of("").toAbsolutePath().resolve("../../README.md"));
    for (Key<?> key : Keys.ALL) {
      assertThat(readme).contains("| `" + key.name() + "` | `" + key.initial() + "` |");
    }
  }

  private void file(String text) throws Exception {
    Files.writeString(directory.resolve("galgo.toml"), text);
  }

  private SettingsLoader loader() {
    return new SettingsLoader(environment, directory);
  }

  private Settings load() throws ConfigurationException {
    return loader().load();
  }
}
