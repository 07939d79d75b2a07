package galgo.simulator.workload;

import galgo.wire.DataRequest;
import galgo.wire.Request;
import org.jspecify.annotations.Nullable;

/**
 * One generation of the protocol, as a client speaks it on one connection. Answers come in order;
 * their payloads are handed on in the form of the classic one, whatever they came in.
 */
abstract sealed class Dialect permits ClassicDialect, NewerDialect {
  /** The frame of a request, which goes out next. */
  abstract byte[] frame(Request request);

  /** The frame of a request, which goes out next. */
  abstract byte[] frame(DataRequest request);

  /** Bytes have come. */
  abstract void take(byte[] bytes);

  /** The next answer, or null when it is not whole yet. */
  abstract AnswerReader.@Nullable Answer next();

  /**
   * The frame of an earlier request, which goes out once more; null where none can. Its answer is
   * judged here, and not handed on.
   *
   * @param back how many requests before the latest
   */
  abstract byte @Nullable [] again(int back);

  /** Answers that are still to come. */
  abstract int expected();
}
