package galgo.metadata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client in a consumer group, with its partitions. Readable inside {@link Metadata#enter}; where
 * its round-robin stands is kept by whoever polls for it.
 */
public final class Member {
  private final int slot;
  private final int id;
  private final long client;
  private final List<Revocation> revocations = new ArrayList<>();
  private int[] partitions = {};
  private int[] pollable = {};

  Member(int slot, int id, long client) {
    this.slot = slot;
    this.id = id;
    this.client = client;
  }

  /** Its place in the group's order of members. */
  public int slot() {
    return slot;
  }

  /** What the client sees: one above the highest in the group when it joined. */
  public int id() {
    return id;
  }

  public long client() {
    return client;
  }

  public int partitionsCount() {
    return partitions.length;
  }

  /** The partition at an index below {@link #partitionsCount}. */
  public int partition(int index) {
    return partitions[index];
  }

  /** How many of its partitions are not being handed over. */
  public int pollableCount() {
    return pollable.length;
  }

  /** The partition at an index below {@link #pollableCount}, of those not being handed over. */
  public int pollable(int index) {
    return pollable[index];
  }

  /** Its partitions that are being handed over, oldest first. */
  public List<Revocation> revocations() {
    return Collections.unmodifiableList(revocations);
  }

  /** The handing over of this partition, or null. */
  @Nullable Revocation revocation(int partition) {
    for (Revocation revocation : revocations) {
      if (revocation.partition() == partition) {
        return revocation;
      }
    }
    return null;
  }

  void clear() {
    partitions = new int[0];
    revocations.clear();
    pollable = partitions;
  }

  void setPartitions(int[] newPartitions) {
    if (!revocations.isEmpty()) {
      throw new IllegalStateException("member " + id + " is still giving up " + revocations);
    }
    partitions = newPartitions;
    pollable = newPartitions;
  }

  /** Adds a partition at the end. */
  void give(int partition) {
    partitions = with(partitions, partition);
    pollable = with(pollable, partition);
  }

  void revoke(Revocation revocation) {
    revocations.add(revocation);
    pollable = without(pollable, revocation.partition());
  }

  /** Takes away what was being handed over. */
  void take(Revocation revocation) {
    revocations.remove(revocation);
    partitions = without(partitions, revocation.partition());
  }

  private static int[] with(int[] partitions, int partition) {
    int[] more = Arrays.copyOf(partitions, partitions.length + 1);
    more[partitions.length] = partition;
    return more;
  }

  private static int[] without(int[] partitions, int partition) {
    return Arrays.stream(partitions).filter(kept -> kept != partition).toArray();
  }
}
