package galgo.log;

import galgo.io.Driver;
import galgo.io.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An append of random messages that remembers them and its answer. */
final class TestAppend extends Append {
  final List<byte[]> payloads = new ArrayList<>();
  boolean answered;
  Runnable then = () -> {};

  TestAppend(Driver driver, Random random, int messages, int largest) {
    this(driver, random, random.ints(messages, 0, largest + 1).toArray());
  }

  /** One message for each size of a payload. */
  TestAppend(Driver driver, Random random, int... sizes) {
    for (int size : sizes) {
      byte[] payload = new byte[size];
      random.nextBytes(payload);
      payloads.add(payload);
    }
    length = payloads.stream().mapToInt(payload -> payload.length + ClassicBatch.HEADER).sum();
    count = sizes.length;
    this.messages = driver.allocate((length + 4095) & -4096);
    fill();
    timestamp = 1 + random.nextInt(1000);
    seedHigh = random.nextLong();
    seedLow = random.nextLong();
  }

  /** Writes the messages as a client sends them. */
  void fill() {
    long at = messages;
    for (byte[] payload : payloads) {
      Memory.zero(at, ClassicBatch.HEADER);
      Memory.putLong(at + ClassicBatch.ORIGIN, 7);
      Memory.putInt(at + ClassicBatch.PAYLOAD_LENGTH, payload.length);
      Memory.copy(payload, 0, at + ClassicBatch.HEADER, payload.length);
      at += ClassicBatch.HEADER + payload.length;
    }
    answered = false;
  }

  @Override
  protected void done() {
    if (answered) {
      throw new IllegalStateException("answered twice");
    }
    answered = true;
    then.run();
  }
}
