package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PollAnswerTest {
  private static final int PARTITION = 6;

  @Test
  void anAnswerIsUnderstoodHoweverItIsCut() throws IOException {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      int count = random.nextInt(6);
      int size = 1 + random.nextInt(200);
      PollAnswer answer = answer(batch(count, size, 40), random, 1 + random.nextInt(300));
      answer.check(PARTITION, 40, 1000, true);
      assertThat(answer.count()).as("seed %d", seed).isEqualTo(count);
      assertThat(answer.payloadBytes()).as("seed %d", seed).isEqualTo((long) count * size);
      assertThat(answer.wireBytes()).isEqualTo(24 + count * (64L + size));
    }
  }

  @Test
  void aWrongLastOffsetIsFound() throws IOException {
    ByteBuffer bytes = batch(3, 100, 40);
    bytes.putLong(24 + 2 * 164 + 24, 43);
    PollAnswer answer = answer(bytes, new Random(1), 64);
    assertThatThrownBy(() -> answer.check(PARTITION, 40, 1000, true))
        .hasMessageContaining("last offset 43 of 3 from 40");
  }

  @Test
  void aWrongFirstOffsetIsFound() throws IOException {
    PollAnswer answer = answer(batch(3, 100, 41), new Random(1), 64);
    assertThatThrownBy(() -> answer.check(PARTITION, 40, 1000, true))
        .hasMessageContaining("first offset 41 instead of 40");
  }

  @Test
  void moreMessagesThanAskedForAreAnError() throws IOException {
    PollAnswer answer = answer(batch(3, 100, 40), new Random(1), 64);
    assertThatThrownBy(() -> answer.check(PARTITION, 40, 2, true)).hasMessageContaining("count 3");
  }

  @Test
  void aRefusalIsAnErrorWithItsStatus() {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 3007);
    assertThatThrownBy(() -> answer(bytes, new Random(1), 64)).hasMessageContaining("status 3007");
  }

  private static PollAnswer answer(ByteBuffer bytes, Random cuts, int chunk) throws IOException {
    PollAnswer answer = new PollAnswer(ByteBuffer.allocateDirect(chunk));
    answer.reset();
    ReadableByteChannel channel = cutting(bytes, cuts);
    int reads = 0;
    while (!answer.receive(channel)) {
      assertThat(reads++).isLessThan(100_000);
    }
    return answer;
  }

  private static ByteBuffer batch(int count, int size, long first) {
    ByteBuffer bytes = ByteBuffer.allocate(24 + count * (64 + size)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(4, bytes.capacity() - 8);
    bytes.putInt(8, PARTITION);
    bytes.putInt(20, count);
    for (int i = 0; i < count; i++) {
      int at = 24 + i * (64 + size);
      bytes.putLong(at + 24, first + i);
      bytes.putInt(at + 52, size);
    }
    return bytes;
  }

  private static ReadableByteChannel cutting(ByteBuffer bytes, Random cuts) {
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer into) {
        int most = Math.min(into.remaining(), bytes.remaining());
        int length = most == 0 ? 0 : cuts.nextInt(most + 1);
        into.put(into.position(), bytes, bytes.position(), length);
        into.position(into.position() + length);
        bytes.position(bytes.position() + length);
        return length;
      }

      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void close() {}
    };
  }
}
