package galgo.acceptance;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/**
 * Stands between a client and the server, passes every frame on, and notes which commands were
 * answered with success. At its close the codes are written to {@code
 * target/coverage/<client>-….txt}, for {@link WhatWasCoveredIT}.
 */
final class CommandRelay implements AutoCloseable {
  /** Emptied when the first relay of a run is made. */
  static final Path DIRECTORY = emptied(Path.of(System.getProperty("galgo.work"), "coverage"));

  private static final int MOST_BYTES = 256 << 20;

  private final String client;
  private final int serverPort;
  private final ServerSocket listener;
  private final Set<Integer> succeeded = new ConcurrentSkipListSet<>();

  CommandRelay(String client, int serverPort) throws IOException {
    this.client = client;
    this.serverPort = serverPort;
    listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    Path file = Files.createTempFile(DIRECTORY, client + "-", ".txt");
    Files.write(file, succeeded.stream().map(String::valueOf).toList());
  }

  private void accept() {
    while (true) {
      try {
        Socket near = listener.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        ConcurrentLinkedQueue<Integer> asked = new ConcurrentLinkedQueue<>();
        Thread.ofVirtual().start(() -> relay(near, far, () -> request(near, far, asked)));
        Thread.ofVirtual().start(() -> relay(near, far, () -> answer(near, far, asked)));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private interface Piece {
    void pass() throws IOException;
  }

  /** Passes frames on until one side has closed, then closes both. */
  private static void relay(Socket near, Socket far, Piece piece) {
    try (near;
        far) {
      while (true) {
        piece.pass();
      }
    } catch (IOException closed) {
      // The end of a connection is no fault of a relay's.
    }
  }

  /** {@code [length u32][code u32][payload]}; a length below 4 has no payload. */
  private static void request(Socket near, Socket far, ConcurrentLinkedQueue<Integer> asked)
      throws IOException {
    byte[] header = near.getInputStream().readNBytes(8);
    if (header.length < 8) {
      far.shutdownOutput();
      throw new IOException("the client has closed");
    }
    int length = littleEndian(header, 0);
    asked.add(littleEndian(header, 4));
    pass(near, far, header, Math.max(0, length - 4));
  }

  /** {@code [status u32][length u32][payload]}. */
  private void answer(Socket near, Socket far, ConcurrentLinkedQueue<Integer> asked)
      throws IOException {
    byte[] header = new byte[8];
    new DataInputStream(far.getInputStream()).readFully(header);
    // Nothing asked: the server's word that it stops.
    Integer code = asked.poll();
    if (code != null && littleEndian(header, 0) == 0) {
      succeeded.add(code);
    }
    pass(far, near, header, littleEndian(header, 4));
  }

  private static void pass(Socket from, Socket to, byte[] header, int length) throws IOException {
    if (length < 0 || length > MOST_BYTES) {
      throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] payload = new byte[length];
    new DataInputStream(from.getInputStream()).readFully(payload);
    DataOutputStream out = new DataOutputStream(to.getOutputStream());
    byte[] frame = new byte[8 + length];
    System.arraycopy(header, 0, frame, 0, 8);
    System.arraycopy(payload, 0, frame, 8, length);
    out.write(frame);
  }

  private static int littleEndian(byte[] bytes, int at) {
    return bytes[at] & 0xFF
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | bytes[at + 3] << 24;
  }

  private static Path emptied(Path directory) {
    try {
      if (Files.exists(directory)) {
        try (Stream<Path> old = Files.walk(directory)) {
          for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
      return Files.createDirectories(directory);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
