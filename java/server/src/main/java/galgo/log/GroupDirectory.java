package galgo.log;

import galgo.io.Files;

/** Where the files of a group lie, its checkpoints and its partitions' directories. */
public final class GroupDirectory {
  private GroupDirectory() {}

  /**
   * @param root the data directory
   */
  public static String path(String root, int group) {
    return SegmentFile.groupDirectory(root, group);
  }

  /**
   * Makes the directory if it is missing, durably. Blocking, once for each group.
   *
   * @param directory a group's {@link #path}
   * @return 0 or a negative {@link galgo.io.Errno}
   */
  public static int make(Files files, String root, String directory) {
    if (files.exists(directory)) {
      return 0;
    }
    int result = files.createDirectories(directory);
    if (result == 0) {
      result = files.syncDirectory(root + "/groups");
    }
    if (result == 0) {
      result = files.syncDirectory(root);
    }
    return result;
  }
}
