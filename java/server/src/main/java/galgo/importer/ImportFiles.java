package galgo.importer;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import galgo.journal.JournalIdentity;
import galgo.log.NodeFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a target that say how far an import is.
 *
 * <pre>
 * importing/node      who the directory will be; moved to the root when all else is there
 * importing/source    what is being brought over: a hash of its names, sizes and state
 * importing/notes     what could not be brought over so far, a line each
 * importing/scratch/  what the log wants and an import does not use
 * </pre>
 */
final class ImportFiles {
  static final String NAME = "importing";

  private static final List<String> HARMLESS = List.of(NodeFile.LOCK_NAME, "lost+found");

  private final Driver driver;
  private final Files files;
  private final String root;
  private final String own;
  private final long memory;
  private long noted;
  private JournalIdentity identity = new JournalIdentity(1, 1, 1, 1, 1, 1);

  private ImportFiles(Driver driver, String root) {
    this.driver = driver;
    this.files = driver.files();
    this.root = root;
    this.own = root + "/" + NAME;
    this.memory = driver.allocate(4096);
  }

  /**
   * Takes the target for this process, until the driver closes. Blocking.
   *
   * @param source hash of what is to be brought over
   * @throws DataDirectoryException when something else is there; it is as before then
   */
  static ImportFiles begin(Driver driver, String root, long source) {
    ImportFiles begun = new ImportFiles(driver, root);
    begun.refuseForeign();
    check(begun.files.createDirectories(root), root);
    begun.lock();
    begun.refuseForeign();
    if (!begun.files.exists(root + "/" + NodeFile.NAME)) {
      begun.claim(source);
    }
    return begun;
  }

  String root() {
    return root;
  }

  JournalIdentity identity() {
    return identity;
  }

  String scratch() {
    return own + "/scratch";
  }

  /** Whether an earlier run has brought all over. */
  boolean complete() {
    return files.exists(root + "/" + NodeFile.NAME);
  }

  private void refuseForeign() {
    List<String> names = new ArrayList<>(files.list(root));
    names.removeAll(HARMLESS);
    if (!names.isEmpty() && !names.contains(NAME)) {
      throw new DataDirectoryException(
          root
              + " is not empty (it holds "
              + names.getFirst()
              + "), and no unfinished import. Name a new or empty directory with --data.");
    }
  }

  private void lock() {
    int result = files.lock(root + "/" + NodeFile.LOCK_NAME);
    if (result == -Errno.EWOULDBLOCK) {
      throw new DataDirectoryException(root + " is in use by another process.");
    }
    check(result, root);
  }

  /** Makes the directory that says what is going on, or finds the one of an earlier run. */
  private void claim(long source) {
    check(files.createDirectories(own), own);
    check(files.syncDirectory(root), root);
    identity = NodeFile.open(driver, own).journalIdentity();
    String path = own + "/source";
    if (files.exists(path)) {
      SmallFile found = SmallFile.read(driver, path);
      if (found.length() != Long.BYTES || Memory.getLong(found.address()) != source) {
        throw new DataDirectoryException(
            root
                + " holds an unfinished import of another source, or this one has changed since, or"
                + " the settings have. Delete "
                + root
                + " and import again, or name another directory with --data.");
      }
    } else {
      Memory.putLong(memory, source);
      String fresh = path + ".new";
      write(fresh, memory, Long.BYTES, 0);
      check(files.rename(fresh, path), own);
      check(files.syncDirectory(own), own);
    }
    removeScratch();
  }

  /** What earlier runs could not bring over; before any {@link #note}. */
  List<String> notes() {
    String path = own + "/notes";
    if (!files.exists(path)) {
      return List.of();
    }
    SmallFile file = SmallFile.read(driver, path);
    noted = file.length();
    return new String(Memory.bytes(file.address(), file.length()), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  /** Keeps a line for a later run. */
  void note(String line) {
    String path = own + "/notes";
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    long text = driver.allocate(bytes.length + 4095 & -4096);
    Memory.copy(bytes, 0, text, bytes.length);
    write(path, text, bytes.length, noted);
    noted += bytes.length;
  }

  private void write(String path, long address, int length, long position) {
    int handle = check(files.open(path, Files.WRITE | Files.CREATE), path);
    check(files.write(handle, address, length, position), path);
    check(files.sync(handle), path);
    files.close(handle);
  }

  private void removeScratch() {
    for (String name : files.list(scratch())) {
      check(files.delete(scratch() + "/" + name), name);
    }
    delete(scratch());
  }

  /** All is durable: makes it a data directory. */
  void finish() {
    if (!complete()) {
      check(files.createDirectories(root + "/journal"), root);
      check(files.syncDirectory(root + "/groups"), root);
      check(files.syncDirectory(root), root);
      check(files.rename(own + "/" + NodeFile.NAME, root + "/" + NodeFile.NAME), root);
      check(files.syncDirectory(root), root);
    }
    removeScratch();
    for (String name : files.list(own)) {
      check(files.delete(own + "/" + name), name);
    }
    delete(own);
    check(files.syncDirectory(root), root);
  }

  private void delete(String path) {
    if (files.exists(path)) {
      check(files.delete(path), path);
    }
  }

  private static int check(int result, String path) {
    if (result < 0) {
      throw new DataDirectoryException(
          path
              + " cannot be written ("
              + Errno.text(result)
              + "). Make room on the disk, and give this user the right to write there.");
    }
    return result;
  }
}
