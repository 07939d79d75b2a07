package galgo.importer;

import galgo.importer.SourceState.Settings;
import galgo.importer.SourceState.SourceStream;
import galgo.importer.SourceState.SourceTopic;
import galgo.importer.SourceState.SourceUser;
import galgo.metadata.AccessToken;
import galgo.metadata.Bytes;
import galgo.metadata.Permissions;
import galgo.wire.GroupRequest;
import galgo.wire.Identifier;
import galgo.wire.Request;
import galgo.wire.StreamRequest;
import galgo.wire.TopicRequest;
import galgo.wire.UserRequest;
import galgo.wire.WirePermissions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the commands of the source's state log. One that does not fit what is there is an
 * IllegalArgumentException.
 */
final class StateCommands {
  private static final long NEVER = -1;

  private final SourceState state;

  StateCommands(SourceState state) {
    this.state = state;
  }

  /** A command that says which id the thing got. */
  void create(long id, Request request, long at) {
    switch (request) {
      case StreamRequest.CreateStream create ->
          state.streams.put(id, new SourceStream(Bytes.of(create.name()), at));
      case TopicRequest.CreateTopic create -> {
        SourceTopic topic = new SourceTopic(settings(create.settings()), at);
        addPartitions(topic, create.partitionsCount(), at);
        stream(create.stream()).topics.put(id, topic);
      }
      case GroupRequest.CreateConsumerGroup create ->
          topic(create.stream(), create.topic()).groups.put(id, Bytes.of(create.name()));
      case UserRequest.CreateUser create -> {
        SourceUser user =
            new SourceUser(
                Bytes.of(create.username()), text(create.password()), create.status(), at);
        user.grant(permissions(create.permissions()));
        state.users.put(id, user);
      }
      default -> throw new IllegalArgumentException("it creates nothing");
    }
  }

  /**
   * @param hash of the token, as the source keeps it
   */
  void createToken(long issuer, byte[] hash, Request request, long at) {
    if (!(request instanceof UserRequest.CreatePersonalAccessToken create)) {
      throw new IllegalArgumentException("it creates no token");
    }
    long expiresAt = create.expiry() == 0 || create.expiry() == NEVER ? 0 : at + create.expiry();
    SourceUser user = user(Identifier.of(issuer));
    Bytes name = Bytes.of(create.name());
    user.tokens.removeIf(token -> token.name().equals(name));
    user.tokens.add(new AccessToken(name, Bytes.of(hash), expiresAt));
  }

  /** Any other command. */
  void change(long issuer, Request request, long at) {
    switch (request) {
      case StreamRequest.UpdateStream update ->
          stream(update.stream()).name = Bytes.of(update.name());
      case StreamRequest.DeleteStream delete -> state.deleteStream(streamId(delete.stream()));
      case StreamRequest.PurgeStream purge -> stream(purge.stream());
      case TopicRequest topics -> change(topics, at);
      case GroupRequest.DeleteConsumerGroup delete -> {
        SourceTopic topic = topic(delete.stream(), delete.topic());
        topic.groups.remove(id(topic.groups, delete.group(), name -> name, "group"));
      }
      case UserRequest users -> change(issuer, users);
      default -> throw new IllegalArgumentException("it changes nothing");
    }
  }

  private void change(TopicRequest request, long at) {
    switch (request) {
      case TopicRequest.UpdateTopic update ->
          topic(update.stream(), update.topic()).settings = settings(update.settings());
      case TopicRequest.DeleteTopic delete -> {
        SourceStream stream = stream(delete.stream());
        stream.topics.remove(topicId(stream, delete.topic()));
      }
      case TopicRequest.CreatePartitions create ->
          addPartitions(topic(create.stream(), create.topic()), create.partitionsCount(), at);
      case TopicRequest.DeletePartitions delete -> {
        List<Long> partitions = topic(delete.stream(), delete.topic()).partitions;
        for (long i = 0; i < delete.partitionsCount() && !partitions.isEmpty(); i++) {
          partitions.removeLast();
        }
      }
      // What went with these is not among the files any more.
      case TopicRequest.PurgeTopic purge -> topic(purge.stream(), purge.topic());
      case TopicRequest.DeleteSegments delete -> topic(delete.stream(), delete.topic());
      default -> throw new IllegalArgumentException("it changes nothing");
    }
  }

  private void change(long issuer, UserRequest request) {
    switch (request) {
      case UserRequest.UpdateUser update -> {
        SourceUser user = user(update.user());
        byte[] name = update.username();
        if (name != null) {
          user.name = Bytes.of(name);
        }
        user.status = update.status().orElse(user.status);
      }
      case UserRequest.DeleteUser delete -> state.users.remove(userId(delete.user()));
      case UserRequest.ChangePassword change ->
          user(change.user()).passwordHash = text(change.newPassword());
      case UserRequest.UpdatePermissions update ->
          user(update.user()).grant(permissions(update.permissions()));
      case UserRequest.DeletePersonalAccessToken delete -> {
        Bytes name = Bytes.of(delete.name());
        user(Identifier.of(issuer)).tokens.removeIf(token -> token.name().equals(name));
      }
      default -> throw new IllegalArgumentException("it changes nothing");
    }
  }

  private static void addPartitions(SourceTopic topic, long count, long at) {
    for (long i = 0; i < count; i++) {
      topic.partitions.add(at);
    }
  }

  private static Settings settings(TopicRequest.TopicSettings sent) {
    return new Settings(
        Bytes.of(sent.name()),
        sent.compression(),
        sent.messageExpiry(),
        sent.maxTopicSize(),
        sent.replicationFactor());
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private long streamId(Identifier stream) {
    return id(state.streams, stream, each -> each.name, "stream");
  }

  private SourceStream stream(Identifier stream) {
    return get(state.streams, streamId(stream));
  }

  private static long topicId(SourceStream stream, Identifier topic) {
    return id(stream.topics, topic, each -> each.settings.name(), "topic");
  }

  private SourceTopic topic(Identifier stream, Identifier topic) {
    SourceStream of = stream(stream);
    return get(of.topics, topicId(of, topic));
  }

  private long userId(Identifier user) {
    return id(state.users, user, each -> each.name, "user");
  }

  private SourceUser user(Identifier user) {
    return get(state.users, userId(user));
  }

  private static <T> T get(Map<Long, T> things, long id) {
    T thing = things.get(id);
    if (thing == null) {
      throw new IllegalArgumentException("nothing has id " + id);
    }
    return thing;
  }

  /** The id of what is named, which exists. */
  private static <T> long id(
      Map<Long, T> things, Identifier identifier, Function<T, Bytes> name, String kind) {
    long id =
        switch (identifier) {
          case Identifier.Numeric numeric -> numeric.id();
          case Identifier.Named named -> {
            Map<Long, Bytes> names = new TreeMap<>();
            things.forEach((each, thing) -> names.put(each, name.apply(thing)));
            yield SourceState.named(names, named.utf8());
          }
        };
    if (!things.containsKey(id)) {
      throw new IllegalArgumentException("it names no " + kind);
    }
    return id;
  }

  private static @Nullable Permissions permissions(@Nullable WirePermissions wire) {
    if (wire == null) {
      return null;
    }
    List<Permissions.StreamGrant> streams = new ArrayList<>();
    for (WirePermissions.Stream stream : wire.streams()) {
      List<Permissions.TopicGrant> topics =
          stream.topics().stream()
              .map(topic -> new Permissions.TopicGrant(topic.id(), topic.flags()))
              .toList();
      streams.add(new Permissions.StreamGrant(stream.id(), stream.flags(), topics));
    }
    return new Permissions(wire.global(), streams);
  }
}
