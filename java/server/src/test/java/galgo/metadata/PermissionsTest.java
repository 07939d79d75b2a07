package galgo.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PermissionsTest {
  private static final List<String> GLOBAL =
      List.of(
          "manage_servers",
          "read_servers",
          "manage_users",
          "read_users",
          "manage_streams",
          "read_streams",
          "manage_topics",
          "read_topics",
          "poll_messages",
          "send_messages");
  private static final List<String> STREAM =
      List.of(
          "manage_stream",
          "read_stream",
          "manage_topics",
          "read_topics",
          "poll_messages",
          "send_messages");
  private static final List<String> TOPIC =
      List.of("manage_topic", "read_topic", "poll_messages", "send_messages");

  @FunctionalInterface
  private interface Check {
    boolean on(Permissions permissions, int stream, int topic);
  }

  /** Flags of which one is enough, by where they are; the table of Iggy 0.8. */
  private record Row(Set<String> global, Set<String> stream, Set<String> topic, Check check) {}

  private static final Set<String> READ_ALL =
      Set.of("manage_streams", "read_streams", "manage_topics", "read_topics");
  private static final Set<String> READ_STREAM =
      Set.of("manage_stream", "read_stream", "manage_topics", "read_topics");

  private static final Map<String, Row> TABLE =
      Map.ofEntries(
          row("stats", "manage_servers read_servers", "", "", (p, s, t) -> p.canReadServers()),
          row("get users", "manage_users read_users", "", "", (p, s, t) -> p.canReadUsers()),
          row("create user", "manage_users", "", "", (p, s, t) -> p.canManageUsers()),
          row(
              "get streams",
              "manage_streams read_streams",
              "",
              "",
              (p, s, t) -> p.canListStreams()),
          row(
              "get stream",
              "manage_streams read_streams",
              "manage_stream read_stream",
              "",
              (p, s, t) -> p.canReadStream(s)),
          row("create stream", "manage_streams", "", "", (p, s, t) -> p.canCreateStream()),
          row(
              "update stream",
              "manage_streams",
              "manage_stream",
              "",
              (p, s, t) -> p.canManageStream(s)),
          Map.entry(
              "get topics",
              new Row(READ_ALL, READ_STREAM, Set.of(), (p, s, t) -> p.canListTopics(s))),
          Map.entry(
              "get topic",
              new Row(
                  READ_ALL,
                  READ_STREAM,
                  Set.of("manage_topic", "read_topic"),
                  Permissions::canReadTopic)),
          row(
              "create topic",
              "manage_streams manage_topics",
              "manage_stream manage_topics",
              "",
              (p, s, t) -> p.canCreateTopic(s)),
          row(
              "update topic",
              "manage_streams manage_topics",
              "manage_stream manage_topics",
              "manage_topic",
              Permissions::canManageTopic),
          row(
              "poll",
              "poll_messages manage_streams read_streams manage_topics read_topics",
              "poll_messages manage_stream read_stream manage_topics read_topics",
              "poll_messages manage_topic read_topic",
              Permissions::canPoll),
          row(
              "send",
              "send_messages manage_streams manage_topics",
              "send_messages manage_stream manage_topics",
              "send_messages manage_topic",
              Permissions::canSend));

  private static Map.Entry<String, Row> row(
      String command, String global, String stream, String topic, Check check) {
    return Map.entry(command, new Row(flags(global), flags(stream), flags(topic), check));
  }

  private static Set<String> flags(String names) {
    return names.isEmpty() ? Set.of() : Set.of(names.split(" "));
  }

  @Test
  void eachFlagAloneGrantsWhatTheTableSays() {
    TABLE.forEach((command, row) -> {
      for (int i = 0; i < GLOBAL.size(); i++) {
        assertThat(row.check.on(new Permissions(1 << i, List.of()), 3, 7))
            .as("global %s for %s", GLOBAL.get(i), command)
            .isEqualTo(row.global.contains(GLOBAL.get(i)));
      }
      for (int i = 0; i < STREAM.size(); i++) {
        assertThat(row.check.on(onStream(3, 1 << i), 3, 7))
            .as("stream %s for %s", STREAM.get(i), command)
            .isEqualTo(row.stream.contains(STREAM.get(i)));
      }
      for (int i = 0; i < TOPIC.size(); i++) {
        assertThat(row.check.on(onTopic(3, 7, 1 << i), 3, 7))
            .as("topic %s for %s", TOPIC.get(i), command)
            .isEqualTo(row.topic.contains(TOPIC.get(i)));
      }
    });
  }

  @Test
  void grantsOnOneStreamOrTopicDoNotReachAnother() {
    TABLE.forEach((command, row) -> {
      assertThat(row.check.on(onStream(4, 63), 3, 7)).as(command).isFalse();
      assertThat(row.check.on(onTopic(3, 8, 15), 3, 7)).as(command).isFalse();
      assertThat(row.check.on(onTopic(4, 7, 15), 3, 7)).as(command).isFalse();
    });
  }

  @Test
  void rootMayDoAllAndNoneNothing() {
    TABLE.forEach((command, row) -> {
      assertThat(row.check.on(Permissions.ALL, 3, 7)).as(command).isTrue();
      assertThat(row.check.on(Permissions.NONE, 3, 7)).as(command).isFalse();
    });
  }

  @Property(tries = 500)
  void severalFlagsGrantWhatTheyGrantAlone(
      @ForAll("permissions") Permissions permissions,
      @ForAll @IntRange(max = 2) int stream,
      @ForAll @IntRange(max = 2) int topic) {
    TABLE.forEach((command, row) ->
        assertThat(row.check.on(permissions, stream, topic))
            .as("%s with %s on %s/%s", command, permissions, stream, topic)
            .isEqualTo(granted(permissions, row, stream, topic)));
  }

  @Property(tries = 100)
  void withoutAStreamNothingOfItIsGranted(
      @ForAll("permissions") Permissions permissions, @ForAll @IntRange(max = 2) int stream) {
    Permissions less = permissions.without(stream);
    assertThat(less.global()).isEqualTo(permissions.global());
    assertThat(less.streams())
        .isEqualTo(permissions.streams().stream().filter(each -> each.id() != stream).toList());
  }

  @Test
  void entriesOutOfOrderAreRefused() {
    List<Permissions.StreamGrant> twice =
        List.of(
            new Permissions.StreamGrant(1, 0, List.of()),
            new Permissions.StreamGrant(1, 0, List.of()));
    assertThatThrownBy(() -> new Permissions(0, twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("id 1 after 1");
  }

  @Provide
  Arbitrary<Permissions> permissions() {
    return AnyCommand.permissions();
  }

  private static boolean granted(Permissions permissions, Row row, int stream, int topic) {
    if (any(permissions.global(), GLOBAL, row.global)) {
      return true;
    }
    for (Permissions.StreamGrant onStream : permissions.streams()) {
      if (onStream.id() != stream) {
        continue;
      }
      if (any(onStream.flags(), STREAM, row.stream)) {
        return true;
      }
      for (Permissions.TopicGrant onTopic : onStream.topics()) {
        if (onTopic.id() == topic && any(onTopic.flags(), TOPIC, row.topic)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean any(int flags, List<String> names, Set<String> wanted) {
    for (int i = 0; i < names.size(); i++) {
      if ((flags & 1 << i) != 0 && wanted.contains(names.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static Permissions onStream(int stream, int flags) {
    return new Permissions(0, List.of(new Permissions.StreamGrant(stream, flags, List.of())));
  }

  private static Permissions onTopic(int stream, int topic, int flags) {
    List<Permissions.TopicGrant> topics = List.of(new Permissions.TopicGrant(topic, flags));
    return new Permissions(0, List.of(new Permissions.StreamGrant(stream, 0, topics)));
  }
}
