package galgo.log;

import galgo.io.Driver;
import galgo.io.Memory;
import galgo.io.Xxh3Stream;
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

  /** The same messages as a record of the newer protocol. */
  TestAppend asRecord(Driver driver) {
    format = BatchRecord.FORMAT;
    List<Records.Message> made = new ArrayList<>();
    for (byte[] payload : payloads) {
      List<Byte> bytes = new ArrayList<>();
      for (byte each : payload) {
        bytes.add(each);
      }
      made.add(new Records.Message(1 + made.size(), 9, 0, 0, 7, bytes, List.of()));
    }
    int room = BatchRecord.HEADER + length;
    messages = driver.allocate((room + 4095) & -4096);
    Xxh3Stream stream = new Xxh3Stream(driver.allocate(4096));
    length = (int) Records.writeRecord(messages, made, stream);
    return this;
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
