package galgo.journal;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.JavaKernels;
import galgo.io.Memory;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.AfterProperty;

/** Layouts that are read back as they were written, and in no other way. */
class JournalFormatsTest {
  private final CrashDriver driver = new CrashDriver(new CrashDisk(1), 1);
  private final JournalIdentity identity = TestNode.identity(3);
  private final KeyedHash hash = new KeyedHash(driver, identity.hashKey());
  private final long memory = driver.allocate(FrameHeader.MAX_LENGTH);

  @AfterProperty
  void close() {
    driver.close();
  }

  private void random(long address, int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    Memory.copy(bytes, 0, address, length);
  }

  @Property(tries = 100)
  void stampsComeOutOfAnyFrameAgain(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 256) int blocks, @ForAll int stamp) {
    int length = blocks * 4096;
    random(memory, length, seed);
    Memory.zero(memory + FrameHeader.SIZE, Stamps.tableLength(length));
    Stamps.fillTable(memory, length);
    byte[] before = Memory.bytes(memory, length);
    Stamps.put(memory, length, stamp);
    assertThat(Stamps.allAre(memory, length, stamp)).isTrue();
    assertThat(Stamps.firstIs(memory, stamp)).isTrue();
    Stamps.takeOut(memory, length);
    assertThat(Memory.bytes(memory, length)).isEqualTo(before);
  }

  @Property(tries = 200)
  void aFrameIsWholeUntilABitOfItChanges(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 64) int blocks,
      @ForAll @IntRange(min = 0, max = 64) int previous,
      @ForAll @IntRange(min = 0, max = 20_000) int bytes,
      @ForAll @IntRange(min = 0, max = Integer.MAX_VALUE) int victim) {
    int length = FrameHeader.lengthFor(blocks, previous, bytes, 0);
    assertThat(FrameHeader.contentOffset(length, blocks, previous) + bytes)
        .isLessThanOrEqualTo(length);
    random(memory, length, seed);
    FrameHeader.begin(memory, identity, 7, length);
    Memory.putLong(memory + FrameHeader.SEQUENCE, 9);
    Memory.putLong(memory + FrameHeader.DURABLE, 8);
    Memory.putShort(memory + FrameHeader.BLOCKS, blocks);
    Memory.putShort(memory + FrameHeader.PREVIOUS_BLOCKS, previous);
    FrameHeader.seal(memory, 77, hash);
    assertThat(FrameHeader.valid(memory, identity, 3, 7, hash)).isTrue();
    assertThat(FrameHeader.valid(memory, identity, 3, 6, hash)).isFalse();
    assertThat(FrameHeader.valid(memory, identity, 2, 7, hash)).isFalse();
    Stamps.takeOut(memory, length);
    assertThat(FrameHeader.whole(memory, hash)).isTrue();
    int at = victim % length;
    Memory.putByte(memory + at, Memory.getByte(memory + at) ^ 1 << victim % 8);
    assertThat(FrameHeader.whole(memory, hash)).isFalse();
    assertThat(FrameHeader.valid(memory, identity, 3, 7, hash))
        .isEqualTo(at >= FrameHeader.SIZE || at < FrameHeader.HEADER_CHECKSUM);
  }

  @Property(tries = 200)
  void aBlockIsValidUntilABitOfItChanges(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 64) int entries,
      @ForAll @IntRange(min = 0, max = Integer.MAX_VALUE) int victim) {
    int length = BlockHeader.SIZE + entries * EntryHeader.SIZE;
    random(memory, length, seed);
    BlockHeader.begin(memory, identity, entries, length);
    Memory.putInt(memory + BlockHeader.GROUP, 5);
    Memory.putLong(memory + BlockHeader.OP, 6);
    BlockHeader.seal(memory, hash);
    assertThat(BlockHeader.valid(memory, identity, hash)).isTrue();
    assertThat(BlockHeader.entriesValid(memory, hash)).isTrue();
    KeyedHash other = new KeyedHash(driver, 1);
    assertThat(BlockHeader.valid(memory, identity, other)).isFalse();
    int at = victim % length;
    Memory.putByte(memory + at, Memory.getByte(memory + at) ^ 1 << victim % 8);
    assertThat(BlockHeader.valid(memory, identity, hash)).isEqualTo(at >= BlockHeader.SIZE);
    assertThat(BlockHeader.valid(memory, identity, hash) && BlockHeader.entriesValid(memory, hash))
        .isFalse();
  }

  @Property(tries = 100)
  void localRecordsAreReadBack(
      @ForAll @IntRange(min = 0, max = 70) int groups, @ForAll @LongRange(min = 0) long op) {
    int[] numbers = new Random(op).ints(groups).toArray();
    random(memory + 8192, 16, op);
    long next = LocalRecord.putHome(memory, numbers, hash);
    long end = LocalRecord.putViewState(next, 4, op, memory + 8192, hash);
    assertThat(LocalRecord.valid(memory, end - memory, hash)).isTrue();
    assertThat(LocalRecord.homeCount(memory)).isEqualTo(groups);
    for (int i = 0; i < groups; i++) {
      assertThat(LocalRecord.homeGroup(memory, i)).isEqualTo(numbers[i]);
    }
    assertThat(LocalRecord.valid(next, end - next, hash)).isTrue();
    assertThat(LocalRecord.valid(next, end - next - 1, hash)).isFalse();
    assertThat(LocalRecord.group(next)).isEqualTo(4);
    assertThat(LocalRecord.headOp(next)).isEqualTo(op);
    assertThat(Memory.equal(LocalRecord.headChecksum(next), memory + 8192, 16)).isTrue();
    Memory.putByte(next + 33, Memory.getByte(next + 33) ^ 4);
    assertThat(LocalRecord.valid(next, end - next, hash)).isFalse();
  }

  @Property(tries = 200)
  void placesAndNamesAreReadBack(
      @ForAll @IntRange(min = 0, max = 1 << 20) int file,
      @ForAll @IntRange(min = 0, max = (1 << 18) - 1) int position,
      @ForAll @IntRange(min = 0, max = (1 << 17) - 1) int offset) {
    PieceName name = new PieceName(position + 1L, offset, file + 1L);
    String path = name.path("/d");
    assertThat(PieceName.parse(path.substring(3))).isEqualTo(name);
    assertThat(PieceName.parse(path.substring(3) + "x")).isNull();
    assertThat(PieceName.parse("0" + path.substring(3))).isNull();
    long location = Location.of(new FoundPiece(file, name, path), position * 4096L, offset * 8);
    assertThat(Location.file(location)).isEqualTo(file);
    assertThat(Location.position(location)).isEqualTo(position * 4096L);
    assertThat(Location.offset(location)).isEqualTo(offset * 8);
  }

  @Property(tries = 100)
  void anEntrysLengthMustFitItsFlags(
      @ForAll @IntRange(min = 0, max = 100_000) int body, @ForAll boolean aligned) {
    int flags = aligned ? EntryHeader.FLAG_ALIGNED : 0;
    Memory.zero(memory, EntryHeader.SIZE);
    Memory.putInt(memory + EntryHeader.BODY_LENGTH, body);
    Memory.putInt(memory + EntryHeader.LENGTH, EntryHeader.lengthFor(body, flags));
    Memory.putShort(memory + EntryHeader.FLAGS, flags);
    EntryHeader.seal(memory, new JavaKernels());
    assertThat(EntryHeader.headerValid(memory, new JavaKernels())).isTrue();
    assertThat(EntryHeader.length(memory) % (aligned ? 4096 : 8)).isZero();
    assertThat(EntryHeader.length(memory)).isGreaterThanOrEqualTo(body + EntryHeader.SIZE);
    Memory.putShort(memory + EntryHeader.FLAGS, flags ^ EntryHeader.FLAG_ALIGNED);
    EntryHeader.seal(memory, new JavaKernels());
    assertThat(EntryHeader.headerValid(memory, new JavaKernels()))
        .isEqualTo(EntryHeader.lengthFor(body, 0) == EntryHeader.lengthFor(body, 2));
    Memory.putByte(memory + EntryHeader.KIND, EntryHeader.KIND_FILLER);
    Memory.putInt(memory + EntryHeader.COUNT, 1);
    EntryHeader.seal(memory, new JavaKernels());
    assertThat(EntryHeader.headerValid(memory, new JavaKernels())).isFalse();
  }
}
