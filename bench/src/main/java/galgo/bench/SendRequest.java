package galgo.bench;

import java.nio.ByteBuffer;

/** A send of equal messages to an explicit partition, made once and patched from send to send. */
sealed interface SendRequest permits ClassicSend, RecordSend {
  /** Head and body, ready to be written, for this partition; the first message stamped. */
  ByteBuffer[] to(Target target, long originMicros);

  /**
   * After {@link #to}: writes an id ({@code high, firstLow + i}) and the origin timestamp into
   * every message. The body must not be shared.
   */
  void stampAll(long high, long firstLow, long originMicros);

  /** Bytes of a good answer. */
  int answerBytes();

  /** Whether what has come of an answer is an error, and so all that comes. */
  boolean isError(ByteBuffer answer);

  /**
   * Checks an answer of that many bytes, or an error.
   *
   * @throws ServerError when it is not a good one
   */
  void check(ByteBuffer answer) throws ServerError;

  /** Bytes of the whole request on the wire. */
  long wireBytes();
}
