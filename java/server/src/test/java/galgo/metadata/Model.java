package galgo.metadata;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of streams, topics, groups and users say, as maps and as plainly as possible:
 * names for ids, no assignment, no permissions. Answers the status each command must get.
 */
final class Model {
  /** Ids of one kind: the one freed last first, else the next. */
  static final class Things<T> extends TreeMap<Integer, T> {
    private final transient Deque<Integer> free = new ArrayDeque<>();
    private int next;

    int insert(T thing) {
      int id = free.isEmpty() ? next++ : free.pop();
      put(id, thing);
      return id;
    }

    void drop(int id) {
      remove(id);
      free.push(id);
    }

    boolean any(int except, Predicate<T> condition) {
      return entrySet().stream()
          .anyMatch(entry -> entry.getKey() != except && condition.test(entry.getValue()));
    }
  }

  static final class ModelStream {
    String name;
    final Things<ModelTopic> topics = new Things<>();

    ModelStream(String name) {
      this.name = name;
    }
  }

  static final class ModelTopic {
    String name;
    TopicSettings settings;
    int partitions;
    final Things<ModelGroup> groups = new Things<>();

    ModelTopic(String name, TopicSettings settings, int partitions) {
      this.name = name;
      this.settings = settings;
      this.partitions = partitions;
    }
  }

  static final class ModelGroup {
    final String name;
    final TreeSet<Long> clients = new TreeSet<>();

    ModelGroup(String name) {
      this.name = name;
    }
  }

  static final class ModelUser {
    String name;
    String password;
    int status;
    final Map<String, AccessToken> tokens = new TreeMap<>();

    ModelUser(String name, String password, int status) {
      this.name = name;
      this.password = password;
      this.status = status;
    }
  }

  private static final int NOBODY = -7;

  final Things<ModelStream> streams = new Things<>();
  final Things<ModelUser> users = new Things<>();

  /** The status; completing a revocation is not for this model. */
  int apply(Command command) {
    return switch (command) {
      case CatalogCommand catalog -> apply(catalog);
      case GroupCommand group -> apply(group);
      case MembershipCommand membership -> apply(membership);
      case UserCommand user -> apply(user);
      case RestoreCommand restore -> throw new IllegalArgumentException("not a client's");
    };
  }

  private int apply(CatalogCommand command) {
    return switch (command) {
      case CatalogCommand.FoundCluster found -> 3;
      case CatalogCommand.CreateStream c ->
          first(
              !isName(c.name()) ? 4 : 0,
              streams.any(NOBODY, s -> s.name.equals(c.name().toString())) ? 1012 : 0,
              () -> streams.insert(new ModelStream(c.name().toString())));
      case CatalogCommand.UpdateStream c ->
          first(
              !isName(c.name()) ? 4 : missing(c.stream()),
              streams.any(c.stream(), s -> s.name.equals(c.name().toString())) ? 1012 : 0,
              () -> stream(c.stream()).name = c.name().toString());
      case CatalogCommand.DeleteStream c ->
          first(missing(c.stream()), 0, () -> streams.drop(c.stream()));
      case CatalogCommand.CreateTopic c -> create(c);
      case CatalogCommand.UpdateTopic c -> update(c);
      case CatalogCommand.DeleteTopic c ->
          first(missing(c.stream(), c.topic()), 0, () -> stream(c.stream()).topics.drop(c.topic()));
      case CatalogCommand.CreatePartitions c ->
          first(
              c.count() < 1 || c.count() > 1000 ? 2015 : missing(c.stream(), c.topic()),
              0,
              () -> topic(c.stream(), c.topic()).partitions += c.count());
      case CatalogCommand.DeletePartitions c -> delete(c);
    };
  }

  private int create(CatalogCommand.CreateTopic c) {
    int early = !isName(c.name()) ? 4 : c.partitions() < 0 || c.partitions() > 1000 ? 2015 : 0;
    if (early != 0 || missing(c.stream()) != 0) {
      return early != 0 ? early : missing(c.stream());
    }
    String name = c.name().toString();
    long size = c.settings().maxTopicSize();
    return first(
        size >= 0 && size < AnyCommand.SEGMENT_SIZE ? 1019 : 0,
        stream(c.stream()).topics.any(NOBODY, t -> t.name.equals(name)) ? 2013 : 0,
        () -> stream(c.stream()).topics.insert(new ModelTopic(name, c.settings(), c.partitions())));
  }

  private int update(CatalogCommand.UpdateTopic c) {
    int early = !isName(c.name()) ? 4 : missing(c.stream(), c.topic());
    if (early != 0) {
      return early;
    }
    String name = c.name().toString();
    return first(
        stream(c.stream()).topics.any(c.topic(), t -> t.name.equals(name)) ? 2013 : 0,
        0,
        () -> {
          topic(c.stream(), c.topic()).name = name;
          topic(c.stream(), c.topic()).settings = c.settings();
        });
  }

  private int delete(CatalogCommand.DeletePartitions c) {
    int early = c.count() < 1 ? 2015 : missing(c.stream(), c.topic());
    if (early != 0) {
      return early;
    }
    ModelTopic topic = topic(c.stream(), c.topic());
    return first(c.count() > topic.partitions ? 2019 : 0, 0, () -> topic.partitions -= c.count());
  }

  private int apply(GroupCommand command) {
    return switch (command) {
      case GroupCommand.CreateGroup c -> {
        int early = !isName(c.name()) ? 4 : missing(c.stream(), c.topic());
        if (early != 0) {
          yield early;
        }
        ModelTopic topic = topic(c.stream(), c.topic());
        yield first(
            topic.groups.any(NOBODY, g -> g.name.equals(c.name().toString())) ? 5004 : 0,
            0,
            () -> topic.groups.insert(new ModelGroup(c.name().toString())));
      }
      case GroupCommand.DeleteGroup c ->
          first(
              missing(c.stream(), c.topic(), c.group()),
              0,
              () -> topic(c.stream(), c.topic()).groups.drop(c.group()));
    };
  }

  private int apply(MembershipCommand command) {
    return switch (command) {
      case MembershipCommand.JoinGroup c ->
          first(
              missing(c.stream(), c.topic(), c.group()),
              0,
              () -> group(c.stream(), c.topic(), c.group()).clients.add(c.client()));
      case MembershipCommand.LeaveGroup c -> {
        int early = missing(c.stream(), c.topic(), c.group());
        boolean member =
            early == 0 && group(c.stream(), c.topic(), c.group()).clients.remove(c.client());
        yield early != 0 ? early : member ? 0 : 5006;
      }
      case MembershipCommand.ClientGone c -> {
        groups().forEach(group -> group.clients.remove(c.client()));
        yield 0;
      }
      case MembershipCommand.AllClientsGone c -> {
        groups().forEach(group -> group.clients.clear());
        yield 0;
      }
      case MembershipCommand.CompleteRevocation c ->
          throw new IllegalArgumentException("not for this model");
    };
  }

  private int apply(UserCommand command) {
    return switch (command) {
      case UserCommand.CreateUser c -> {
        int early = !isUsername(c.name()) ? 43 : c.status() < 1 || c.status() > 2 ? 3 : 0;
        String name = c.name().toString();
        yield first(
            early,
            users.any(NOBODY, u -> u.name.equals(name)) ? 46 : 0,
            () -> users.insert(new ModelUser(name, c.passwordHash(), c.status())));
      }
      case UserCommand.DeleteUser c ->
          first(absent(c.user()), c.user() == 0 ? 48 : 0, () -> users.drop(c.user()));
      case UserCommand.UpdateUser c -> update(c);
      case UserCommand.UpdatePermissions c ->
          first(absent(c.user()), c.user() == 0 ? 49 : 0, () -> {});
      case UserCommand.ChangePassword c ->
          first(absent(c.user()), 0, () -> user(c.user()).password = c.passwordHash());
      case UserCommand.CreateToken c -> create(c);
      case UserCommand.DeleteToken c -> {
        boolean there =
            absent(c.user()) == 0 && user(c.user()).tokens.remove(c.name().toString()) != null;
        yield there ? 0 : 20;
      }
      case UserCommand.ExpireTokens c -> {
        users
            .values()
            .forEach(user ->
                user.tokens.values().removeIf(t -> t.expiresAt() != 0 && t.expiresAt() <= c.now()));
        yield 0;
      }
    };
  }

  private int update(UserCommand.UpdateUser c) {
    Bytes name = c.name();
    int early = name != null && !isUsername(name) ? 43 : 0;
    boolean badStatus = c.status() != UserCommand.KEEP_STATUS && (c.status() < 1 || c.status() > 2);
    early = early == 0 && badStatus ? 3 : early;
    early = early == 0 ? absent(c.user()) : early;
    String text = name == null ? "" : name.toString();
    return first(
        early,
        users.any(c.user(), u -> u.name.equals(text)) ? 46 : 0,
        () -> {
          user(c.user()).name = name == null ? user(c.user()).name : text;
          user(c.user()).status =
              c.status() == UserCommand.KEEP_STATUS ? user(c.user()).status : c.status();
        });
  }

  private int create(UserCommand.CreateToken c) {
    AccessToken token = c.token();
    int length = token.name().length();
    int early = length < 3 || length > 30 ? 50 : absent(c.user());
    if (early != 0) {
      return early;
    }
    ModelUser user = user(c.user());
    boolean taken =
        user.tokens.containsKey(token.name().toString())
            || users.any(
                NOBODY,
                u -> u.tokens.values().stream().anyMatch(t -> t.hash().equals(token.hash())));
    return first(
        user.tokens.size() >= c.limit() ? 52 : 0,
        taken ? 51 : 0,
        () -> user.tokens.put(token.name().toString(), token));
  }

  private static int first(int early, int late, Runnable otherwise) {
    if (early == 0 && late == 0) {
      otherwise.run();
    }
    return early != 0 ? early : late;
  }

  private List<ModelGroup> groups() {
    List<ModelGroup> groups = new ArrayList<>();
    for (ModelStream stream : streams.values()) {
      stream.topics.values().forEach(topic -> groups.addAll(topic.groups.values()));
    }
    return groups;
  }

  private int missing(int stream) {
    return streams.containsKey(stream) ? 0 : 1009;
  }

  private int missing(int stream, int topic) {
    int missing = missing(stream);
    return missing != 0 || stream(stream).topics.containsKey(topic) ? missing : 2010;
  }

  private int missing(int stream, int topic, int group) {
    int missing = missing(stream, topic);
    return missing != 0 || topic(stream, topic).groups.containsKey(group) ? missing : 5000;
  }

  private int absent(int user) {
    return users.containsKey(user) ? 0 : 20;
  }

  private ModelStream stream(int stream) {
    return required(streams.get(stream));
  }

  private ModelTopic topic(int stream, int topic) {
    return required(stream(stream).topics.get(topic));
  }

  private ModelGroup group(int stream, int topic, int group) {
    return required(topic(stream, topic).groups.get(group));
  }

  private ModelUser user(int user) {
    return required(users.get(user));
  }

  private static <T> T required(@Nullable T thing) {
    return Objects.requireNonNull(thing);
  }

  private static boolean isName(Bytes name) {
    return name.length() > 0 && name.length() <= 255;
  }

  private static boolean isUsername(Bytes name) {
    return name.length() >= 3 && name.length() <= 50;
  }
}
