package galgo.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import galgo.io.Loop;
import galgo.io.Memory;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proposing, gathering, writing and deciding leave nothing for the collector. */
class JournalAllocationTest {
  private static final int ROUNDS = 20_000;

  /** A file is used again now and then, under a name that is made for it. */
  private static final long BYTES_A_ROUND = 1;

  private static final class Counting extends Proposal {
    int decided;

    @Override
    protected void decided(int status) {
      decided++;
    }
  }

  @Test
  void anEntryAllocatesNothing() {
    CrashDisk disk = new CrashDisk(1);
    try (CrashDriver driver = new CrashDriver(disk, 1)) {
      List<Checkpoint> none = new ArrayList<>();
      for (int group = 0; group < 65; group++) {
        none.add(Checkpoint.none(group));
      }
      JournalIdentity identity = TestNode.identity(1);
      Recovered recovered = Recovered.read(driver, "/data/journal", identity, none, 1);
      Loop loop = new Loop(driver);
      int[] groups = new int[65];
      for (int i = 0; i < 65; i++) {
        groups[i] = i;
      }
      JournalSettings settings = new JournalSettings(32 << 20, 3);
      Journal journal =
          new Journal(loop, "/data/journal", settings, identity, 0, recovered, groups);
      driver.quiet = true;
      Counting small = new Counting();
      Counting placed = new Counting();
      long body = driver.allocate(4096);
      for (int i = 0; i < 3; i++) {
        work(journal, loop, small, placed, body);
      }
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      work(journal, loop, small, placed, body);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(small.decided).isEqualTo(4 * ROUNDS);
      assertThat(placed.decided).isEqualTo(4 * ROUNDS);
      assertThat(allocated).isLessThan(ROUNDS * BYTES_A_ROUND);
    }
  }

  private static void work(Journal journal, Loop loop, Proposal small, Proposal placed, long body) {
    for (int i = 0; i < ROUNDS; i++) {
      long header = journal.begin(i % 65, 1000, false);
      Memory.putInt(header + EntryHeader.LENGTH, EntryHeader.lengthFor(1000));
      Memory.putInt(header + EntryHeader.BODY_LENGTH, 1000);
      EntryHeader.seal(header, body, loop.driver().kernels());
      journal.propose(small, body);
      header = journal.begin((i + 1) % 65, 0, true);
      Memory.putInt(header + EntryHeader.LENGTH, EntryHeader.lengthFor(4000));
      Memory.putInt(header + EntryHeader.BODY_LENGTH, 4000);
      Memory.putShort(header + EntryHeader.FLAGS, EntryHeader.FLAG_PLACED);
      EntryHeader.seal(header, body, loop.driver().kernels());
      journal.proposePlaced(placed);
      journal.bodyDurable(placed);
      while (small.pending() || placed.pending()) {
        journal.turn();
        loop.turn(0);
      }
      journal.trim(journal.durableSequence());
    }
  }
}
