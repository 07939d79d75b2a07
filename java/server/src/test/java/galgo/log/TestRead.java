package galgo.log;

import galgo.io.Driver;
import galgo.io.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A read that remembers its answer. */
final class TestRead extends Read {
  /** A message of an answer. */
  record Message(long offset, long timestamp, byte[] payload) {}

  boolean answered;
  private final long copy;
  private final Driver driver;

  TestRead(Driver driver) {
    super(driver.allocate(16 * 1024), 1024);
    this.driver = driver;
    this.copy = driver.allocate(4096);
  }

  TestRead ask(int newKind, long newValue, int newCount, long newMaxBytes) {
    kind = newKind;
    value = newValue;
    count = newCount;
    maxBytes = newMaxBytes;
    answered = false;
    return this;
  }

  @Override
  protected void done() {
    if (answered) {
      throw new IllegalStateException("answered twice");
    }
    answered = true;
  }

  /** Gives the bytes back, which are what they were. */
  void checkAndRelease(byte[] before) {
    if (!Arrays.equals(answer(), before)) {
      throw new IllegalStateException(
          "bytes from offset " + firstOffset + " changed under a reader");
    }
    release();
  }

  byte[] answer() {
    byte[] all = new byte[(int) bytes];
    int at = 0;
    for (int i = 0; i < pairs; i++) {
      int length = (int) Memory.getLong(vector() + 16L * i + 8);
      Memory.copy(Memory.getLong(vector() + 16L * i), all, at, length);
      at += length;
    }
    if (at != all.length) {
      throw new IllegalStateException("vector has " + at + " bytes of " + all.length);
    }
    return all;
  }

  /** The messages, each with a checksum that is right. */
  List<Message> parsed() {
    List<Message> parsed = new ArrayList<>();
    byte[] all = answer();
    ByteBuffer buffer = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < all.length; ) {
      int size = 64 + buffer.getInt(at + 48) + buffer.getInt(at + 52);
      if (hash(Arrays.copyOfRange(all, at + 8, at + size)) != buffer.getLong(at)) {
        throw new IllegalStateException("message checksum at " + at);
      }
      parsed.add(
          new Message(
              buffer.getLong(at + 24),
              buffer.getLong(at + 32),
              Arrays.copyOfRange(all, at + 64, at + 64 + buffer.getInt(at + 52))));
      at += size;
    }
    return parsed;
  }

  private long hash(byte[] bytes) {
    long memory = bytes.length <= 4096 ? copy : driver.allocate((bytes.length + 4095) & -4096);
    Memory.copy(bytes, 0, memory, bytes.length);
    return driver.kernels().xxh3(memory, bytes.length);
  }
}
