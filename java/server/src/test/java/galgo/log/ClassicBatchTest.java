package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class ClassicBatchTest {
  private static final int COUNT = 3;
  private static final int PAYLOAD = 5;
  private static final int SIZE = ClassicBatch.HEADER + PAYLOAD;
  private static final long LENGTH = (long) COUNT * SIZE;

  private final MemorySegment memory = Arena.ofAuto().allocate(8192);
  private final long index = memory.address();
  private final long messages = index + 1024;

  @Test
  void aBatchAsClientsMakeItIsValid() {
    assertThat(validate(at -> {})).isEqualTo(ClassicBatch.VALID);
  }

  @Test
  void theLastIndexPositionIsNotUsedAsABorder() {
    assertThat(validate(at -> Memory.putInt(index + 2 * 16 + 4, 1 << 30)))
        .isEqualTo(ClassicBatch.VALID);
    assertThat(validate(at -> Memory.putInt(index + 2 * 16 + 4, 1)))
        .isEqualTo(ClassicBatch.INDEX_ORDER);
  }

  @Test
  void indexOffsetsAndTimesAreZero() {
    assertThat(validate(at -> Memory.putInt(index + 32, 4)))
        .isEqualTo(ClassicBatch.INDEX_OFFSET_SET);
    assertThat(validate(at -> Memory.putLong(index + 40, 4)))
        .isEqualTo(ClassicBatch.INDEX_TIMESTAMP_SET);
  }

  @Test
  void oneMessageIsLookedAtAfterTheOther() {
    int invalid =
        validate(at -> {
          Memory.putInt(index + 4, 63);
          Memory.putLong(index + 24, 4);
        });
    assertThat(invalid).isEqualTo(ClassicBatch.OUT_OF_BOUNDS);
  }

  @Test
  void aLengthThatLiesHighIsOutOfBoundsAndOneThatLiesLowASizeMismatch() {
    assertThat(validate(at -> Memory.putInt(at + ClassicBatch.PAYLOAD_LENGTH, 50)))
        .isEqualTo(ClassicBatch.OUT_OF_BOUNDS);
    assertThat(validate(at -> Memory.putInt(at + ClassicBatch.PAYLOAD_LENGTH, 1)))
        .isEqualTo(ClassicBatch.SIZE_MISMATCH);
    assertThat(validate(at -> Memory.putInt(at + ClassicBatch.HEADERS_LENGTH, 200_000)))
        .isEqualTo(ClassicBatch.OUT_OF_BOUNDS);
    assertThat(validate(at -> Memory.putInt(at + ClassicBatch.HEADERS_LENGTH, -1)))
        .isEqualTo(ClassicBatch.OUT_OF_BOUNDS);
  }

  @Test
  void aBorderBeforeOrBehindItsMessageIsOutOfBounds() {
    assertThat(validate(at -> Memory.putInt(index + 4, 63))).isEqualTo(ClassicBatch.OUT_OF_BOUNDS);
    assertThat(validate(at -> Memory.putInt(index + 16 + 4, (int) LENGTH + 1)))
        .isEqualTo(ClassicBatch.OUT_OF_BOUNDS);
    assertThat(validate(at -> Memory.putInt(index + 4, -1))).isEqualTo(ClassicBatch.OUT_OF_BOUNDS);
  }

  @Test
  void offsetsMayNotFall() {
    assertThat(validate(at -> Memory.putLong(at + ClassicBatch.OFFSET, 1)))
        .isEqualTo(ClassicBatch.OFFSET_ORDER);
  }

  @Test
  void payloadsAndHeadersHaveLimits() {
    int payload = ClassicBatch.PAYLOAD_LIMIT + 1;
    try (Arena arena = Arena.ofConfined()) {
      long batch = arena.allocate(ClassicBatch.HEADER + payload).address();
      Memory.putLong(index, 0);
      Memory.putLong(index + 8, 0);
      Memory.putInt(batch + ClassicBatch.PAYLOAD_LENGTH, payload);
      long length = ClassicBatch.HEADER + payload;
      assertThat(ClassicBatch.validate(index, batch, length, 1))
          .isEqualTo(ClassicBatch.PAYLOAD_TOO_BIG);
      Memory.putInt(batch + ClassicBatch.PAYLOAD_LENGTH, 0);
      Memory.putInt(batch + ClassicBatch.HEADERS_LENGTH, ClassicBatch.HEADERS_LIMIT + 1);
      assertThat(ClassicBatch.validate(index, batch, length, 1))
          .isEqualTo(ClassicBatch.HEADERS_TOO_BIG);
    }
  }

  /** A valid batch with one thing changed; the change gets the first message's address. */
  private int validate(LongConsumer change) {
    memory.fill((byte) 0);
    for (int i = 0; i < COUNT; i++) {
      Memory.putInt(index + 16L * i + 4, (i + 1) * SIZE);
      Memory.putInt(messages + (long) i * SIZE + ClassicBatch.PAYLOAD_LENGTH, PAYLOAD);
    }
    change.accept(messages);
    return ClassicBatch.validate(index, messages, LENGTH, COUNT);
  }
}
