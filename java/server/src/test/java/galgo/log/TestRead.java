package galgo.log;

import galgo.io.Driver;
import galgo.io.Memory;
import galgo.io.Xxh3Stream;
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
  private final Driver driver;
  private final Xxh3Stream stream;

  TestRead(Driver driver) {
    super(driver.allocate(20 * 1024), 1024);
    this.driver = driver;
    this.stream = new Xxh3Stream(driver.allocate(4096));
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

  /** The messages, each with a checksum that is right, whatever the forms they are in. */
  List<Message> parsed() {
    byte[] all = answer();
    long memory = driver.allocate(Math.max(4096, (all.length + 4095) & -4096));
    Memory.copy(all, 0, memory, all.length);
    List<Message> parsed = new ArrayList<>();
    long at = memory;
    for (int run = 0; run < runs.count(); run++) {
      List<Records.Message> read =
          runs.format(run) == BatchRecord.FORMAT
              ? Records.readRecords(at, runs.bytes(run), stream)
              : Records.readClassic(at, runs.bytes(run));
      if (read.size() != runs.messages(run)) {
        throw new IllegalStateException(read.size() + " of " + runs.messages(run) + " messages");
      }
      for (Records.Message message : read) {
        byte[] payload = new byte[message.payload().size()];
        for (int i = 0; i < payload.length; i++) {
          payload[i] = message.payload().get(i);
        }
        parsed.add(new Message(message.offset(), message.timestamp(), payload));
      }
      at += runs.bytes(run);
    }
    if (at != memory + all.length) {
      throw new IllegalStateException("runs of " + (at - memory) + " bytes of " + all.length);
    }
    return parsed;
  }

  /** Bytes that the messages take in the log: a record's header goes with its first message. */
  long storedBytes() {
    long stored = bytes;
    byte[] all = answer();
    ByteBuffer buffer = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    for (int run = 0; run < runs.count(); run++) {
      boolean cut =
          runs.format(run) == BatchRecord.FORMAT
              && buffer.getInt(at + BatchRecord.HEADER + BatchRecord.OFFSET_DELTA) != 0;
      stored -= cut ? BatchRecord.HEADER : 0;
      at += (int) runs.bytes(run);
    }
    return stored;
  }
}
