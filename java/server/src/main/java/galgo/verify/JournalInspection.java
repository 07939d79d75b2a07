package galgo.verify;

import galgo.io.Driver;
import galgo.journal.CheckpointView;
import galgo.journal.JournalIdentity;
import galgo.journal.PieceView;
import galgo.log.NodeFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Shows a journal's file or a checkpoint. Their checksums have a key, which the node file knows.
 */
final class JournalInspection {
  private final Driver driver;
  private final String path;
  private final Page page;
  private final List<Damage> damage;

  JournalInspection(Driver driver, String path, Page page, List<Damage> damage) {
    this.driver = driver;
    this.path = path;
    this.page = page;
    this.damage = damage;
  }

  void piece(long most) {
    JournalIdentity identity = identity(2);
    if (identity == null) {
      return;
    }
    List<PieceView.Frame> frames = new ArrayList<>();
    PieceView.read(driver, path, identity, frames::add);
    page.rows("frames");
    for (PieceView.Frame frame : frames.subList(0, (int) Math.min(most, frames.size()))) {
      page.row(
          "at", frame.position(),
          "sequence", frame.sequence(),
          "durable up to", frame.durable(),
          "bytes", frame.length(),
          "state", frame.state().name().toLowerCase(Locale.ROOT),
          "blocks", blocks(frame));
    }
    page.endRows().put("frame count", frames.size());
    for (PieceView.Frame frame : frames) {
      boolean rotten = frame.state() == PieceView.State.DAMAGED;
      boolean unfinished = frame.state() == PieceView.State.UNFINISHED;
      if (rotten || unfinished) {
        long end = frame.position() + frame.length();
        String what = "frame " + frame.sequence() + " is not what was written";
        String maybe = what + ", or was never finished";
        damage.add(Damage.of(path, frame.position(), end, rotten ? what : maybe));
      }
    }
  }

  private static String blocks(PieceView.Frame frame) {
    StringBuilder text = new StringBuilder();
    for (PieceView.Block block : frame.blocks()) {
      text.append(text.isEmpty() ? "" : "; ");
      text.append("group ").append(block.group()).append(" op ").append(block.op());
      if (block.whole()) {
        text.append(", ").append(block.entries()).append(" entries at ");
        text.append(Page.time(block.timestamp()));
      } else {
        text.append(", not whole");
      }
    }
    return text.toString();
  }

  void checkpoint() {
    JournalIdentity identity = identity(3);
    if (identity == null) {
      return;
    }
    CheckpointView view = CheckpointView.read(driver, path, identity);
    view.damage().forEach(what -> damage.add(Damage.of(path, 0, 0, what)));
    if (view.unused()) {
      page.put("checkpoint", "none was finished here");
    } else if (view.headerWhole()) {
      page.put("group", view.group())
          .put("number", view.number())
          .put("up to op", view.op())
          .put("time", Page.time(view.timestamp()))
          .put("written by boot", view.boot())
          .put("body bytes", view.length());
      if (!view.bodyWhole()) {
        String what = "the body, if no newer checkpoint was being written over it";
        damage.add(Damage.of(path, 4096, 4096 + view.length(), what));
      }
    }
  }

  /** From the node file so many directories above; null, and said, when there is none. */
  private @Nullable JournalIdentity identity(int above) {
    String root = path.startsWith("/") ? path : "./" + path;
    for (int i = 0; i < above; i++) {
      root = root.substring(0, Math.max(0, root.lastIndexOf('/')));
    }
    long memory = driver.allocate(2L * NodeFile.COPY);
    String node = root + "/" + NodeFile.NAME;
    FileStream.readSmall(driver, node, memory, 2 * NodeFile.COPY);
    for (int i = 0; i < 2; i++) {
      NodeFile found = NodeFile.decode(memory + (long) i * NodeFile.COPY, driver.kernels());
      if (found != null) {
        return identity(found);
      }
    }
    page.put("note", "its checksums have a key, and there is no whole node file at " + node);
    return null;
  }

  static JournalIdentity identity(NodeFile node) {
    return new JournalIdentity(
        node.clusterLow(),
        node.clusterHigh(),
        node.hashKey(),
        node.nodeLow(),
        node.nodeHigh(),
        node.boot() + 1);
  }
}
