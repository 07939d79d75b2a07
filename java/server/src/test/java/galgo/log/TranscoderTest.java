package galgo.log;

import static net.jqwik.api.Combinators.combine;
import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Memory;
import galgo.io.Xxh3Stream;
import galgo.log.Records.Message;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class TranscoderTest {
  private static final int PAIRS = 4096;

  /** What was stored: each batch in a form of its own, at a time of its own. */
  private record Batch(int format, List<Message> messages) {}

  @Property
  void anyBatchesReadInEitherFormAreTheSameMessages(
      @ForAll("batches") List<Batch> batches,
      @ForAll @IntRange(min = Transcoder.SMALLEST_WINDOW, max = 5000) int window,
      @ForAll long seed) {
    try (Arena arena = Arena.ofConfined()) {
      Stored stored = new Stored(arena, batches, new Random(seed));
      List<Message> expected = stored.messages;
      long classic = stored.read(ClassicBatch.FORMAT, window);
      assertThat(Records.readClassic(stored.answer, classic)).isEqualTo(expected);
      long records = stored.read(BatchRecord.FORMAT, window);
      assertThat(Records.readRecords(stored.answer, records, stored.stream)).isEqualTo(expected);
    }
  }

  @Property(tries = 200)
  void classicMessagesGoThereAndBackByteForByte(
      @ForAll("batches") List<Batch> batches,
      @ForAll @IntRange(min = Transcoder.SMALLEST_WINDOW, max = 5000) int window,
      @ForAll long seed) {
    List<Batch> classic =
        batches.stream().map(batch -> new Batch(ClassicBatch.FORMAT, batch.messages)).toList();
    try (Arena arena = Arena.ofConfined()) {
      Stored stored = new Stored(arena, classic, new Random(seed));
      byte[] before = stored.gathered();
      long length = stored.read(BatchRecord.FORMAT, window);
      stored.restore(length);
      long back = stored.read(ClassicBatch.FORMAT, window);
      assertThat(Memory.bytes(stored.answer, (int) back)).isEqualTo(before);
    }
  }

  @Example
  void allocatesNothing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      messages.add(new Message(i + 1, 0, 0, 0, i, bytes(100), bytes(0)));
    }
    List<Batch> batches =
        List.of(new Batch(ClassicBatch.FORMAT, messages), new Batch(BatchRecord.FORMAT, messages));
    try (Arena arena = Arena.ofConfined()) {
      Stored stored = new Stored(arena, batches, new Random(1));
      for (int i = 0; i < 5000; i++) {
        stored.read(1 + i % 2, 4096);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 5000; i++) {
        stored.read(1 + i % 2, 4096);
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000);
    }
  }

  /** Batches as they lie in a log, cut into pieces anywhere. */
  private static final class Stored {
    final long answer;
    final Xxh3Stream stream;
    final List<Message> messages = new ArrayList<>();
    private final Runs runs = new Runs();
    private final Transcoder transcoder;
    private final long vector;
    private final long window;
    private final long memory;
    private int pairs;
    private long length;

    Stored(Arena arena, List<Batch> batches, Random random) {
      long room = 4096;
      for (Batch batch : batches) {
        for (Message message : batch.messages) {
          room += message.body() + 1024;
        }
      }
      memory = arena.allocate(room, 8).address();
      answer = arena.allocate(room, 8).address();
      window = arena.allocate(8192, 8).address();
      vector = arena.allocate((long) PAIRS * Read.PAIR, 8).address();
      stream = new Xxh3Stream(arena.allocate(Xxh3Stream.MEMORY, 8).address());
      transcoder = new Transcoder(Records.KERNELS, arena.allocate(Transcoder.MEMORY, 8).address());
      long offset = 1000;
      long timestamp = 5_000_000;
      for (Batch batch : batches) {
        offset = store(batch, offset, timestamp++);
      }
      for (long at = 0; at < length; ) {
        boolean last = pairs == PAIRS - 1;
        long piece = last ? length - at : Math.min(length - at, 1 + random.nextInt(700));
        pair(memory + at, piece);
        at += piece;
      }
    }

    private long store(Batch batch, long offset, long timestamp) {
      long at = memory + length;
      long bytes;
      if (batch.format == BatchRecord.FORMAT) {
        bytes = Records.writeRecord(at, batch.messages, stream);
        BatchRecord.stamp(at, 7, offset, timestamp, Records.KERNELS, stream);
        messages.addAll(Records.readRecords(at, bytes, stream));
      } else {
        bytes = Records.writeClassic(at, batch.messages);
        Records.KERNELS.stampClassic(at, bytes, offset, timestamp, 1, 2);
        messages.addAll(Records.readClassic(at, bytes));
      }
      runs.add(batch.format, batch.messages.size(), bytes);
      length += bytes;
      return offset + batch.messages.size();
    }

    private void pair(long address, long bytes) {
      Memory.putLong(vector + (long) pairs * Read.PAIR, address);
      Memory.putLong(vector + (long) pairs * Read.PAIR + 8, bytes);
      pairs++;
    }

    byte[] gathered() {
      return Memory.bytes(memory, (int) length);
    }

    long read(int form, int windowBytes) {
      transcoder.begin(form, 7, vector, pairs, runs, window, windowBytes);
      long at = answer;
      for (int piece = transcoder.next(); piece > 0; piece = transcoder.next()) {
        Memory.copy(window, at, piece);
        at += piece;
      }
      if (at - answer != transcoder.length()) {
        throw new AssertionError(at - answer + " bytes instead of " + transcoder.length());
      }
      return transcoder.length();
    }

    /** What was read as records is what is stored. */
    void restore(long bytes) {
      Memory.copy(answer, memory, bytes);
      runs.clear();
      for (long at = memory; at < memory + bytes; ) {
        long record = Memory.getLong(at + BatchRecord.LENGTH);
        runs.add(BatchRecord.FORMAT, Memory.getInt(at + BatchRecord.COUNT), record);
        at += record;
      }
      pairs = 0;
      pair(memory, bytes);
    }
  }

  private static List<Byte> bytes(int length) {
    List<Byte> bytes = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      bytes.add((byte) i);
    }
    return bytes;
  }

  @Provide
  Arbitrary<List<Batch>> batches() {
    Arbitrary<Integer> length =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 100), Arbitraries.integers().between(0, 4000));
    Arbitrary<Message> message =
        combine(
                Arbitraries.longs(),
                Arbitraries.longs().filter(high -> high != 0),
                Arbitraries.oneOf(
                    Arbitraries.longs().between(0, 1_000_000_000L),
                    Arbitraries.longs().between(0, 1L << 34)),
                length,
                Arbitraries.integers().between(0, 30))
            .as((low, high, origin, payload, headers) ->
                new Message(low, high, 0, 0, origin, bytes(payload), bytes(headers)));
    return combine(
            Arbitraries.of(ClassicBatch.FORMAT, BatchRecord.FORMAT),
            message.list().ofMinSize(1).ofMaxSize(12))
        .as(TranscoderTest::batch)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  /** A record's origin times are near each other: its client has seen to it. */
  private static Batch batch(int format, List<Message> messages) {
    if (format == ClassicBatch.FORMAT) {
      return new Batch(format, messages);
    }
    return new Batch(
        format,
        messages.stream()
            .map(message ->
                new Message(
                    message.idLow(),
                    message.idHigh(),
                    0,
                    0,
                    message.origin() & 0xFFFF_FFFFL,
                    message.payload(),
                    message.headers()))
            .toList());
  }
}
