package galgo.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A member of a consumer group: the server picks the partition and the offset, and stores what it
 * handed out (auto-commit). Members do not change during a run, so that a partition always comes to
 * the same member, without gaps.
 */
final class GroupCursor implements Cursor {
  private static final long UNKNOWN = -1;

  private final Group group;
  private final PollRequest request;
  private final int most;
  private final long[] expected;

  GroupCursor(Plan plan, Group group) {
    this.group = group;
    this.request = PollRequest.ofGroup(group, plan.batch());
    this.most = plan.batch();
    this.expected = new long[group.partitions()];
    Arrays.fill(expected, plan.existing() == null ? 0 : UNKNOWN);
  }

  @Override
  public ByteBuffer request() {
    return request.again();
  }

  @Override
  public void check(PollAnswer answer) throws ServerError {
    int partition = answer.partition();
    if (partition < 0 || partition >= expected.length) {
      throw PollAnswer.wrong(
          "partition "
              + partition
              + " of group "
              + group.groupId()
              + ", which has "
              + expected.length);
    }
    long offset = expected[partition];
    answer.check(partition, Math.max(offset, 0), most, offset != UNKNOWN);
  }

  @Override
  public void advance(PollAnswer answer) {
    if (answer.count() > 0) {
      expected[answer.partition()] = answer.firstOffset() + answer.count();
    }
  }

  @Override
  public int partitions() {
    return expected.length;
  }
}
