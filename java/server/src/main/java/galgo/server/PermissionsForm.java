package galgo.server;

import galgo.metadata.Permissions;
import galgo.wire.WirePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Permissions as the wire has them, and as metadata keeps them: the same flags in the same order.
 */
final class PermissionsForm {
  private PermissionsForm() {}

  static @Nullable Permissions stored(@Nullable WirePermissions wire) {
    if (wire == null) {
      return null;
    }
    return new Permissions(
        wire.global(),
        wire.streams().stream()
            .map(stream ->
                new Permissions.StreamGrant(
                    stream.id(),
                    stream.flags(),
                    stream.topics().stream()
                        .map(topic -> new Permissions.TopicGrant(topic.id(), topic.flags()))
                        .toList()))
            .toList());
  }

  static @Nullable WirePermissions wire(@Nullable Permissions stored) {
    if (stored == null) {
      return null;
    }
    return new WirePermissions(
        stored.global(),
        stored.streams().stream()
            .map(stream ->
                new WirePermissions.Stream(
                    stream.id(),
                    stream.flags(),
                    stream.topics().stream()
                        .map(topic -> new WirePermissions.Topic(topic.id(), topic.flags()))
                        .toList()))
            .toList());
  }
}
