package galgo.importer;

import galgo.metadata.AccessToken;
import galgo.metadata.Bytes;
import galgo.metadata.Permissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What exists in the source and who may do what, by the ids it has there. */
final class SourceState {
  /** By id. */
  final Map<Long, SourceStream> streams = new TreeMap<>();

  /** By id. */
  final Map<Long, SourceUser> users = new TreeMap<>();

  static final class SourceStream {
    Bytes name;
    final long createdAt;
    final Map<Long, SourceTopic> topics = new TreeMap<>();

    SourceStream(Bytes name, long createdAt) {
      this.name = name;
      this.createdAt = createdAt;
    }
  }

  static final class SourceTopic {
    Settings settings;
    final long createdAt;

    /** Creation time of each, by id. */
    final List<Long> partitions = new ArrayList<>();

    /** Names by id. */
    final Map<Long, Bytes> groups = new TreeMap<>();

    SourceTopic(Settings settings, long createdAt) {
      this.settings = settings;
      this.createdAt = createdAt;
    }
  }

  /** As clients sent it: 0 for the server's default. */
  record Settings(
      Bytes name, int compression, long messageExpiry, long maxTopicSize, int replicationFactor) {}

  static final class SourceUser {
    Bytes name;
    String passwordHash;
    int status;
    final long createdAt;

    /** As shown. */
    @Nullable Permissions granted;

    /** What holds: less the streams that were deleted since. */
    Permissions permissions = Permissions.NONE;

    final List<AccessToken> tokens = new ArrayList<>();

    SourceUser(Bytes name, String passwordHash, int status, long createdAt) {
      this.name = name;
      this.passwordHash = passwordHash;
      this.status = status;
      this.createdAt = createdAt;
    }

    void grant(@Nullable Permissions permissions) {
      granted = permissions;
      this.permissions = permissions == null ? Permissions.NONE : permissions;
    }
  }

  /** A stream goes, and what users may do in it: another one may get its id. */
  void deleteStream(long id) {
    streams.remove(id);
    for (SourceUser user : users.values()) {
      user.permissions =
          new Permissions(
              user.permissions.global(),
              user.permissions.streams().stream().filter(grant -> grant.id() != id).toList());
    }
  }

  /** The id of the thing of this name, −1 when there is none. */
  static long named(Map<Long, Bytes> names, byte[] name) {
    for (Map.Entry<Long, Bytes> each : names.entrySet()) {
      if (Arrays.equals(each.getValue().toArray(), name)) {
        return each.getKey();
      }
    }
    return -1;
  }
}
