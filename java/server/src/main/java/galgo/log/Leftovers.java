package galgo.log;

import galgo.io.Driver;
import galgo.io.Errno;
import galgo.io.Files;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of partitions that are no more: a deletion commits in the metadata first, and a server that
 * was killed before the files were gone leaves them behind. Numbers of partitions are never used
 * again, so nobody else would remove them.
 */
public final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final Pattern GROUP = Pattern.compile("[0-9]{2,4}");
  private static final Pattern PARTITION = Pattern.compile("[0-9]{20}");

  private Leftovers() {}

  /**
   * Removes the directories of all partitions that are not known. Blocking, at the start, before
   * partitions are opened. What cannot be removed is said and stays.
   *
   * @param root directory with {@code groups}
   * @param known whether the metadata has the partition
   */
  public static void remove(Driver driver, String root, LongPredicate known) {
    Files files = driver.files();
    for (String group : names(files, root + "/groups", GROUP)) {
      String directory = root + "/groups/" + group;
      for (String partition : names(files, directory, PARTITION)) {
        if (!known.test(Long.parseUnsignedLong(partition))) {
          remove(files, directory + "/" + partition);
        }
      }
    }
  }

  private static List<String> names(Files files, String directory, Pattern pattern) {
    return files.list(directory).stream().filter(pattern.asMatchPredicate()).toList();
  }

  private static void remove(Files files, String directory) {
    for (String file : files.list(directory)) {
      files.delete(directory + "/" + file);
    }
    int result = files.delete(directory);
    if (result < 0) {
      LOG.warn(
          "{} belongs to a partition that was deleted and cannot be removed: {}. Remove it by hand.",
          directory,
          Errno.text(result));
    } else {
      LOG.info("removed {}, left over from a deletion", directory);
    }
  }
}
