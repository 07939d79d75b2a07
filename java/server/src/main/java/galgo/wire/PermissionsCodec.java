package galgo.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The permissions block on the wire: ten global flags of one byte each, then a chain of stream
 * entries, each with a chain of topic entries. A byte before each entry says whether there is one.
 */
public final class PermissionsCodec {
  private PermissionsCodec() {}

  /**
   * Reads {@code permissions_length u32} and the block. A length that is not the block's is status
   * 4. Of entries with the same id the last counts.
   */
  public static WirePermissions read(Cursor cursor) {
    long length = cursor.u32();
    long start = cursor.position();
    int global = readFlags(cursor, WirePermissions.GLOBAL_FLAGS);
    TreeMap<Long, WirePermissions.Stream> streams = new TreeMap<>();
    while (cursor.flag()) {
      WirePermissions.Stream stream = readStream(cursor);
      streams.put(stream.id(), stream);
    }
    if (!cursor.failed() && cursor.position() - start != length) {
      cursor.fail(Status.INVALID_FORMAT);
    }
    return new WirePermissions(global, new ArrayList<>(streams.values()));
  }

  private static WirePermissions.Stream readStream(Cursor cursor) {
    long id = cursor.u32();
    int flags = readFlags(cursor, WirePermissions.Stream.FLAGS);
    TreeMap<Long, WirePermissions.Topic> topics = new TreeMap<>();
    while (cursor.flag()) {
      long topic = cursor.u32();
      topics.put(
          topic, new WirePermissions.Topic(topic, readFlags(cursor, WirePermissions.Topic.FLAGS)));
    }
    return new WirePermissions.Stream(id, flags, new ArrayList<>(topics.values()));
  }

  private static int readFlags(Cursor cursor, int count) {
    int flags = 0;
    for (int i = 0; i < count; i++) {
      flags |= cursor.flag() ? 1 << i : 0;
    }
    return flags;
  }

  /** Writes {@code permissions_length u32} and the block. */
  public static void write(AnswerBuffer buffer, WirePermissions permissions) {
    int lengthAt = buffer.length();
    buffer.u32(0);
    writeFlags(buffer, permissions.global(), WirePermissions.GLOBAL_FLAGS);
    for (WirePermissions.Stream stream : permissions.streams()) {
      buffer.u8(1);
      buffer.u32(stream.id());
      writeFlags(buffer, stream.flags(), WirePermissions.Stream.FLAGS);
      writeTopics(buffer, stream.topics());
    }
    buffer.u8(0);
    buffer.setU32(lengthAt, buffer.length() - lengthAt - Integer.BYTES);
  }

  private static void writeTopics(AnswerBuffer buffer, List<WirePermissions.Topic> topics) {
    for (WirePermissions.Topic topic : topics) {
      buffer.u8(1);
      buffer.u32(topic.id());
      writeFlags(buffer, topic.flags(), WirePermissions.Topic.FLAGS);
    }
    buffer.u8(0);
  }

  private static void writeFlags(AnswerBuffer buffer, int flags, int count) {
    for (int i = 0; i < count; i++) {
      buffer.u8(flags >>> i & 1);
    }
  }
}
