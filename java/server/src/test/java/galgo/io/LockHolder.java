package galgo.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process that locks a file, says so, and holds it until its input ends. */
final class LockHolder {
  private LockHolder() {}

  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    try (FileChannel channel =
            FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      System.out.print(lock.isValid() ? 'L' : '-');
      System.out.flush();
      while (System.in.read() >= 0) {
        // holds on
      }
    }
  }
}
