package galgo.log;

import galgo.io.Driver;
import galgo.io.Memory;
import galgo.journal.Checkpoint;
import galgo.journal.CheckpointFile;
import galgo.journal.DataDirectoryException;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a group's checkpoint, made of sections, see {@link CheckpointSection}. Memory that
 * grows to what the largest group needs; belongs to one thread.
 */
public final class CheckpointBody {
  private static final int HEAD = 8;
  private static final int BLOCK = 4096;

  /**
   * A section as it was read.
   *
   * @param address of its bytes
   * @param length in bytes, without the padding
   */
  public record Section(int tag, long address, int length) {}

  private final Driver driver;
  private long memory;
  private long capacity;
  private boolean taken;

  public CheckpointBody(Driver driver) {
    this.driver = driver;
  }

  /**
   * Fills it with a group's sections.
   *
   * @return bytes, or −1 when they are more than a checkpoint takes, {@link
   *     CheckpointFile#MAX_BODY}
   */
  public int fill(int group, List<CheckpointSection> sections) {
    long length = 0;
    for (CheckpointSection section : sections) {
      length += size(section.length(group));
    }
    if (length > CheckpointFile.MAX_BODY) {
      return -1;
    }
    reserve(length);
    long end = memory;
    for (CheckpointSection section : sections) {
      end = write(section, group, end);
    }
    Memory.zero(end, memory + capacity - end & BLOCK - 1);
    return (int) length;
  }

  /** Whether something is being written from it. */
  boolean taken() {
    return taken;
  }

  void take() {
    taken = true;
  }

  void give() {
    taken = false;
  }

  /** A multiple of 4096; until the next {@link #fill}. */
  public long address() {
    return memory;
  }

  private void reserve(long length) {
    long needed = Math.max(BLOCK, length + BLOCK - 1 & -BLOCK);
    if (needed > capacity) {
      capacity = Math.max(2 * capacity, needed);
      memory = driver.allocate(capacity);
    }
  }

  private static long size(int length) {
    return length == 0 ? 0 : HEAD + ((length + 7L) & -8L);
  }

  private static long write(CheckpointSection section, int group, long target) {
    int length = section.length(group);
    if (length == 0) {
      return target;
    }
    Memory.putInt(target, section.tag());
    Memory.putInt(target + 4, length);
    section.write(group, target + HEAD);
    long end = target + HEAD + length;
    long next = target + size(length);
    Memory.zero(end, next - end);
    return next;
  }

  /**
   * The sections of a checkpoint that is whole.
   *
   * @throws DataDirectoryException when its body is not made of sections
   */
  public static List<Section> parse(Checkpoint checkpoint) {
    List<Section> sections = new ArrayList<>();
    long body = checkpoint.body();
    long end = body + checkpoint.length();
    for (long at = body; at < end; ) {
      int bytes = end - at < HEAD ? 0 : Memory.getInt(at + 4);
      if (bytes <= 0 || size(bytes) > end - at) {
        throw new DataDirectoryException(
            "The checkpoint of group "
                + checkpoint.group()
                + " has no section at byte "
                + (at - body)
                + " of its body. Start the release that wrote it.");
      }
      sections.add(new Section(Memory.getInt(at), at + HEAD, bytes));
      at += size(bytes);
    }
    return sections;
  }
}
