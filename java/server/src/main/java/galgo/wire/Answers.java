package galgo.wire;

import org.jspecify.annotations.Nullable;

/**
 * Records of the payloads of answers, appended to a buffer one after the other. Lists are records
 * back to back without a count. Ids and counts are unsigned; times are microseconds since the
 * epoch, sizes bytes; names are UTF-8 of 1..255 bytes.
 */
public final class Answers {
  /** User id of a client that has not logged in. */
  public static final long NO_USER = 0xFFFF_FFFFL;

  /** Transport codes of a client. */
  public static final int TCP = 1;

  public static final int QUIC = 2;
  public static final int HTTP = 3;
  public static final int WEBSOCKET = 4;

  private Answers() {}

  /** Answer to both logins: the user's id. */
  public static void login(AnswerBuffer buffer, long userId) {
    buffer.u32(userId);
  }

  /** Head of cluster metadata; {@code nodes} times {@link #clusterNode} must follow. */
  public static void cluster(AnswerBuffer buffer, byte[] name, int nodes) {
    buffer.text32(name);
    buffer.u32(nodes);
  }

  /**
   * Ports in the order of the wire; 0 for a transport that is off.
   *
   * @param ports of TCP, QUIC, HTTP and WebSocket: exactly four
   * @param role 0 leader, 1 follower
   * @param state 0 healthy, 1 starting, 2 stopping, 3 unreachable, 4 maintenance, 5 unknown
   */
  public static void clusterNode(
      AnswerBuffer buffer, byte[] name, byte[] ip, int[] ports, int role, int state) {
    if (ports.length != 4) {
      throw new IllegalArgumentException(ports.length + " ports instead of 4");
    }
    buffer.text32(name);
    buffer.text32(ip);
    for (int port : ports) {
      buffer.u16(port);
    }
    buffer.u8(role);
    buffer.u8(state);
  }

  /**
   * A connected client. In client details {@code groups} times {@link #clientGroup} must follow; in
   * a list nothing does.
   *
   * @param userId {@link #NO_USER} when not logged in
   * @param address {@code ip:port} of the peer, IPv6 in brackets
   */
  public static void client(
      AnswerBuffer buffer, long clientId, long userId, int transport, byte[] address, int groups) {
    buffer.u32(clientId);
    buffer.u32(userId);
    buffer.u8(transport);
    buffer.text32(address);
    buffer.u32(groups);
  }

  /** A group that the client has joined. */
  public static void clientGroup(AnswerBuffer buffer, long stream, long topic, long group) {
    buffer.u32(stream);
    buffer.u32(topic);
    buffer.u32(group);
  }

  /**
   * A user, as in a list.
   *
   * @param state 1 active, 2 inactive
   */
  public static void user(
      AnswerBuffer buffer, long id, long createdAt, int state, byte[] username) {
    buffer.u32(id);
    buffer.u64(createdAt);
    buffer.u8(state);
    name8(buffer, username);
  }

  /**
   * What follows {@link #user} in user details. Without permissions it is four zero bytes: clients
   * read them all.
   */
  public static void userPermissions(AnswerBuffer buffer, @Nullable WirePermissions permissions) {
    if (permissions == null) {
      buffer.u32(0);
    } else {
      buffer.u8(1);
      PermissionsCodec.write(buffer, permissions);
    }
  }

  /** A personal access token, as in the list; {@code expiryAt} 0 when it never expires. */
  public static void personalAccessToken(AnswerBuffer buffer, byte[] name, long expiryAt) {
    name8(buffer, name);
    buffer.u64(expiryAt);
  }

  /** Answer to the creation of a personal access token: the secret itself. */
  public static void rawToken(AnswerBuffer buffer, byte[] token) {
    name8(buffer, token);
  }

  /**
   * A stream. In the answer to get stream {@code topics} times {@link #topic} must follow; in a
   * list nothing does.
   */
  public static void stream(
      AnswerBuffer buffer,
      long id,
      long createdAt,
      int topics,
      long size,
      long messages,
      byte[] name) {
    buffer.u32(id);
    buffer.u64(createdAt);
    buffer.u32(topics);
    buffer.u64(size);
    buffer.u64(messages);
    name8(buffer, name);
  }

  /**
   * A topic. In the answers to get and create topic {@code partitions} times {@link #partition}
   * must follow; in a list nothing does. The settings are those in force: all bits set for never
   * and unlimited, compression 1 or 2.
   */
  public static void topic(
      AnswerBuffer buffer,
      long id,
      long createdAt,
      int partitions,
      TopicRequest.TopicSettings settings,
      long size,
      long messages) {
    buffer.u32(id);
    buffer.u64(createdAt);
    buffer.u32(partitions);
    buffer.u64(settings.messageExpiry());
    buffer.u8(settings.compression());
    buffer.u64(settings.maxTopicSize());
    buffer.u8(settings.replicationFactor());
    buffer.u64(size);
    buffer.u64(messages);
    name8(buffer, settings.name());
  }

  /** A partition; {@code currentOffset} is its highest, 0 when it is empty. */
  public static void partition(
      AnswerBuffer buffer,
      long id,
      long createdAt,
      long segments,
      long currentOffset,
      long size,
      long messages) {
    buffer.u32(id);
    buffer.u64(createdAt);
    buffer.u32(segments);
    buffer.u64(currentOffset);
    buffer.u64(size);
    buffer.u64(messages);
  }

  /**
   * A consumer group. In the answer to get consumer group {@code members} times {@link
   * #groupMember} must follow; in a list nothing does.
   */
  public static void group(AnswerBuffer buffer, long id, int partitions, int members, byte[] name) {
    buffer.u32(id);
    buffer.u32(partitions);
    buffer.u32(members);
    name8(buffer, name);
  }

  /** A member, by its number inside the group, and the partitions it owns. */
  public static void groupMember(AnswerBuffer buffer, long member, int[] partitions) {
    buffer.u32(member);
    buffer.u32(partitions.length);
    for (int partition : partitions) {
      buffer.u32(partition);
    }
  }

  /** A consumer's stored offset and the partition's highest. */
  public static void consumerOffset(
      AnswerBuffer buffer, long partition, long currentOffset, long storedOffset) {
    buffer.u32(partition);
    buffer.u64(currentOffset);
    buffer.u64(storedOffset);
  }

  private static void name8(AnswerBuffer buffer, byte[] name) {
    if (name.length == 0) {
      throw new IllegalArgumentException("empty name");
    }
    buffer.text8(name);
  }
}
