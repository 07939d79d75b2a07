package galgo.server;

import galgo.io.Memory;
import galgo.wire.vsr.RequestHeader;

/**
 * From a login to a logout: whose it is, and which of its numbered requests were answered how, so
 * that one that comes again is applied once. Ends with its connection, to which it belongs.
 */
final class Session {
  /** What a numbered request is. */
  enum Seen {
    /** To be carried out. */
    NEW,
    /** To be answered as it was before. */
    AGAIN,
    /** It was carried out, and its answer is not kept any more. */
    LONG_AGO,
    /** Another request had its number. */
    CONTRADICTION
  }

  /** Answers that are kept. */
  private static final int KEPT = 5;

  private final long[] requests = new long[KEPT];
  private final long[] checksums = new long[KEPT];
  private final int[] lengths = new int[KEPT];
  private final byte[][] answers = new byte[KEPT][0];
  private int next;

  private long number;
  private long clientLow;
  private long clientHigh;
  private long highest;

  /** The request that is being carried out; 0 when it is none of this session's. */
  private long admitted;

  /** 0 while there is none. */
  long number() {
    return number;
  }

  /** A client has logged in. */
  void begin(RequestHeader request, long newNumber) {
    number = newNumber;
    clientLow = request.clientLow();
    clientHigh = request.clientHigh();
    highest = 0;
    admitted = 0;
    for (int i = 0; i < KEPT; i++) {
      requests[i] = 0;
      answers[i] = new byte[0];
    }
  }

  /** Whether the request names the client that has logged in. */
  boolean isOf(RequestHeader request) {
    return number != 0 && request.clientLow() == clientLow && request.clientHigh() == clientHigh;
  }

  Seen admit(RequestHeader request) {
    if (Long.compareUnsigned(request.request(), highest) > 0) {
      admitted = request.request();
      return Seen.NEW;
    }
    int kept = find(request.request());
    if (kept < 0) {
      return Seen.LONG_AGO;
    }
    boolean same =
        request.checksumLow() == checksums[kept]
            || request.checksumLow() == 0
            || checksums[kept] == 0;
    return same ? Seen.AGAIN : Seen.CONTRADICTION;
  }

  /**
   * Keeps the answer of the request that was admitted; the oldest kept one goes. What is answered
   * without being looked at, for its header or its body, has not happened, and may be sent again.
   */
  void keep(RequestHeader request, long answer, int length) {
    if (admitted == 0 || request.request() != admitted || !isOf(request)) {
      return;
    }
    highest = admitted;
    admitted = 0;
    if (answers[next].length < length) {
      answers[next] = new byte[length];
    }
    Memory.copy(answer, answers[next], 0, length);
    requests[next] = highest;
    checksums[next] = request.checksumLow();
    lengths[next] = length;
    next = (next + 1) % KEPT;
  }

  /** Bytes of the answer that a request with this number got, which is kept. */
  int answerLength(long request) {
    return lengths[find(request)];
  }

  /** Copies that answer. */
  void copyAnswer(long request, long target) {
    int kept = find(request);
    Memory.copy(answers[kept], 0, target, lengths[kept]);
  }

  private int find(long request) {
    for (int i = 0; i < KEPT; i++) {
      if (requests[i] == request) {
        return i;
      }
    }
    return -1;
  }
}
