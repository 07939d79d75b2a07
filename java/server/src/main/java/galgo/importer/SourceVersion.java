package galgo.importer;

import galgo.io.Driver;
import galgo.io.Memory;
import galgo.journal.DataDirectoryException;
import java.nio.charset.StandardCharsets;

/** Which server wrote the source: the text in {@code state/info}, a MessagePack document. */
final class SourceVersion {
  /** Of 0.8. */
  static final int MINOR = 8;

  private static final String NAME = "state/info";

  private SourceVersion() {}

  /**
   * Returns the version in text.
   *
   * @throws DataDirectoryException when it is not 0.8, or there is none
   */
  static String require(Driver driver, String root) {
    String path = root + "/" + NAME;
    if (!driver.files().exists(path)) {
      throw new DataDirectoryException(
          root
              + " is no data directory of Apache Iggy: it has no file "
              + NAME
              + ". Name the directory that its system.path names.");
    }
    SmallFile file = SmallFile.read(driver, path);
    byte[] bytes = Memory.bytes(file.address(), file.length());
    // An array of two, the first an array of two, its first a text of up to 31 bytes.
    boolean known = bytes.length > 3 && bytes[0] == (byte) 0x92 && bytes[1] == (byte) 0x92;
    int length = known ? bytes[2] - (byte) 0xA0 : -1;
    if (length < 0 || length > 31 || bytes.length < 3 + length) {
      throw new DataDirectoryException(path + " does not say which version wrote the directory.");
    }
    String version = new String(bytes, 3, length, StandardCharsets.UTF_8);
    if (!version.equals("0." + MINOR) && !version.startsWith("0." + MINOR + ".")) {
      throw new DataDirectoryException(
          root
              + " was written by Apache Iggy "
              + version
              + "; only directories of 0.8 can be brought over. If it is an older one, start Iggy 0.8 on"
              + " it once.");
    }
    return version;
  }
}
