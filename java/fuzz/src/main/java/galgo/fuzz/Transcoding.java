package galgo.fuzz;

import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.log.BatchRecord;
import galgo.log.ClassicBatch;
import galgo.log.Runs;
import galgo.log.Transcoder;
import java.lang.foreign.Arena;

/** Gives a batch in the other form, cut into pieces and through a window of a choosable size. */
final class Transcoding {
  private static final int ROOM = 1 << 20;
  private static final int WINDOW = 8192;
  private static final int PAIR = 16;
  private static final int PAIRS = 4096;
  private static final long PARTITION = 7;

  private final Transcoder transcoder;
  private final Runs runs = new Runs();
  private final long vector = memory((long) PAIRS * PAIR);
  private final long window = memory(WINDOW);

  Transcoding(Kernels kernels) {
    transcoder = new Transcoder(kernels, memory(Transcoder.MEMORY));
  }

  static long memory(long bytes) {
    return Arena.global().allocate(bytes, 8).address();
  }

  /** Memory that has room for what comes out. */
  static long room() {
    return memory(ROOM);
  }

  /**
   * Writes the messages in the form to the target and returns their length.
   *
   * @param shape decides where the source is cut, and the window's size
   */
  long toClassic(long records, long length, int shape, long target) {
    runs.clear();
    for (long record = records; record < records + length; ) {
      long bytes = Memory.getLong(record + BatchRecord.LENGTH);
      runs.add(BatchRecord.FORMAT, Memory.getInt(record + BatchRecord.COUNT), bytes);
      record += bytes;
    }
    return read(ClassicBatch.FORMAT, records, length, shape, target);
  }

  long toRecords(long messages, long length, int count, int shape, long target) {
    runs.clear();
    runs.add(ClassicBatch.FORMAT, count, length);
    return read(BatchRecord.FORMAT, messages, length, shape, target);
  }

  private long read(int form, long source, long length, int shape, long target) {
    int windowBytes = Transcoder.SMALLEST_WINDOW + (shape & 0xFF) * 16;
    int step = 1 + (shape >>> 8 & 0xFF) * 7;
    transcoder.begin(form, PARTITION, vector, cut(source, length, step), runs, window, windowBytes);
    long at = target;
    for (int piece = transcoder.next(); piece > 0; piece = transcoder.next()) {
      Expect.that(piece <= windowBytes, "more than the window holds");
      Expect.that(at + piece <= target + ROOM, "more than was to be expected");
      Memory.copy(window, at, piece);
      at += piece;
    }
    Expect.that(
        at - target == transcoder.length(),
        at - target + " bytes instead of " + transcoder.length());
    return transcoder.length();
  }

  private int cut(long source, long length, int step) {
    int pairs = 0;
    for (long at = 0; at < length; ) {
      long piece = pairs == PAIRS - 1 ? length - at : Math.min(length - at, step);
      Memory.putLong(vector + (long) pairs * PAIR, source + at);
      Memory.putLong(vector + (long) pairs * PAIR + 8, piece);
      pairs++;
      at += piece;
    }
    return pairs;
  }
}
