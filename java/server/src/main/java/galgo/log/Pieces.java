package galgo.log;

import galgo.io.Memory;
import galgo.io.Xxh3Stream;

/** Reads on and on through bytes that lie in pieces: pairs (address u64, length u64). */
final class Pieces {
  private long vector;
  private int pairs;

  /** The pair that is read, and how much of it was. */
  private int pair;

  private long gone;
  private int markedPair;
  private long markedGone;

  /** Begins at the first of {@code count} ≥ 1 pairs. */
  void begin(long address, int count) {
    vector = address;
    pairs = count;
    pair = 0;
    gone = 0;
  }

  /** Remembers the place for {@link #reset}. */
  void mark() {
    markedPair = pair;
    markedGone = gone;
  }

  void reset() {
    pair = markedPair;
    gone = markedGone;
  }

  /** Copies the next bytes, which there are, and goes on behind them. */
  void copy(long target, long length) {
    long to = target;
    long left = length;
    while (left > 0) {
      long piece = Math.min(left, left());
      Memory.copy(address(), to, piece);
      advance(piece);
      to += piece;
      left -= piece;
    }
  }

  void skip(long length) {
    long left = length;
    while (left > 0) {
      long piece = Math.min(left, left());
      advance(piece);
      left -= piece;
    }
  }

  void hash(Xxh3Stream stream, long length) {
    long left = length;
    while (left > 0) {
      long piece = Math.min(left, left());
      stream.add(address(), piece);
      advance(piece);
      left -= piece;
    }
  }

  /** The address of the next bytes: where they are, or a copy when they lie across pieces. */
  long peek(int length, long scratch) {
    if (left() >= length) {
      return address();
    }
    int atPair = pair;
    long atGone = gone;
    copy(scratch, length);
    pair = atPair;
    gone = atGone;
    return scratch;
  }

  private long address() {
    return Memory.getLong(vector + (long) pair * Read.PAIR) + gone;
  }

  private long left() {
    return Memory.getLong(vector + (long) pair * Read.PAIR + 8) - gone;
  }

  private void advance(long bytes) {
    gone += bytes;
    while (left() == 0 && pair < pairs - 1) {
      pair++;
      gone = 0;
    }
  }
}
