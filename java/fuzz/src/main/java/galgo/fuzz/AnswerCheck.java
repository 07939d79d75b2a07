package galgo.fuzz;

import galgo.simulator.SimulatedConnection;
import galgo.wire.Frame;
import galgo.wire.Status;
import galgo.wire.vsr.Eviction;
import galgo.wire.vsr.ReplyHeader;
import galgo.wire.vsr.RequestHeader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Looks whether what a server sends has the form of answers. */
final class AnswerCheck implements SimulatedConnection.Listener {
  private static final int SIZE = 48;
  private static final int COMMAND = 60;
  private static final int SESSION = 176;

  private final boolean newer;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  AnswerCheck(boolean newer) {
    this.newer = newer;
  }

  @Override
  public void onBytes(byte[] bytes) {
    received.writeBytes(bytes);
  }

  @Override
  public void onClosed(boolean reset) {}

  /** The session that the first answer names, 0 when it is none to a login. */
  long session() {
    ByteBuffer answer = buffer();
    return newer && answer.remaining() >= RequestHeader.SIZE ? answer.getLong(SESSION) : 0;
  }

  /** Checks all that came; the last answer may have been cut off. */
  void end() {
    ByteBuffer answers = buffer();
    while (answers.remaining() >= (newer ? RequestHeader.SIZE : Frame.HEADER)) {
      long length = newer ? newer(answers) : classic(answers);
      if (length > answers.remaining()) {
        return;
      }
      answers = answers.slice((int) length, answers.remaining() - (int) length);
      answers.order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private static long classic(ByteBuffer answer) {
    int status = answer.getInt(0);
    long length = Integer.toUnsignedLong(answer.getInt(4));
    Expect.that(!Status.text(status).startsWith("Unknown status"), "an answer of status " + status);
    Expect.that(status == Status.OK || length == 0, "an error with " + length + " bytes");
    return Frame.HEADER + length;
  }

  private static long newer(ByteBuffer answer) {
    long size = Integer.toUnsignedLong(answer.getInt(SIZE));
    int command = answer.get(COMMAND);
    Expect.that(
        command == ReplyHeader.COMMAND || command == Eviction.COMMAND, "command " + command);
    Expect.that(size >= RequestHeader.SIZE, "an answer of " + size + " bytes");
    return size;
  }

  private ByteBuffer buffer() {
    return ByteBuffer.wrap(received.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
  }
}
