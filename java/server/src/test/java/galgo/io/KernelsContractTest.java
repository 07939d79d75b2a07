package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Kernels} does, against vectors of the reference. */
abstract class KernelsContractTest {
  private static final int HEADER = 64;

  private final Arena arena = Arena.ofConfined();
  private final Kernels kernels = kernels();

  protected abstract Kernels kernels();

  record Vector(int length, int hash32, long hash64, long low, long high) {}

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void hashesLikeTheReferenceAtEveryClassOfLengthsAndAnyAlignment() {
    long base = memory(100_016);
    for (int shift : new int[] {0, 1, 7}) {
      for (int i = 0; i < 100_000; i++) {
        Memory.putByte(base + shift + i, pattern(i));
      }
      long target = memory(16);
      for (Vector vector : vectors()) {
        assertThat(kernels.xxh3(base + shift, vector.length))
            .as("64 bits of %d bytes", vector.length)
            .isEqualTo(vector.hash64);
        kernels.xxh3Wide(base + shift, vector.length, target);
        assertThat(List.of(Memory.getLong(target), Memory.getLong(target + 8)))
            .as("128 bits of %d bytes", vector.length)
            .isEqualTo(List.of(vector.low, vector.high));
      }
    }
  }

  @Test
  void hashesKnownTexts() {
    assertThat(kernels.xxh3(text(""), 0)).isEqualTo(0x2d06800538d394c2L);
    assertThat(kernels.xxh3(text("hello world"), 11)).isEqualTo(0xd447b1ea40e6988bL);
  }

  @Test
  void stampsOffsetTimeAndChecksumAndLeavesTheRest() {
    Random random = new Random(1);
    int[] payloads = {0, 1, 100, 176, 177, 1000, 3000};
    int[] headers = {0, 0, 7, 0, 40, 300, 0};
    long batch = memory(16 * 1024);
    long length = write(batch, payloads, headers, random);
    byte[] before = Memory.bytes(batch, (int) length);

    long latest = kernels.stampClassic(batch, length, 1L << 33, 77_000_000_000L, 3, 4);

    assertThat(latest).isEqualTo(-7L);
    long message = batch;
    for (int i = 0; i < payloads.length; i++) {
      int size = HEADER + payloads[i] + headers[i];
      assertThat(Memory.getLong(message + 24)).isEqualTo((1L << 33) + i);
      assertThat(Memory.getLong(message + 32)).isEqualTo(77_000_000_000L);
      assertThat(Memory.getLong(message)).isEqualTo(kernels.xxh3(message + 8, size - 8));
      int from = (int) (message - batch);
      assertThat(Memory.bytes(message + 8, 16)).isEqualTo(copy(before, from + 8, 16));
      assertThat(Memory.bytes(message + 40, size - 40))
          .isEqualTo(copy(before, from + 40, size - 40));
      message += size;
    }
  }

  @Test
  void givesAnIdWhereThereIsNone() {
    long batch = memory(4096);
    long length = write(batch, new int[] {5, 5, 5}, new int[] {0, 0, 0}, new Random(2));
    long third = batch + 2 * (HEADER + 5);
    for (long message : new long[] {batch, third}) {
      Memory.putLong(message + 8, 0);
      Memory.putLong(message + 16, 0);
    }
    byte[] kept = Memory.bytes(batch + HEADER + 5 + 8, 16);

    kernels.stampClassic(batch, length, 0, 0, 0x0123456789ABCDEFL, 0xFEDCBA9876543210L);

    assertThat(Memory.bytes(batch + 8, 16))
        .isEqualTo(id(0x0123456789ABCDEFL, 0xFEDCBA9876543210L, 0));
    assertThat(Memory.bytes(batch + HEADER + 5 + 8, 16)).isEqualTo(kept);
    assertThat(Memory.bytes(third + 8, 16))
        .isEqualTo(id(0x0123456789ABCDEFL, 0xFEDCBA9876543210L, 2));
  }

  @Test
  void stampsNothingInAnEmptyBatch() {
    assertThat(kernels.stampClassic(memory(64), 0, 0, 0, 0, 0)).isZero();
  }

  @Test
  void aRecordIsSealedWithTheSumOfItsFieldsAndItsFramesChecksums() {
    Random random = new Random(5);
    Xxh3Stream stream = new Xxh3Stream(memory(4096));
    for (int frames : new int[] {1, 2, 24, 25, 123, 124, 1000}) {
      long record = memory(256 + frames * 150);
      long length = writeRecord(record, frames, random);
      long hashed = memory(44 + 8 * frames);
      Memory.copy(record, hashed, 40);
      Memory.putInt(hashed + 40, Memory.getInt(record + 48));
      long frame = record + 256;
      for (int i = 0; i < frames; i++) {
        Memory.putLong(hashed + 44 + 8L * i, Memory.getLong(frame));
        frame += 48 + 7 + Memory.getInt(frame + 36);
      }
      assertThat(kernels.sealRecord(record, length, stream)).isEqualTo(frames - 1);
      assertThat(Memory.getLong(record + 40))
          .as("%d frames", frames)
          .isEqualTo(kernels.xxh3(hashed, 44 + 8L * frames));
      assertThat(kernels.verifyRecord(record, length, stream)).isEqualTo(Kernels.RECORD_FITS);
    }
  }

  @Test
  void aRecordDoesNotFitWhenABitIsAnotherOrItsEndIsMissing() {
    Random random = new Random(6);
    Xxh3Stream stream = new Xxh3Stream(memory(4096));
    long record = memory(8192);
    long length = writeRecord(record, 20, random);
    kernels.sealRecord(record, length, stream);
    for (int i = 0; i < 3000; i++) {
      long at = i < 52 ? i : 256 + random.nextLong(length - 256);
      int kept = Memory.getByte(record + at);
      Memory.putByte(record + at, kept ^ 1 << random.nextInt(8));
      assertThat(kernels.verifyRecord(record, length, stream))
          .as("byte %d", at)
          .isEqualTo(at < 256 ? Kernels.RECORD_DAMAGED : Kernels.FRAME_DAMAGED);
      Memory.putByte(record + at, kept);
    }
    for (int cut = 1; cut < 48; cut++) {
      assertThat(kernels.verifyRecord(record, length - cut, stream))
          .as("without %d bytes", cut)
          .isEqualTo(Kernels.FRAME_DAMAGED);
    }
  }

  /** Frames of up to 99 bytes of payload and 7 of headers; the delta of each is its number. */
  private long writeRecord(long record, int frames, Random random) {
    byte[] noise = new byte[256 + frames * 150];
    random.nextBytes(noise);
    Memory.copy(noise, 0, record, noise.length);
    long frame = record + 256;
    for (int i = 0; i < frames; i++) {
      int payload = random.nextInt(95);
      Memory.putInt(frame + 28, i);
      Memory.putInt(frame + 32, 7);
      Memory.putInt(frame + 36, payload);
      Memory.putLong(frame, kernels.xxh3(frame + 8, 48 + 7 + payload - 8));
      frame += 48 + 7 + payload;
    }
    return frame - record;
  }

  @Test
  void copiesColdBytesOfAnyLengthAndAlignment() {
    long source = memory(1 << 20);
    long target = memory(1 << 20);
    Random random = new Random(3);
    for (int i = 0; i < 1 << 20; i++) {
      Memory.putByte(source + i, random.nextInt());
    }
    for (int length : new int[] {0, 1, 15, 16, 63, 64, 65, 255, 4096, 4097, 1 << 19}) {
      for (int shift : new int[] {0, 1, 8, 31}) {
        Memory.zero(target, length + 128);
        kernels.copyCold(source + 3, target + shift + 32, length);
        assertThat(Memory.equal(source + 3, target + shift + 32, length)).isTrue();
        assertThat(Memory.getLong(target + shift + 24)).as("before").isZero();
        assertThat(Memory.getLong(target + shift + 32 + length)).as("after").isZero();
      }
    }
  }

  /** The rule of the ids, written a second time. */
  private static byte[] id(long high, long low, long index) {
    long first = mix(high + index * 0x9E3779B97F4A7C15L);
    long second = mix(low + index * 0xD1B54A32D192ED03L);
    byte[] id = new byte[16];
    for (int i = 0; i < 8; i++) {
      id[i] = (byte) (first >>> 8 * i);
      id[8 + i] = (byte) (second >>> 8 * i);
    }
    id[6] = (byte) (id[6] & 0x0F | 0x40);
    id[8] = (byte) (id[8] & 0x3F | 0x80);
    return id;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static long write(long at, int[] payloads, int[] headers, Random random) {
    long message = at;
    for (int i = 0; i < payloads.length; i++) {
      int size = HEADER + payloads[i] + headers[i];
      for (int b = 0; b < size; b++) {
        Memory.putByte(message + b, random.nextInt());
      }
      Memory.putLong(message + 40, i == 3 ? -7 : 1000 - i);
      Memory.putInt(message + 48, headers[i]);
      Memory.putInt(message + 52, payloads[i]);
      message += size;
    }
    return message - at;
  }

  private static byte[] copy(byte[] bytes, int from, int length) {
    return java.util.Arrays.copyOfRange(bytes, from, from + length);
  }

  static int pattern(int index) {
    return (index * 0x9E3779B1) >>> 24;
  }

  private long memory(long bytes) {
    return arena.allocate(bytes, 64).address();
  }

  private long text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    long address = memory(64);
    Memory.copy(bytes, 0, address, bytes.length);
    return address;
  }

  static List<Vector> vectors() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    KernelsContractTest.class.getResourceAsStream("/vectors/xxh.csv")),
                StandardCharsets.US_ASCII))) {
      return reader
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(KernelsContractTest::vector)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Vector vector(String line) {
    String[] fields = line.split(",");
    return new Vector(
        Integer.parseInt(fields[0]),
        Integer.parseUnsignedInt(fields[1], 16),
        Long.parseUnsignedLong(fields[2], 16),
        Long.parseUnsignedLong(fields[3].substring(16), 16),
        Long.parseUnsignedLong(fields[3].substring(0, 16), 16));
  }
}
