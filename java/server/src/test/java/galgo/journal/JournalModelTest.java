package galgo.journal;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Starts, work and power cuts by chance: what was decided is found again, in order, and nothing but
 * a prefix of what was proposed.
 */
class JournalModelTest {
  private static final JournalSettings SMALL = new JournalSettings(2 << 20, 4);
  private static final int STARTS = 6;

  private final List<List<TestNode.Entry>> history = new ArrayList<>();
  private final long[] decided = new long[TestNode.GROUPS];
  private final List<TestNode.Asked> awaited = new ArrayList<>();
  private final List<TestNode.Asked> durable = new ArrayList<>();

  @Test
  void whatWasDecidedOutlivesPowerCuts() {
    for (int seed = 0; seed < 60; seed++) {
      try {
        lives(seed, false);
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void filesThatAreUsedAgainBringNothingBack() {
    for (int seed = 0; seed < 4; seed++) {
      try {
        lives(seed, true);
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void aByteThatChangesAfterPowerCutsIsFoundOrHarmless() {
    int[] outcomes = new int[3];
    for (int seed = 0; seed < 6; seed++) {
      CrashDisk disk = lives(seed, false);
      Random random = new Random(seed);
      List<String> pieces =
          disk.names.keySet().stream().filter(name -> name.endsWith(".piece")).toList();
      for (int round = 0; round < 25; round++) {
        byte[] bytes = disk.names.get(pieces.get(random.nextInt(pieces.size()))).current;
        if (bytes.length == 0) {
          continue;
        }
        int at = random.nextInt(Math.min(bytes.length, 60_000));
        byte before = bytes[at];
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        try {
          outcomes[outcome(disk)]++;
        } catch (AssertionError e) {
          throw new AssertionError("seed " + seed + " byte " + at, e);
        }
        bytes[at] = before;
      }
    }
    assertThat(outcomes).doesNotContain(0);
  }

  /** 0 all there, 1 a group is damaged, 2 the start is refused. */
  private int outcome(CrashDisk disk) {
    try (TestNode node = TestNode.found(disk, STARTS + 1)) {
      int outcome = 0;
      for (int group = 0; group < TestNode.GROUPS; group++) {
        long head = node.recovered.head(group);
        long checkpoint = node.checkpoints.get(group).op();
        List<TestNode.Entry> expected = new ArrayList<>(history.get(group));
        expected.removeIf(entry -> entry.op() <= checkpoint || entry.op() > head);
        assertThat(node.entries(group)).isEqualTo(expected);
        if (node.recovered.damage(group).isEmpty()) {
          assertThat(head).isGreaterThanOrEqualTo(decided[group]);
        } else {
          outcome = 1;
        }
      }
      return outcome;
    } catch (DataDirectoryException e) {
      return 2;
    }
  }

  private CrashDisk lives(int seed, boolean large) {
    history.clear();
    for (int group = 0; group < TestNode.GROUPS; group++) {
      history.add(new ArrayList<>());
      decided[group] = 0;
    }
    CrashDisk disk = new CrashDisk(seed);
    Random random = new Random(seed);
    for (int boot = 1; boot <= STARTS; boot++) {
      int shards = 1 + random.nextInt(3);
      try (TestNode node = new TestNode(disk, boot, shards, random.nextLong(), SMALL)) {
        compare(node);
        work(node, random, large);
        for (int group = 0; group < TestNode.GROUPS; group++) {
          history.get(group).addAll(node.proposed.get(group));
          decided[group] = node.decidedOps[group];
        }
      }
      if (random.nextInt(4) > 0) {
        disk.crash();
      }
    }
    return disk;
  }

  private void compare(TestNode node) {
    List<List<TestNode.Entry>> inOnePass = node.entriesInOnePass();
    for (int group = 0; group < TestNode.GROUPS; group++) {
      long head = node.recovered.head(group);
      assertThat(node.recovered.damage(group)).isEmpty();
      assertThat(head).isGreaterThanOrEqualTo(decided[group]);
      List<TestNode.Entry> known = history.get(group);
      known.removeIf(entry -> entry.op() > head);
      long checkpoint = node.checkpoints.get(group).op();
      List<TestNode.Entry> expected = new ArrayList<>(known);
      expected.removeIf(entry -> entry.op() <= checkpoint);
      assertThat(node.entries(group)).isEqualTo(expected);
      expected.removeIf(entry -> entry.kind() == EntryHeader.KIND_NO_OP);
      assertThat(inOnePass.get(group)).isEqualTo(expected);
      assertThat(node.checkpoints.get(group).length())
          .isEqualTo(
              checkpoint == 0 && node.checkpoints.get(group).number() == 0 ? 0 : group * 100);
    }
    for (TestNode.Asked asked : durable) {
      // Only bodies that were said to be durable may be claimed.
      asked.status = Integer.MIN_VALUE;
    }
    awaited.clear();
    durable.clear();
  }

  private void work(TestNode node, Random random, boolean large) {
    int steps = random.nextInt(large ? 120 : 60);
    for (int step = 0; step < steps; step++) {
      int group = random.nextInt(TestNode.GROUPS);
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3, 4 -> {
          for (int i = random.nextInt(5); i >= 0; i--) {
            node.propose(group, TestNode.body(random, length(random, large)));
          }
        }
        case 5 -> {
          TestNode.Asked asked = node.proposePlaced(group);
          if (asked != null) {
            awaited.add(asked);
          }
        }
        case 6, 7 -> bodies(node, random);
        case 8 -> {
          if (random.nextInt(large ? 1 : 4) == 0) {
            if (random.nextBoolean()) {
              rest(node);
            }
            node.checkpointAndTrim(random.nextInt(node.shards));
          }
        }
        default -> node.turn();
      }
    }
    assertOrder(node);
  }

  private static int length(Random random, boolean large) {
    return large && random.nextBoolean()
        ? random.nextInt(Journal.MAX_BODY + 1)
        : random.nextInt(2000);
  }

  private void bodies(TestNode node, Random random) {
    if (awaited.isEmpty()) {
      return;
    }
    TestNode.Asked asked = awaited.remove(random.nextInt(awaited.size()));
    if (random.nextInt(4) == 0) {
      node.bodyFailed(asked, -Errno.ENOSPC);
    } else {
      node.journal(asked.group).bodyDurable(asked);
      durable.add(asked);
    }
  }

  private void rest(TestNode node) {
    awaited.forEach(asked -> node.journal(asked.group).bodyDurable(asked));
    awaited.clear();
    node.settle();
  }

  private static void assertOrder(TestNode node) {
    for (int group = 0; group < TestNode.GROUPS; group++) {
      int of = group;
      List<TestNode.Entry> answered =
          node.decisions.stream()
              .filter(asked -> asked.group == of)
              .map(asked -> asked.entry)
              .toList();
      assertThat(answered).isEqualTo(node.proposed.get(group).subList(0, answered.size()));
    }
  }
}
