package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Memory;
import galgo.io.Xxh3Stream;
import java.lang.foreign.Arena;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class BatchRecordTest {
  private static final int LENGTH = BatchRecord.HEADER + 65;
  private static final String HEADER =
      "00".repeat(24) + "40420f0000000000" + "4101000000000000" + "cd5bf1548264d58b" + "01000000";
  private static final String FRAME =
      "13fa3e7b3a9877ba"
          + "01000000000000000000000000000000"
          + "0000000000000000"
          + "0f00000002000000"
          + "0000000000000000"
          + "6869"
          + "02010000006b0b0400000007000000";

  private final Arena arena = Arena.ofAuto();
  private final Xxh3Stream stream = new Xxh3Stream(arena.allocate(Xxh3Stream.MEMORY, 8).address());
  private final long record = arena.allocate(LENGTH + 64, 8).address();

  private void vector() {
    Memory.zero(record, LENGTH);
    put(record, HEADER);
    put(record + BatchRecord.HEADER, FRAME);
  }

  @Test
  void theBatchOfTheReleasedClientsIsValid() {
    assertThat(validate(at -> {})).isEqualTo(BatchRecord.VALID);
  }

  @Test
  void stampingGivesTheVectorAndStaysValid() {
    vector();
    assertThat(BatchRecord.stamp(record, 0, 0, 2_000_000, Records.KERNELS, stream))
        .isEqualTo(1_000_000);
    assertThat(hex(record + BatchRecord.BASE_TIMESTAMP, 8)).isEqualTo("80841e0000000000");
    assertThat(hex(record + BatchRecord.CHECKSUM, 8)).isEqualTo("a3fd3fe016b5d389");
    assertThat(BatchRecord.validate(record, LENGTH, 1, Records.KERNELS, stream))
        .isEqualTo(BatchRecord.VALID);
  }

  @Test
  void aBitAnywhereIsNoticed() {
    for (int bit = 0; bit < LENGTH * 8; bit++) {
      int at = bit / 8;
      int mask = 1 << bit % 8;
      assertThat(validate(r -> Memory.putByte(r + at, Memory.getByte(r + at) ^ mask)))
          .as("bit %d", bit)
          .isNotEqualTo(BatchRecord.VALID);
    }
  }

  @Test
  void damageOfAFrameAndOfTheHeaderAreToldApart() {
    int body = BatchRecord.HEADER + BatchRecord.FRAME;
    assertThat(validate(r -> Memory.putByte(r + body, 'H'))).isEqualTo(BatchRecord.FRAME_DAMAGED);
    assertThat(validate(r -> Memory.putLong(r + BatchRecord.ORIGIN, 5)))
        .isEqualTo(BatchRecord.RECORD_DAMAGED);
  }

  @Test
  void lengthsThatLieAreRefusedWithoutALookBehindTheEnd() {
    int frame = BatchRecord.HEADER;
    for (int lie : new int[] {0, 1, 3, 100, Integer.MAX_VALUE, -1}) {
      assertThat(validate(r -> Memory.putInt(r + frame + BatchRecord.PAYLOAD_LENGTH, lie)))
          .isEqualTo(BatchRecord.MALFORMED);
      assertThat(validate(r -> Memory.putInt(r + frame + BatchRecord.HEADERS_LENGTH, lie)))
          .isEqualTo(BatchRecord.MALFORMED);
      assertThat(validate(r -> Memory.putLong(r + BatchRecord.LENGTH, lie)))
          .isEqualTo(BatchRecord.MALFORMED);
    }
    vector();
    for (int length = 0; length < LENGTH; length++) {
      assertThat(BatchRecord.validate(record, length, 1, Records.KERNELS, stream))
          .isEqualTo(BatchRecord.MALFORMED);
    }
    for (long count : new long[] {0, 2, 0xFFFF_FFFFL}) {
      assertThat(BatchRecord.validate(record, LENGTH, count, Records.KERNELS, stream))
          .isEqualTo(BatchRecord.MALFORMED);
    }
  }

  private int validate(LongConsumer change) {
    vector();
    change.accept(record);
    return BatchRecord.validate(record, LENGTH, 1, Records.KERNELS, stream);
  }

  private static void put(long at, String digits) {
    byte[] bytes = HexFormat.of().parseHex(digits);
    Memory.copy(bytes, 0, at, bytes.length);
  }

  private static String hex(long at, int length) {
    return HexFormat.of().formatHex(Memory.bytes(at, length));
  }
}
