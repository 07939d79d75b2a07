package galgo.simulator.workload;

import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.simulator.Finding;
import galgo.wire.AnswerBuffer;
import galgo.wire.CommandCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Turns bodies of answers of the newer protocol into those of the classic one, and checks them. */
final class NewerAnswers {
  private static final int LIMIT = 64 << 20;

  // Of a batch record: its header, then frames.
  private static final int RECORD = 256;
  private static final int FRAME = 48;
  private static final int COVERED = 40;

  private final Kernels kernels;
  private final long memory;

  /**
   * @param memory {@link NewerDialect#ROOM} bytes to hash in
   */
  NewerAnswers(Kernels kernels, long memory) {
    this.kernels = kernels;
    this.memory = memory;
  }

  /** The payload that the classic protocol would have; untouched where nobody reads it. */
  byte[] classic(int code, byte[] body) {
    AnswerBuffer out = new AnswerBuffer(LIMIT);
    Payload in = new Payload(body);
    switch (code) {
      case CommandCode.POLL_MESSAGES -> poll(body, out);
      case CommandCode.GET_STREAMS -> {
        while (!in.isEmpty()) {
          stream(in, out);
        }
      }
      case CommandCode.GET_STREAM -> {
        if (!in.isEmpty()) {
          stream(in, out);
        }
        while (!in.isEmpty()) {
          topic(in, out);
        }
      }
      case CommandCode.GET_TOPIC -> {
        if (!in.isEmpty()) {
          topic(in, out);
        }
        out.raw(in.rest());
      }
      case CommandCode.GET_USERS -> {
        while (!in.isEmpty()) {
          user(in, out);
        }
      }
      case CommandCode.GET_USER -> {
        if (!in.isEmpty()) {
          user(in, out);
        }
        out.raw(in.rest());
      }
      default -> {
        return body;
      }
    }
    return out.toBytes();
  }

  private static void stream(Payload in, AnswerBuffer out) {
    out.raw(in.raw(32));
    name(in, out);
    in.skip((int) in.u32());
  }

  private static void topic(Payload in, AnswerBuffer out) {
    out.raw(in.raw(33));
    out.u8(1);
    out.raw(in.raw(16));
    name(in, out);
    in.skip((int) in.u32());
    in.skip((int) in.u32());
  }

  private static void user(Payload in, AnswerBuffer out) {
    out.raw(in.raw(13));
    name(in, out);
    in.skip((int) in.u32());
  }

  private static void name(Payload in, AnswerBuffer out) {
    int length = in.u8();
    out.text8(in.raw(length));
  }

  private void poll(byte[] body, AnswerBuffer out) {
    ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    if (body.length < 16) {
      throw new Finding("an answer to a poll of " + body.length + " bytes");
    }
    out.u32(in.getInt(0));
    out.u64(in.getLong(4));
    out.u32(in.getInt(12));
    int at = 16;
    while (at < body.length) {
      long size = body.length - at < RECORD ? 0 : in.getLong(at + 32);
      if (size < RECORD || size > body.length - at) {
        throw new Finding("a record of " + size + " bytes at " + at + " of " + body.length);
      }
      record(in, body, at, (int) size, out);
      at += (int) size;
    }
  }

  private void record(ByteBuffer in, byte[] body, int at, int size, AnswerBuffer out) {
    long base = in.getLong(at + 8);
    long time = in.getLong(at + 16);
    long origin = in.getLong(at + 24);
    int count = in.getInt(at + 48);
    AnswerBuffer covered = new AnswerBuffer(LIMIT);
    covered.raw(Arrays.copyOfRange(body, at, at + COVERED));
    covered.u32(count);
    int frames = 0;
    int frame = at + RECORD;
    int end = at + size;
    while (frame < end) {
      int headers = end - frame < FRAME ? -1 : in.getInt(frame + 32);
      int payload = end - frame < FRAME ? -1 : in.getInt(frame + 36);
      if (headers < 0 || payload < 0 || (long) FRAME + headers + payload > end - frame) {
        throw new Finding("a message at " + frame + " does not fit into its record");
      }
      int length = FRAME + headers + payload;
      byte[] hashed = Arrays.copyOfRange(body, frame + 8, frame + length);
      if (hash(hashed) != in.getLong(frame)) {
        throw new Finding("a message at offset " + base + " or later has a wrong checksum");
      }
      covered.u64(in.getLong(frame));
      out.u64(0);
      out.u64(in.getLong(frame + 8));
      out.u64(in.getLong(frame + 16));
      out.u64(base + Integer.toUnsignedLong(in.getInt(frame + 24)));
      out.u64(time);
      out.u64(origin + Integer.toUnsignedLong(in.getInt(frame + 28)));
      out.u32(headers);
      out.u32(payload);
      out.u64(0);
      out.raw(Arrays.copyOfRange(body, frame + FRAME, frame + length));
      frames++;
      frame += length;
    }
    if (frames != count || hash(covered.toBytes()) != in.getLong(at + 40)) {
      throw new Finding(
          "the record at offset " + base + " has " + frames + " messages or a wrong checksum");
    }
  }

  private long hash(byte[] bytes) {
    Memory.copy(bytes, 0, memory, bytes.length);
    return kernels.xxh3(memory, bytes.length);
  }
}
