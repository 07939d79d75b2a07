package galgo.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.Errno;
import galgo.io.Memory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final JournalSettings SETTINGS = new JournalSettings(2 << 20, 3);

  private final CrashDisk disk = new CrashDisk(1);
  private final List<TestNode> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.forEach(TestNode::close);
  }

  private TestNode start(int shards) {
    TestNode node = new TestNode(disk, nodes.size() + 1, shards, nodes.size(), SETTINGS);
    for (CrashDriver driver : node.drivers) {
      driver.prompt = true;
    }
    nodes.add(node);
    return node;
  }

  @Test
  void whatComesDuringAWriteSharesTheNextFrame() {
    TestNode node = start(1);
    node.settle();
    Journal journal = node.journals[0];
    long before = journal.lastSequence();
    for (int frame = 1; frame <= 2; frame++) {
      node.propose(1, new byte[10]);
      journal.turn();
    }
    for (int i = 0; i < 20; i++) {
      node.propose(i % 5, new byte[10]);
      journal.turn();
    }
    assertThat(journal.lastSequence()).isEqualTo(before + 2);
    node.settle();
    assertThat(journal.lastSequence()).isEqualTo(before + 3);
    assertThat(journal.durableSequence()).isEqualTo(before + 3);
    assertThat(node.decisions).hasSize(22).allMatch(asked -> asked.status == 0);
    assertThat(node.decisions.getLast().sequence()).isEqualTo(before + 3);
  }

  @Test
  void aGroupWaitsForItsPlacedBodyAndOthersPass() {
    TestNode node = start(1);
    TestNode.Asked first = node.propose(1, new byte[10]);
    TestNode.Asked placed = node.proposePlaced(1);
    TestNode.Asked behind = node.propose(1, new byte[20]);
    TestNode.Asked other = node.propose(2, new byte[30]);
    for (int i = 0; i < 5; i++) {
      node.turn();
    }
    assertThat(node.decisions).containsExactlyInAnyOrder(first, other);
    assertThat(placed.pending()).isTrue();
    assertThat(placed.sequence()).isZero();
    node.journals[0].bodyDurable(placed);
    node.settle();
    assertThat(node.decisions).endsWith(placed, behind);
    assertThat(placed.pending()).isFalse();
    assertThat(placed.sequence()).isEqualTo(behind.sequence()).isPositive();
    assertThat(start(2).entries(1)).isEqualTo(node.proposed.get(1));
  }

  @Test
  void aPlacedBodyThatFailedLeavesANoOp() {
    TestNode node = start(1);
    TestNode.Asked placed = node.proposePlaced(1);
    TestNode.Asked behind = node.propose(1, new byte[20]);
    node.bodyFailed(placed, -Errno.ENOSPC);
    assertThat(placed.pending()).isTrue();
    node.settle();
    assertThat(node.decisions).containsExactly(placed, behind);
    assertThat(placed.status).isEqualTo(-Errno.ENOSPC);
    assertThat(behind.status).isZero();
    List<TestNode.Entry> found = start(1).entries(1);
    assertThat(found).isEqualTo(node.proposed.get(1));
    assertThat(found.getFirst().kind()).isEqualTo(EntryHeader.KIND_NO_OP);
  }

  @Test
  void afterAFailedWriteAllIsDecidedWithTheErrorAndNothingTaken() {
    TestNode node = start(1);
    node.propose(1, new byte[10]);
    node.settle();
    TestNode.Asked placed = node.proposePlaced(2);
    node.propose(1, new byte[20]);
    node.drivers[0].writeResult = -Errno.EIO;
    node.journals[0].turn();
    node.propose(1, new byte[30]);
    node.turn();
    assertThat(node.decisions).hasSize(4);
    assertThat(node.decisions.subList(1, 4)).allMatch(asked -> asked.status == -Errno.EIO);
    Journal journal = node.journals[0];
    assertThat(journal.failure()).contains("1-0-1.piece", "cannot be written", "EIO");
    assertThat(journal.hasRoom()).isFalse();
    assertThat(journal.begin(1, 10, false)).isZero();
    assertThat(journal.idle()).isTrue();
    journal.bodyDurable(placed);
    node.drivers[0].writeResult = 0;
    node.turn();
    assertThat(node.decisions).hasSize(4);
  }

  @Test
  void aNextFileThatCannotBeSyncedEndsTheJournal() {
    TestNode node = start(1);
    node.settle();
    node.drivers[0].syncResult = -Errno.EIO;
    node.propose(1, new byte[Journal.MAX_BODY]);
    node.settle();
    node.propose(1, new byte[Journal.MAX_BODY]);
    node.propose(1, new byte[Journal.MAX_BODY]);
    node.settle();
    assertThat(node.journals[0].failure()).contains("1-0-2.piece", "cannot be prepared", "EIO");
    assertThat(node.decisions).hasSize(3);
    assertThat(node.decisions.getLast().status).isEqualTo(-Errno.EIO);
  }

  @Test
  void aNextFileThatCannotBeMadeEndsTheJournal() {
    TestNode node = start(1);
    node.settle();
    node.drivers[0].files.createFault = -Errno.EIO;
    while (node.journals[0].failure().isEmpty()) {
      assertThat(node.decisions).hasSizeLessThan(10);
      node.propose(1, new byte[Journal.MAX_BODY / 2]);
      node.settle();
    }
    assertThat(node.journals[0].failure()).contains("1-0-2.piece", "cannot be made", "EIO");
    assertThat(node.decisions.getLast().status).isEqualTo(-Errno.EIO);
    assertThat(node.journals[0].idle()).isTrue();
  }

  @Test
  void aFullJournalTakesNothingUntilItIsTrimmed() {
    TestNode node = start(1);
    Journal journal = node.journals[0];
    List<TestNode.Asked> taken = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      TestNode.Asked asked = node.propose(1, new byte[Journal.MAX_BODY]);
      if (asked != null) {
        taken.add(asked);
      }
      node.turn();
    }
    // Three files of two frames each, and 64 blocks that wait.
    assertThat(node.decisions).hasSize(6);
    assertThat(taken).hasSize(70);
    assertThat(journal.begin(1, 10, false)).isZero();
    assertThat(journal.hasRoom()).isTrue();
    assertThat(node.propose(2, new byte[10])).isNotNull();
    assertThat(journal.bytesSince(0)).isBetween(5L << 20, 6L << 20);
    node.checkpointAndTrim(0);
    assertThat(journal.bytesSince(0)).isLessThanOrEqualTo(2L << 20);
    node.settle();
    assertThat(node.decisions).hasSize(71).allMatch(asked -> asked.status == 0);
    assertThat(disk.names.keySet().stream().filter(name -> name.endsWith(".piece"))).hasSize(3);
    TestNode next = start(3);
    long from = next.checkpoints.get(1).op();
    assertThat(next.entries(1)).isEqualTo(node.proposed.get(1).subList((int) from, 70));
  }

  @Test
  void journalsOfEarlierStartsGoWhenAllShardsHavePassed() {
    TestNode first = start(3);
    for (int group = 0; group < TestNode.GROUPS; group++) {
      first.propose(group, new byte[group]);
    }
    first.settle();
    TestNode second = start(2);
    second.settle();
    second.checkpointAndTrim(0);
    second.settle();
    assertThat(disk.names.keySet()).contains(TestNode.DIRECTORY + "/1-0-1.piece");
    second.checkpointAndTrim(1);
    for (int i = 0; i < 5; i++) {
      second.turn();
    }
    // Kept to be used again; what is too much is deleted.
    for (int i = 0; i < 3; i++) {
      second.propose(0, new byte[Journal.MAX_BODY]);
      second.settle();
    }
    assertThat(disk.names.keySet())
        .doesNotContain(TestNode.DIRECTORY + "/1-0-1.piece")
        .contains(TestNode.DIRECTORY + "/2-0-2.piece");
    assertThat(start(1).entries(0)).isEqualTo(second.proposed.get(0));
  }

  @Test
  void misuseIsRefused() {
    TestNode node = start(2);
    Journal journal = node.journals[0];
    assertThatThrownBy(() -> journal.begin(1, 10, false))
        .hasMessage("group 1 is not of this journal");
    assertThatThrownBy(() -> journal.begin(0, Journal.MAX_BODY + 1, false))
        .hasMessageContaining("917505");
    TestNode.Asked asked = node.propose(0, new byte[3]);
    long header = journal.begin(0, 3, false);
    assertThatThrownBy(journal::turn).hasMessageContaining("begun and not proposed");
    assertThatThrownBy(() -> journal.propose(asked, 0)).hasMessageContaining("pending");
    TestNode.Asked fresh = node.new Asked(0, asked.entry);
    assertThatThrownBy(() -> journal.propose(fresh, 0)).hasMessageContaining("not sealed");
    assertThat(Memory.getLong(header + EntryHeader.OP)).isEqualTo(1);
    assertThat(Memory.getInt(header + EntryHeader.INDEX)).isEqualTo(1);
    assertThatThrownBy(() -> journal.trim(5)).hasMessageContaining("trimmed to frame 5");
  }
}
