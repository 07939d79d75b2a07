package galgo.verify;

import galgo.io.Driver;
import galgo.io.Files;
import galgo.journal.Checkpoint;
import galgo.journal.CheckpointFile;
import galgo.journal.CheckpointView;
import galgo.journal.DataDirectoryException;
import galgo.journal.JournalIdentity;
import galgo.journal.PieceView;
import galgo.journal.Recovered;
import galgo.journal.RottenFrame;
import galgo.log.SegmentFile;
import galgo.metadata.ClusterSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks the groups' checkpoints and the journals, as a start would read them. */
final class JournalCheck {
  private final Driver driver;
  private final Files files;
  private final String root;
  private final JournalIdentity identity;
  private final Findings findings;
  private final List<Checkpoint> checkpoints = new ArrayList<>();
  private @Nullable Recovered recovered;

  /**
   * @param identity of the data directory, its boot later than all that is there
   */
  JournalCheck(Driver driver, String root, JournalIdentity identity, Findings findings) {
    this.driver = driver;
    this.files = driver.files();
    this.root = root;
    this.identity = identity;
    this.findings = findings;
  }

  /** The newest checkpoint of each group, by its number. */
  List<Checkpoint> checkpoints() {
    return checkpoints;
  }

  /** What the journals hold; null when that is uncertain. */
  @Nullable Recovered recovered() {
    return recovered;
  }

  void check() {
    for (int group = 0; group <= ClusterSettings.DATA_GROUPS; group++) {
      checkpoint(group);
    }
    String directory = root + "/journal";
    for (String name : files.list(directory)) {
      if (PieceView.named(name)) {
        findings.file(FileKind.JOURNAL, FileStream.size(driver, directory + "/" + name));
      } else {
        findings.note(directory + "/" + name + " is no file of a journal.");
      }
    }
    journals(directory);
  }

  private void checkpoint(int group) {
    String directory = SegmentFile.groupDirectory(root, group);
    List<CheckpointView> views = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String path = directory + "/" + CheckpointView.NAME + i;
      if (!files.exists(path)) {
        continue;
      }
      CheckpointView view = CheckpointView.read(driver, path, identity);
      findings.file(FileKind.CHECKPOINT, FileStream.size(driver, path));
      view.damage().forEach(what -> findings.damaged(Damage.of(path, 0, 0, what)));
      views.add(view);
      paths.add(path);
    }
    bodies(views, paths);
    try {
      checkpoints.add(CheckpointFile.read(driver, directory, group, identity));
    } catch (DataDirectoryException foreign) {
      String what = Objects.requireNonNullElse(foreign.getMessage(), "");
      findings.damaged(Damage.of(directory, 0, 0, what));
      checkpoints.add(Checkpoint.none(group));
    }
  }

  /** The body of the newer one must be whole; that of the older one is going to be written over. */
  private void bodies(List<CheckpointView> views, List<String> paths) {
    long newest = views.stream().mapToLong(CheckpointView::number).max().orElse(0);
    for (int i = 0; i < views.size(); i++) {
      CheckpointView view = views.get(i);
      if (!view.headerWhole() || view.bodyWhole()) {
        continue;
      }
      String path = paths.get(i);
      if (view.number() == newest) {
        long end = SegmentFile.BLOCK + (long) view.length();
        String what = "the body of the newest checkpoint of group " + view.group();
        findings.damaged(Damage.of(path, SegmentFile.BLOCK, end, what));
      } else {
        findings.note(
            path
                + ": the body of the older checkpoint is not whole; the next one goes there, and it"
                + " is not needed.");
      }
    }
  }

  private void journals(String directory) {
    try {
      Recovered found = Recovered.read(driver, directory, identity, checkpoints, 1);
      for (RottenFrame frame : found.rotten()) {
        long end = frame.position() + SegmentFile.BLOCK;
        String what = "frame " + frame.sequence() + " of the journal, from there on";
        findings.damaged(Damage.of(frame.path(), frame.position(), end, what));
      }
      for (int group = 0; group < found.groups(); group++) {
        String damage = found.damage(group);
        if (!damage.isEmpty()) {
          String where = SegmentFile.groupDirectory(root, group);
          findings.damaged(Damage.of(where, 0, 0, "group " + group + ": " + damage));
        }
      }
      recovered = found;
    } catch (DataDirectoryException refused) {
      String what = Objects.requireNonNullElse(refused.getMessage(), "");
      findings.damaged(Damage.of(directory, 0, 0, what));
    }
  }
}
