package galgo.server;

import galgo.server.config.ByteSizes;
import galgo.server.config.Durations;
import galgo.wire.Option;
import galgo.wire.Status;
import galgo.wire.vsr.OptionBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The options of a topic as a request gives them, each empty where it is not among them. Segments
 * and when they are written are the server's own matter here: such options are checked and change
 * nothing.
 */
final class TopicOptions {
  private static final long KIB = 1024;
  private static final long MIB = KIB * KIB;
  private static final long GIB = KIB * MIB;
  private static final long LARGEST_PREALLOCATION = 64 * GIB;
  private static final byte[] REPLICATED = utf8("replicated");
  private static final byte[] PERSISTED = utf8("persisted");

  private static final Set<String> CHANGEABLE =
      Set.of("compression_algorithm", "message_expiry", "max_topic_size");

  /** Every option with its default value. */
  static final List<Option> DEFAULTS =
      List.of(
          text("compression_algorithm", utf8("none")),
          number("message_expiry", -1),
          number("max_topic_size", -1),
          number("segment_size", GIB),
          text("durability", REPLICATED),
          text("consumer_offset_durability", REPLICATED),
          new Option(utf8("messages_required_to_save"), OptionBlock.UINT32, u32(1024)),
          number("size_of_messages_required_to_save", MIB),
          new Option(utf8("preallocate_segments"), OptionBlock.BOOL, new byte[1]));

  /** What each of {@link #DEFAULTS} is, in the same order. */
  static final List<byte[]> DESCRIPTIONS =
      List.of(
          utf8("Told to clients: payloads are kept as they are sent"),
          utf8("Microseconds after which messages may go"),
          utf8("Bytes beyond which the oldest messages go"),
          utf8("Checked; the size of segments is the server's"),
          utf8(
              "persisted: on stable storage before a producer is answered; replicated: as the server's durability says"),
          utf8("Consumer offsets are on stable storage before the answer in any case"),
          utf8("Checked; when messages are written follows from the durability"),
          utf8("Checked; when messages are written follows from the durability"),
          utf8("Checked; files grow as the server sees fit"));

  OptionalInt compression = OptionalInt.empty();

  /** Microseconds; all bits set for never. */
  OptionalLong messageExpiry = OptionalLong.empty();

  /** Bytes; all bits set for no limit. */
  OptionalLong maxTopicSize = OptionalLong.empty();

  /** On stable storage before the answer; otherwise as the server's durability says. */
  boolean persisted;

  boolean offsetsPersisted;

  /** All options of a topic, as its settings are. */
  static List<Option> of(galgo.metadata.TopicSettings settings) {
    List<Option> options = new ArrayList<>(DEFAULTS);
    options.set(
        0, text("compression_algorithm", utf8(settings.compression() == 2 ? "gzip" : "none")));
    options.set(1, number("message_expiry", settings.messageExpiry()));
    options.set(2, number("max_topic_size", settings.maxTopicSize()));
    options.set(4, text("durability", settings.persisted() ? PERSISTED : REPLICATED));
    options.set(
        5,
        text("consumer_offset_durability", settings.offsetsPersisted() ? PERSISTED : REPLICATED));
    return options;
  }

  private long segmentSize = GIB;
  private boolean preallocated;

  /** A value or its kind is not one of the option. */
  private static final class InvalidValue extends Exception {
    private static final long serialVersionUID = 1;
  }

  /**
   * Takes the options in.
   *
   * @param partitions of the topic
   * @return {@link Status#OK}, 4041 for a key that is none, 4042 for a value that is none
   */
  int read(List<Option> options, long partitions) {
    try {
      for (Option option : options) {
        if (!read(option)) {
          return Status.UNSUPPORTED_OPTION_KEY;
        }
      }
    } catch (InvalidValue | IllegalArgumentException invalid) {
      return Status.INVALID_OPTION_VALUE;
    }
    return preallocated && partitions * segmentSize > LARGEST_PREALLOCATION
        ? Status.INVALID_OPTION_VALUE
        : Status.OK;
  }

  /**
   * Takes in the options of a topic that there is already: only some can still be changed.
   *
   * @return as {@link #read(List, long)}
   */
  int readChanges(List<Option> options) {
    boolean changeable =
        options.stream()
            .allMatch(
                option -> CHANGEABLE.contains(new String(option.key(), StandardCharsets.UTF_8)));
    return changeable ? read(options, 0) : Status.UNSUPPORTED_OPTION_KEY;
  }

  private boolean read(Option option) throws InvalidValue {
    switch (new String(option.key(), StandardCharsets.UTF_8)) {
      case "compression_algorithm" -> compression = OptionalInt.of(compression(option));
      case "message_expiry" -> messageExpiry = present(expiry(option));
      case "max_topic_size" -> maxTopicSize = present(size(option));
      case "segment_size" -> {
        long size = size(option);
        if (size != 0) {
          require(size >= MIB && size <= GIB && size % 512 == 0);
          segmentSize = size;
        }
      }
      case "durability" -> persisted = isPersisted(option);
      case "consumer_offset_durability" -> offsetsPersisted = isPersisted(option);
      case "messages_required_to_save" -> {
        long count =
            option.kind() == OptionBlock.UINT32
                ? number(option, Integer.BYTES)
                : Long.parseLong(string(option));
        require(count >= 1 && count <= 16_777_216);
      }
      case "size_of_messages_required_to_save" -> {
        long size = size(option);
        require(size >= 0 && size <= GIB);
      }
      case "preallocate_segments" -> preallocated = bool(option);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean isPersisted(Option option) throws InvalidValue {
    String value = string(option).toLowerCase(Locale.ROOT);
    require(value.equals("replicated") || value.equals("persisted"));
    return value.equals("persisted");
  }

  private static int compression(Option option) throws InvalidValue {
    if (option.kind() == OptionBlock.UINT8) {
      int code = (int) number(option, 1);
      require(code == 1 || code == 2);
      return code;
    }
    return switch (string(option).toLowerCase(Locale.ROOT)) {
      case "none" -> 1;
      case "gzip" -> 2;
      default -> throw new InvalidValue();
    };
  }

  private static long expiry(Option option) throws InvalidValue {
    if (option.kind() == OptionBlock.UINT64) {
      return number(option, Long.BYTES);
    }
    String text = string(option);
    long never = -1;
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "never", "never_expire", "none", "unlimited" -> never;
      default -> Durations.parse(text).toNanos() / 1000;
    };
  }

  private static long size(Option option) throws InvalidValue {
    if (option.kind() == OptionBlock.UINT64) {
      return number(option, Long.BYTES);
    }
    String text = string(option);
    long unlimited = -1;
    return text.equalsIgnoreCase("unlimited") ? unlimited : ByteSizes.parse(text);
  }

  private static boolean bool(Option option) throws InvalidValue {
    if (option.kind() == OptionBlock.BOOL) {
      long value = number(option, 1);
      require(value <= 1);
      return value == 1;
    }
    String text = string(option);
    require(text.equals("true") || text.equals("false"));
    return text.equals("true");
  }

  private static OptionalLong present(long value) {
    return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static String string(Option option) throws InvalidValue {
    require(option.kind() == OptionBlock.STRING);
    return new String(option.value(), StandardCharsets.UTF_8);
  }

  private static long number(Option option, int bytes) throws InvalidValue {
    require(option.value().length == bytes);
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (option.value()[i] & 0xFFL) << 8 * i;
    }
    return value;
  }

  private static void require(boolean valid) throws InvalidValue {
    if (!valid) {
      throw new InvalidValue();
    }
  }

  private static Option text(String key, byte[] value) {
    return new Option(utf8(key), OptionBlock.STRING, value);
  }

  private static Option number(String key, long value) {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return new Option(utf8(key), OptionBlock.UINT64, bytes);
  }

  private static byte[] u32(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
