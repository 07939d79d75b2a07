package galgo.simulator;

import org.jspecify.annotations.Nullable;

/** A handle of a file in one driver. */
final class OpenFile {
  final String path;
  final SimulatedFile file;
  final int flags;
  int inFlight;
  @Nullable Request closing;

  OpenFile(String path, SimulatedFile file, int flags) {
    this.path = path;
    this.file = file;
    this.flags = flags;
    file.hold();
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
