package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.wire.DataRequest.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages that one request sent. All of it follows from its number, so that nothing need be kept
 * to know each byte again: the id of a message is the batch's number and the message's place in it.
 */
final class Batch {
  private static final long ID_MARK = 0x6761_6C67_6F00_0000L;
  private static final int PLACE_BITS = 24;
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  final long number;
  final TopicModel topic;

  /** Of its messages. */
  final int count;

  /** When it was appended, as far as is known. */
  Span span = new Span(Span.NEVER);

  private final SendAction.Shape shape;

  /** The partition asked for, or -1 when the server chose. */
  final int partition;

  /** Where it was seen; -1 until then. */
  private int seenPartition = -1;

  private long base = -1;
  private boolean mayBeLost;
  private long goneAt = Span.NEVER;
  private boolean acknowledged;

  Batch(long number, TopicModel topic, int partition, SendAction.Shape shape) {
    if (shape.count() < 1
        || shape.count() >= 1 << PLACE_BITS
        || shape.leastLength() < 1
        || shape.mostLength() < shape.leastLength()) {
      throw new IllegalArgumentException(String.valueOf(shape));
    }
    this.number = number;
    this.topic = topic;
    this.partition = partition;
    this.count = shape.count();
    this.shape = shape;
  }

  /** It goes out now. */
  void sent(long now) {
    span = new Span(now);
  }

  /** The number of the batch that a message with the id belongs to, or -1 when it is of none. */
  static long numberOf(long idLow, long idHigh) {
    return idHigh >>> PLACE_BITS == ID_MARK >>> PLACE_BITS ? idLow : -1;
  }

  static int placeOf(long idHigh) {
    return (int) (idHigh & ((1 << PLACE_BITS) - 1));
  }

  List<Message> messages() {
    List<Message> messages = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      messages.add(new Message(number, ID_MARK | i, origin(i), bytes(i, length(i), 0), headers(i)));
    }
    return messages;
  }

  int length(int place) {
    long drawn = mix(number * 31 + place) >>> 1;
    return shape.leastLength() + (int) (drawn % (shape.mostLength() - shape.leastLength() + 1));
  }

  long origin(int place) {
    return shape.record()
        ? (mix(number) >>> 20) + (mix(number + place) >>> 33)
        : mix(number + place) >>> 20;
  }

  /** Compares a message as it was polled, byte for byte. */
  boolean matches(PolledMessage message, int place) {
    if (place >= count
        || message.payloadLength() != length(place)
        || message.origin() != origin(place)) {
      return false;
    }
    byte[] headers = headers(place);
    return message.headersLength() == headers.length
        && message.payloadIs(bytes(place, length(place), 0))
        && message.headersAre(headers);
  }

  private byte[] headers(int place) {
    int length = (int) (mix(number ^ (long) place << 40) & 0xFF);
    return length < 200 ? new byte[0] : bytes(place, length - 200, 1);
  }

  private byte[] bytes(int place, int length, int salt) {
    byte[] bytes = new byte[length];
    long state = mix(number * GOLDEN + place * 2L + salt);
    for (int i = 0; i < length; i += Long.BYTES) {
      state += GOLDEN;
      long word = mix(state);
      for (int at = i; at < Math.min(length, i + Long.BYTES); at++) {
        bytes[at] = (byte) word;
        word >>>= Byte.SIZE;
      }
    }
    return bytes;
  }

  private static long mix(long z) {
    long mixed = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ (mixed >>> 31);
  }

  void acknowledged(long now) {
    acknowledged = true;
    span.happened(now);
  }

  boolean isAcknowledged() {
    return acknowledged;
  }

  /** A crash came that may have taken it. */
  void mayBeLost() {
    mayBeLost = true;
  }

  boolean canBeLost() {
    return mayBeLost;
  }

  /** It was seen at a place; it can never be seen at another one. */
  void place(int at, long offset, long now) {
    if (partition >= 0 && at != partition) {
      throw new Finding(this + " is in partition " + at + " instead of " + partition);
    }
    if (base >= 0 && (at != seenPartition || offset != base)) {
      throw new Finding(
          this + " is at " + at + "/" + offset + " and was at " + seenPartition + "/" + base);
    }
    seenPartition = at;
    base = offset;
    span.happened(now);
  }

  /** Something else was seen in its place. */
  void gone(long now) {
    goneAt = Math.min(goneAt, now);
  }

  boolean isGone() {
    return goneAt != Span.NEVER;
  }

  boolean goneBefore(long moment) {
    return goneAt < moment;
  }

  long base() {
    return base;
  }

  boolean isPlaced() {
    return base >= 0;
  }

  @Override
  public String toString() {
    return "batch " + number + " (" + count + " messages) of " + topic;
  }
}
