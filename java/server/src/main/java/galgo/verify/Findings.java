package galgo.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a check of a data directory has come to. */
public final class Findings {
  private final List<Damage> damage = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Integer> files = new TreeMap<>();
  private long bytes;
  private long entries;
  private long messages;
  private int partitions;

  void damaged(Damage found) {
    damage.add(found);
  }

  /** Something an operator may want to know that is no damage. */
  void note(String text) {
    notes.add(text);
  }

  /** A file has been checked. */
  void file(FileKind kind, long size) {
    files.merge(kind.text(), 1, Integer::sum);
    bytes += size;
  }

  void segment(long wholeEntries, long wholeMessages) {
    entries += wholeEntries;
    messages += wholeMessages;
  }

  void partition() {
    partitions++;
  }

  /** In the order in which they were found. */
  public List<Damage> damage() {
    return damage;
  }

  public List<String> notes() {
    return notes;
  }

  /** Number of files by kind. */
  public Map<String, Integer> files() {
    return files;
  }

  /** Bytes of all files that were read. */
  public long bytes() {
    return bytes;
  }

  /** Entries in segments, and messages in them. */
  public long entries() {
    return entries;
  }

  public long messages() {
    return messages;
  }

  public int partitions() {
    return partitions;
  }
}
