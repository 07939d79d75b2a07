package galgo.cli;

import galgo.io.Driver;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.io.uring.UringDriver;

/** The driver of a command that only reads files, on the calling thread. */
final class OfflineDriver {
  private static final int RECORDS = 64;

  private OfflineDriver() {}

  static Driver open() {
    return UringDriver.unavailability().isEmpty()
        ? new UringDriver(RECORDS, RECORDS)
        : new NioDriver(RECORDS, RECORDS, new NioHandover());
  }
}
