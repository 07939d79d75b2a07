package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.wire.Option;
import galgo.wire.vsr.OptionBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The options of topics, their kinds and their bounds: wire-0.9 §2.2. */
class TopicOptionsTest {
  private static final int INVALID = 4042;

  @Test
  void everyDefaultIsAValidValue() {
    for (Option option : TopicOptions.DEFAULTS) {
      assertThat(new TopicOptions().read(List.of(option), 1)).as("%s", option).isZero();
    }
    assertThat(new TopicOptions().read(TopicOptions.DEFAULTS, 1)).isZero();
    assertThat(TopicOptions.DESCRIPTIONS).hasSameSizeAs(TopicOptions.DEFAULTS);
  }

  @Test
  void compressionIsANameOrACode() {
    assertThat(read("compression_algorithm", "gzip").compression).hasValue(2);
    assertThat(read("compression_algorithm", "NONE").compression).hasValue(1);
    assertThat(read("compression_algorithm", OptionBlock.UINT8, 1).compression).hasValue(1);
    refuses("compression_algorithm", "zip");
    refuses("compression_algorithm", OptionBlock.UINT8, 1, 3);
    refuses("compression_algorithm", OptionBlock.UINT64, 8, 1);
  }

  @Test
  void expiryAndSizeAreNumbersOrTexts() {
    assertThat(read("message_expiry", OptionBlock.UINT64, 90).messageExpiry).hasValue(90);
    assertThat(read("message_expiry", "2s").messageExpiry).hasValue(2_000_000);
    assertThat(read("message_expiry", OptionBlock.UINT64, 0).messageExpiry).isEmpty();
    assertThat(read("message_expiry", OptionBlock.UINT64, -1).messageExpiry).hasValue(-1);
    refuses("message_expiry", "soon");
    refuses("message_expiry", OptionBlock.UINT32, 4, 1);
    refuses("message_expiry", OptionBlock.UINT64, 4, 1);
    assertThat(read("max_topic_size", "2 GiB").maxTopicSize).hasValue(2L << 30);
    assertThat(read("max_topic_size", "unlimited").maxTopicSize).hasValue(-1);
    assertThat(read("max_topic_size", OptionBlock.UINT64, 0).maxTopicSize).isEmpty();
    refuses("max_topic_size", "large");
  }

  @Test
  void segmentsAreWholeSectorsOfOneMebibyteToOneGibibyte() {
    for (long size : new long[] {0, 1 << 20, (1 << 20) + 512, 1 << 30}) {
      read("segment_size", OptionBlock.UINT64, size);
    }
    for (long size : new long[] {1, (1 << 20) - 512, (1 << 20) + 1, (1 << 30) + 512, -1}) {
      refuses("segment_size", OptionBlock.UINT64, 8, size);
    }
    read("segment_size", "512 MiB");
    refuses("segment_size", "2 GiB");
  }

  @Test
  void durabilitiesAreTwoWordsInAnyCase() {
    assertThat(read("durability", "Persisted").persisted).isTrue();
    assertThat(read("durability", "REPLICATED").persisted).isFalse();
    assertThat(read("consumer_offset_durability", "persisted").offsetsPersisted).isTrue();
    refuses("durability", "memory");
    refuses("consumer_offset_durability", "persisted ");
    refuses("durability", OptionBlock.UINT8, 1, 1);
  }

  @Test
  void savingHasBounds() {
    read("messages_required_to_save", OptionBlock.UINT32, 1);
    read("messages_required_to_save", "16777216");
    refuses("messages_required_to_save", OptionBlock.UINT32, 4, 0);
    refuses("messages_required_to_save", "16777217");
    refuses("messages_required_to_save", "many");
    read("size_of_messages_required_to_save", OptionBlock.UINT64, 0);
    read("size_of_messages_required_to_save", "1 GiB");
    refuses("size_of_messages_required_to_save", OptionBlock.UINT64, 8, (1 << 30) + 1);
  }

  @Test
  void segmentsThatAreMadeAheadTakeNoMoreThan64Gibibytes() {
    Option ahead = text("preallocate_segments", "true");
    assertThat(new TopicOptions().read(List.of(ahead), 64)).isZero();
    assertThat(new TopicOptions().read(List.of(ahead), 65)).isEqualTo(INVALID);
    List<Option> smaller = List.of(ahead, text("segment_size", "512 MiB"));
    assertThat(new TopicOptions().read(smaller, 128)).isZero();
    assertThat(new TopicOptions().read(smaller, 129)).isEqualTo(INVALID);
    assertThat(new TopicOptions().read(List.of(text("preallocate_segments", "false")), 1000))
        .isZero();
    refuses("preallocate_segments", "yes");
    refuses("preallocate_segments", OptionBlock.BOOL, 1, 2);
  }

  @Test
  void onlyThreeOptionsCanBeChanged() {
    for (Option option : TopicOptions.DEFAULTS) {
      String key = new String(option.key(), StandardCharsets.UTF_8);
      boolean changeable =
          List.of("compression_algorithm", "message_expiry", "max_topic_size").contains(key);
      assertThat(new TopicOptions().readChanges(List.of(option)))
          .as(key)
          .isEqualTo(changeable ? 0 : 4041);
    }
    assertThat(new TopicOptions().read(List.of(text("enforce_fsync", "true")), 1)).isEqualTo(4041);
  }

  private static TopicOptions read(String key, String value) {
    return read(text(key, value));
  }

  private static TopicOptions read(String key, int kind, long value) {
    int bytes = kind == OptionBlock.UINT8 ? 1 : kind == OptionBlock.UINT32 ? 4 : 8;
    return read(number(key, kind, bytes, value));
  }

  private static TopicOptions read(Option option) {
    TopicOptions options = new TopicOptions();
    assertThat(options.read(List.of(option), 1)).isZero();
    return options;
  }

  private static void refuses(String key, String value) {
    assertThat(new TopicOptions().read(List.of(text(key, value)), 1)).as(value).isEqualTo(INVALID);
  }

  private static void refuses(String key, int kind, int bytes, long value) {
    assertThat(new TopicOptions().read(List.of(number(key, kind, bytes, value)), 1))
        .as("%s of kind %d in %d bytes: %d", key, kind, bytes, value)
        .isEqualTo(INVALID);
  }

  private static Option text(String key, String value) {
    return VsrRequests.option(key, value);
  }

  private static Option number(String key, int kind, int bytes, long value) {
    byte[] all =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return new Option(TestClient.utf8(key), kind, Arrays.copyOf(all, bytes));
  }
}
