package galgo.fuzz;

import galgo.journal.DataDirectoryException;
import galgo.log.NodeFile;
import galgo.verify.Inspection;
import java.util.Arrays;

/**
 * A file of a data directory, as {@code galgo inspect} reads it: one byte says which, the file's
 * bytes follow and are filled up with zeros to whole blocks. It is shown, or what is wrong is
 * named.
 */
final class StoredFiles implements Target {
  private static final int BLOCK = 4096;
  private static final String BASE = "groups/01/00000000000000000001/00000000000000000000";
  private static final String[] NAMES = {
    BASE + ".segment",
    BASE + ".index",
    BASE + ".hashes",
    "journal/1-0-1.piece",
    "groups/01/checkpoint.0",
    "other/node"
  };

  private final WorkDirectory directory = new WorkDirectory();

  StoredFiles() {
    try (HashlessDriver driver = new HashlessDriver()) {
      NodeFile.open(driver, directory.path("data"));
    }
  }

  @Override
  public void run(byte[] input) {
    if (input.length < 1) {
      return;
    }
    String name = "data/" + NAMES[(input[0] & 0xFF) % NAMES.length];
    int blocks = (input.length - 1 + BLOCK - 1) / BLOCK + ((input[0] & 0x80) != 0 ? 1 : 0);
    byte[] file = Arrays.copyOf(Arrays.copyOfRange(input, 1, input.length), blocks * BLOCK);
    directory.write(name, file);
    StringBuilder shown = new StringBuilder();
    try (HashlessDriver driver = new HashlessDriver()) {
      Inspection.show(driver, directory.path(name), (input[0] & 0x40) != 0, 100, shown::append);
      Expect.that(!shown.isEmpty(), "a file of which nothing is said");
    } catch (DataDirectoryException refused) {
      Expect.that(String.valueOf(refused.getMessage()).contains(" "), "no sentence");
    }
    directory.delete(name);
  }
}
