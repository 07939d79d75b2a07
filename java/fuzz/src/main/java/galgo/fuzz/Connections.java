package galgo.fuzz;

import galgo.simulator.SimulatedConnection;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What one client sends to a whole server, whose answers have to have the form of answers, and
 * which answers another client afterwards. The first byte says what goes before:
 *
 * <pre>
 *   0 nothing: the rest is sent as it is, and decides the framing by its first bytes
 *   1 a login, then the rest as it is
 *   2 a login, then classic frames: each two bytes of code, two of length, its payload
 *   3 a login of the newer protocol, then its frames: as before, headers are made for them
 * </pre>
 *
 * The second byte cuts what is sent into pieces. A server lives for some inputs; what is found
 * names all that it has had.
 */
final class Connections implements Target {
  private static final int PREFIX = 2;
  private static final int INPUTS_A_SERVER = 200;

  private final List<byte[]> had = new ArrayList<>();
  private FuzzedServer server = new FuzzedServer();

  @Override
  public void run(byte[] input) {
    if (input.length < PREFIX) {
      return;
    }
    if (had.size() == INPUTS_A_SERVER) {
      server.close();
      server = new FuzzedServer();
      had.clear();
    }
    had.add(input);
    try {
      exchange(input);
    } catch (RuntimeException | AssertionError e) {
      StringBuilder all = new StringBuilder("after these inputs:");
      had.forEach(each -> all.append('\n').append(HexFormat.of().formatHex(each)));
      server.close();
      server = new FuzzedServer();
      had.clear();
      throw new AssertionError(all.toString(), e);
    }
  }

  private void exchange(byte[] input) {
    int mode = input[0] & 3;
    AnswerCheck answers = new AnswerCheck(isNewer(input, mode));
    SimulatedConnection connection = server.connect(answers);
    connection.send(ClientFrames.first(mode));
    if (mode == ClientFrames.NEWER) {
      server.settle();
    }
    for (byte[] frame : ClientFrames.of(mode, input, PREFIX, answers.session())) {
      send(connection, frame, input[1] & 0xFF);
    }
    server.settle();
    connection.close();
    server.answersOthers();
    answers.end();
  }

  private static boolean isNewer(byte[] input, int mode) {
    if (mode != ClientFrames.RAW) {
      return mode == ClientFrames.NEWER;
    }
    for (int i = PREFIX; i < Math.min(input.length, PREFIX + 8); i++) {
      if (input[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static void send(SimulatedConnection connection, byte[] bytes, int cut) {
    int piece = cut == 0 ? bytes.length : cut * 3;
    for (int at = 0; at < bytes.length; at += piece) {
      byte[] part = new byte[Math.min(piece, bytes.length - at)];
      System.arraycopy(bytes, at, part, 0, part.length);
      connection.send(part);
    }
  }
}
