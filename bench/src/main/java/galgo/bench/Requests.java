package galgo.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Frames of the classic wire: {@code length u32, code u32, payload}, all little-endian, the length
 * counting code and payload. Answers are {@code status u32, length u32, payload}.
 */
final class Requests {
  static final int FRAME_HEADER = 8;
  static final int GET_STATS = 10;
  static final int LOGIN = 38;
  static final int POLL = 100;
  static final int SEND = 101;
  static final int GET_STREAM = 200;
  static final int CREATE_STREAM = 202;
  static final int DELETE_STREAM = 203;
  static final int CREATE_TOPIC = 302;
  static final int CREATE_GROUP = 602;
  static final int DELETE_GROUP = 603;
  static final int JOIN_GROUP = 604;

  private static final long NEVER_EXPIRE = -1L;
  private static final long UNLIMITED = -1L;

  private Requests() {}

  static ByteBuffer empty(int code) {
    return frame(code, 0).flip();
  }

  static ByteBuffer login(String user, String password) {
    byte[] name = user.getBytes(UTF_8);
    byte[] secret = password.getBytes(UTF_8);
    ByteBuffer frame = frame(LOGIN, 2 + name.length + secret.length + 8);
    putName(frame, name);
    putName(frame, secret);
    // Version and context: both absent.
    return frame.putInt(0).putInt(0).flip();
  }

  static ByteBuffer createStream(String name) {
    byte[] text = name.getBytes(UTF_8);
    ByteBuffer frame = frame(CREATE_STREAM, 1 + text.length);
    putName(frame, text);
    return frame.flip();
  }

  static ByteBuffer getStream(String name) {
    byte[] text = name.getBytes(UTF_8);
    ByteBuffer frame = frame(GET_STREAM, 2 + text.length);
    frame.put((byte) 2);
    putName(frame, text);
    return frame.flip();
  }

  static ByteBuffer deleteStream(int streamId) {
    ByteBuffer frame = frame(DELETE_STREAM, 6);
    putId(frame, streamId);
    return frame.flip();
  }

  /** A topic that never drops anything: what is measured must still be there at the end. */
  static ByteBuffer createTopic(int streamId, int partitions, String name) {
    byte[] text = name.getBytes(UTF_8);
    ByteBuffer frame = frame(CREATE_TOPIC, 6 + 4 + 1 + 8 + 8 + 1 + 1 + text.length);
    putId(frame, streamId);
    frame.putInt(partitions).put((byte) 1).putLong(NEVER_EXPIRE).putLong(UNLIMITED).put((byte) 1);
    putName(frame, text);
    return frame.flip();
  }

  static ByteBuffer createGroup(int streamId, int topicId, String name) {
    byte[] text = name.getBytes(UTF_8);
    ByteBuffer frame = frame(CREATE_GROUP, 6 + 6 + 1 + text.length);
    putId(frame, streamId);
    putId(frame, topicId);
    putName(frame, text);
    return frame.flip();
  }

  /** Makes the connection that sends it a member. */
  static ByteBuffer joinGroup(Group group) {
    return ofGroup(JOIN_GROUP, group);
  }

  static ByteBuffer deleteGroup(Group group) {
    return ofGroup(DELETE_GROUP, group);
  }

  private static ByteBuffer ofGroup(int code, Group group) {
    ByteBuffer frame = frame(code, 18);
    putId(frame, group.streamId());
    putId(frame, group.topicId());
    putId(frame, group.groupId());
    return frame.flip();
  }

  static ByteBuffer frame(int code, int payload) {
    return ByteBuffer.allocateDirect(FRAME_HEADER + payload)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(4 + payload)
        .putInt(code);
  }

  static void putId(ByteBuffer frame, int id) {
    frame.put((byte) 1).put((byte) 4).putInt(id);
  }

  private static void putName(ByteBuffer frame, byte[] text) {
    if (text.length == 0 || text.length > 255) {
      throw new IllegalArgumentException("a name is 1 to 255 bytes, not " + text.length);
    }
    frame.put((byte) text.length).put(text);
  }
}
