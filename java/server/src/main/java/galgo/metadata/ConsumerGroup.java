package galgo.metadata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A consumer group of a topic: its members and who has which partition, by the rules of Iggy 0.8.
 *
 * <p>A join moves as little as possible and only what the old member has done with (cooperative); a
 * leave or another number of partitions deals all partitions anew (full). Readable inside {@link
 * Metadata#enter}; changed by {@link State} only.
 */
public final class ConsumerGroup {
  private static final int NOBODY = -1;

  private final int id;
  private final Bytes name;
  private final long incarnation;
  private final Slots<Member> members = new Slots<>(Limits.MEMBERS);
  private final LongIndex slotsByClient = new LongIndex();
  private int[] owners;
  private long generation;

  ConsumerGroup(int id, Bytes name, long incarnation, int partitionsCount) {
    this.id = id;
    this.name = name;
    this.incarnation = incarnation;
    this.owners = unowned(partitionsCount);
  }

  public int id() {
    return id;
  }

  public Bytes name() {
    return name;
  }

  /** Never given to another group, nor to a stream, topic, partition or user. */
  public long incarnation() {
    return incarnation;
  }

  /** Grows with each change of members or their partitions. */
  public long generation() {
    return generation;
  }

  /** Those of the topic. */
  public int partitionsCount() {
    return owners.length;
  }

  /** By slot, which is their order. */
  public Slots<Member> members() {
    return members;
  }

  /** The client's member, or null. */
  public @Nullable Member memberOf(long client) {
    int slot = slotsByClient.get(client);
    return slot == LongIndex.ABSENT ? null : members.get(slot);
  }

  /**
   * The member that has the partition, or null.
   *
   * @param partition any number
   */
  public @Nullable Member owner(long partition) {
    return partition < 0 || partition >= owners.length
        ? null
        : members.get(owners[(int) partition]);
  }

  /** Adds a member and rebalances cooperatively. */
  Member join(long client, long at) {
    Member member = new Member(members.nextId(), nextMemberId(), client);
    slotsByClient.add(client, members.add(member));
    rebalanceCooperatively(at);
    generation++;
    return member;
  }

  /** Removes a member and rebalances fully. */
  void leave(Member member) {
    slotsByClient.remove(member.client());
    members.remove(member.slot());
    rebalanceFully();
  }

  void leaveAll() {
    for (Member member : members) {
      slotsByClient.remove(member.client());
      members.remove(member.slot());
    }
    rebalanceFully();
  }

  /** The topic has another number of partitions. */
  void setPartitionsCount(int count) {
    owners = unowned(count);
    rebalanceFully();
  }

  /** Whether the partition is being taken from the member with this id. */
  boolean isRevoking(int partition, int memberId) {
    Member owner = owner(partition);
    return owner != null && owner.id() == memberId && owner.revocation(partition) != null;
  }

  /** Hands a partition over. Where the one it was for has gone, all are dealt anew. */
  void completeRevocation(int partition) {
    Member owner = members.require(owners[partition]);
    Revocation revocation = owner.revocation(partition);
    if (revocation == null) {
      throw new IllegalStateException("partition " + partition + " is not being handed over");
    }
    Member target = members.get(revocation.targetSlot());
    if (target == null || target.id() != revocation.targetMember()) {
      rebalanceFully();
      return;
    }
    owner.take(revocation);
    give(target, partition);
    generation++;
  }

  private int nextMemberId() {
    int next = 0;
    for (Member member : members) {
      next = Math.max(next, member.id() + 1);
    }
    return next;
  }

  /** Partition i goes to member number i modulo members, in slot order. */
  private void rebalanceFully() {
    generation++;
    Arrays.fill(owners, NOBODY);
    List<Member> inOrder = inOrder();
    inOrder.forEach(Member::clear);
    int count = inOrder.size();
    for (int i = 0; i < Math.min(count, owners.length); i++) {
      Member member = inOrder.get(i);
      int[] dealt = new int[(owners.length - i + count - 1) / count];
      for (int round = 0; round < dealt.length; round++) {
        int partition = i + round * count;
        dealt[round] = partition;
        owners[partition] = member.slot();
      }
      member.setPartitions(dealt);
    }
  }

  private void rebalanceCooperatively(long at) {
    List<Member> inOrder = inOrder();
    dealUnowned(inOrder);
    List<Member> idle = idle(inOrder);
    int fair = owners.length / inOrder.size();
    int larger = owners.length % inOrder.size();
    int served = 0;
    for (Member member : inOrder) {
      int count = member.pollableCount();
      int allowed = fair;
      if (count > fair && larger > 0) {
        larger--;
        allowed = fair + 1;
      }
      for (int excess = count - allowed; excess > 0 && served < idle.size(); excess--) {
        Member target = idle.get(served++);
        int partition = member.pollable(member.pollableCount() - 1);
        member.revoke(new Revocation(partition, target.slot(), target.id(), at));
      }
    }
  }

  /** Partitions that nobody has go round-robin to the members that have none, if there are such. */
  private void dealUnowned(List<Member> inOrder) {
    List<Member> without =
        inOrder.stream().filter(member -> member.partitionsCount() == 0).toList();
    int[] free = unownedPartitions();
    for (int i = 0; i < Math.min(without.size(), free.length); i++) {
      Member member = without.get(i);
      int[] dealt = new int[(free.length - i + without.size() - 1) / without.size()];
      for (int round = 0; round < dealt.length; round++) {
        dealt[round] = free[i + round * without.size()];
        owners[dealt[round]] = member.slot();
      }
      member.setPartitions(dealt);
    }
  }

  private int[] unownedPartitions() {
    return IntStream.range(0, owners.length)
        .filter(partition -> owners[partition] == NOBODY)
        .toArray();
  }

  /** Members that have nothing and are promised nothing. */
  private static List<Member> idle(List<Member> inOrder) {
    Set<Integer> promised = new HashSet<>();
    for (Member member : inOrder) {
      for (Revocation revocation : member.revocations()) {
        promised.add(revocation.targetSlot());
      }
    }
    return inOrder.stream()
        .filter(member -> member.partitionsCount() == 0 && !promised.contains(member.slot()))
        .toList();
  }

  private void give(Member member, int partition) {
    member.give(partition);
    owners[partition] = member.slot();
  }

  private List<Member> inOrder() {
    List<Member> inOrder = new ArrayList<>(members.size());
    members.forEach(inOrder::add);
    return inOrder;
  }

  private static int[] unowned(int count) {
    int[] owners = new int[count];
    Arrays.fill(owners, NOBODY);
    return owners;
  }

  void restore(RestoreCommand.RestoreGroup restored) {
    generation = restored.generation();
    members.restore(restored.members().end(), restored.members().freeIds());
  }

  void restore(RestoreCommand.RestoreMember restored) {
    Member member = new Member(restored.slot(), restored.id(), restored.client());
    members.restore(member.slot(), member);
    slotsByClient.add(member.client(), member.slot());
    int[] partitions = restored.partitions().stream().mapToInt(Integer::intValue).toArray();
    for (int partition : partitions) {
      if (partition < 0 || partition >= owners.length || owners[partition] != NOBODY) {
        throw new IllegalStateException("member of group " + id + " with partition " + partition);
      }
      owners[partition] = member.slot();
    }
    member.setPartitions(partitions);
  }

  void restore(int slot, Revocation revocation) {
    Member owner = owner(revocation.partition());
    if (owner == null || owner.slot() != slot) {
      throw new IllegalStateException("group " + id + " with " + revocation + " of slot " + slot);
    }
    owner.revoke(revocation);
  }
}
