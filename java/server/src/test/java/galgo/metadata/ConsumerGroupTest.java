package galgo.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class ConsumerGroupTest {
  private static final long NOW = 1;

  @Test
  void threePartitionsAreSharedOneByOne() {
    ConsumerGroup group = group(3);
    joinAndComplete(group, 'a');
    assertThat(States.assignment(group)).containsExactly(List.of(0, 1, 2));
    joinAndComplete(group, 'b');
    assertThat(States.assignment(group)).containsExactly(List.of(0, 1), List.of(2));
    joinAndComplete(group, 'c');
    assertThat(States.assignment(group)).containsExactly(List.of(0), List.of(2), List.of(1));
  }

  @Test
  void aNewMemberGetsOnePartitionUntilAFullRebalance() {
    ConsumerGroup group = group(6);
    for (char client = 'a'; client <= 'c'; client++) {
      joinAndComplete(group, client);
    }
    assertThat(States.assignment(group))
        .containsExactly(List.of(0, 1, 2, 3), List.of(5), List.of(4));
    for (char client = 'd'; client <= 'g'; client++) {
      joinAndComplete(group, client);
    }
    assertThat(States.assignment(group))
        .containsExactly(
            List.of(0), List.of(5), List.of(4), List.of(3), List.of(2), List.of(1), List.of());

    leave(group, 'g');
    assertThat(States.assignment(group))
        .containsExactly(List.of(0), List.of(1), List.of(2), List.of(3), List.of(4), List.of(5));
    leave(group, 'b');
    assertThat(States.assignment(group))
        .containsExactly(List.of(0, 5), List.of(1), List.of(2), List.of(3), List.of(4));
  }

  /** As recorded from Iggy 0.8.0. */
  @Test
  void fourPartitionsAreSharedAsInTheRecording() {
    ConsumerGroup group = group(4);
    joinAndComplete(group, 'a');
    joinAndComplete(group, 'b');
    assertThat(States.assignment(group)).containsExactly(List.of(0, 1, 2), List.of(3));
    leave(group, 'b');
    assertThat(States.assignment(group)).containsExactly(List.of(0, 1, 2, 3));
    assertThat(group.join('c', NOW).id()).isEqualTo(1);
    leave(group, 'c');
    group.setPartitionsCount(6);
    assertThat(States.assignment(group)).containsExactly(List.of(0, 1, 2, 3, 4, 5));
  }

  @Test
  void aFreedSlotIsUsedAgainAndMemberIdsGoOn() {
    ConsumerGroup group = group(4);
    for (char client = 'a'; client <= 'c'; client++) {
      joinAndComplete(group, client);
    }
    leave(group, 'a');
    leave(group, 'b');
    assertThat(group.join('d', NOW)).returns(1, Member::slot).returns(3, Member::id);
    assertThat(group.join('e', NOW)).returns(0, Member::slot).returns(4, Member::id);
    leave(group, 'e');
    assertThat(group.join('f', NOW)).returns(0, Member::slot).returns(4, Member::id);
  }

  @Test
  void aPartitionBeingHandedOverStaysButIsNotPolled() {
    ConsumerGroup group = group(2);
    Member a = group.join('a', NOW);
    Member b = group.join('b', 7);

    assertThat(a.partitionsCount()).isEqualTo(2);
    assertThat(a.pollableCount()).isEqualTo(1);
    assertThat(a.pollable(0)).isZero();
    assertThat(a.revocations()).containsExactly(new Revocation(1, b.slot(), b.id(), 7));
    assertThat(group.owner(1)).isSameAs(a);
    assertThat(b.partitionsCount()).isZero();

    // The next one finds nobody to take from: the one partition left is a's fair share.
    group.join('c', NOW);
    assertThat(a.revocations()).hasSize(1);

    group.completeRevocation(1);
    assertThat(group.owner(1)).isSameAs(b);
    assertThat(States.assignment(group)).containsExactly(List.of(0), List.of(1), List.of());
  }

  @Test
  void leavingDealsAnewAndDropsWhatWasBeingHandedOver() {
    ConsumerGroup group = group(4);
    Member a = group.join('a', NOW);
    group.join('b', NOW);
    assertThat(a.revocations()).hasSize(1);

    leave(group, 'b');

    assertThat(a.revocations()).isEmpty();
    assertThat(a.pollableCount()).isEqualTo(4);
  }

  @Test
  void anotherNumberOfPartitionsDealsAnew() {
    ConsumerGroup group = group(4);
    joinAndComplete(group, 'a');
    joinAndComplete(group, 'b');
    group.setPartitionsCount(6);
    assertThat(States.assignment(group)).containsExactly(List.of(0, 2, 4), List.of(1, 3, 5));
    group.setPartitionsCount(0);
    assertThat(States.assignment(group)).containsExactly(List.of(), List.of());
    group.setPartitionsCount(1);
    assertThat(States.assignment(group)).containsExactly(List.of(0), List.of());
  }

  @Property(tries = 500)
  void noPartitionHasTwoMembersAndNoneIsLost(@ForAll("steps") List<Integer> steps) {
    ConsumerGroup group = group(5);
    for (int step : steps) {
      act(group, step);

      List<Integer> owned = new ArrayList<>();
      for (Member member : group.members()) {
        int revoked = member.revocations().size();
        assertThat(member.pollableCount()).isEqualTo(member.partitionsCount() - revoked);
        for (int i = 0; i < member.partitionsCount(); i++) {
          owned.add(member.partition(i));
          assertThat(group.owner(member.partition(i))).isSameAs(member);
        }
        assertThat(group.memberOf(member.client())).isSameAs(member);
      }
      int expected = group.members().size() == 0 ? 0 : group.partitionsCount();
      assertThat(owned).doesNotHaveDuplicates().hasSize(expected);
    }
  }

  /** 0..7 join or leave, 10..19 complete, 20..29 another number of partitions. */
  private static void act(ConsumerGroup group, int step) {
    if (step < 10) {
      Member member = group.memberOf(step);
      if (member == null) {
        group.join(step, NOW);
      } else {
        group.leave(member);
      }
    } else if (step < 20) {
      Member owner = group.owner(step - 10);
      if (owner != null && group.isRevoking(step - 10, owner.id())) {
        group.completeRevocation(step - 10);
      }
    } else {
      group.setPartitionsCount(step - 20);
    }
  }

  @Provide
  Arbitrary<List<Integer>> steps() {
    return Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.integers().between(0, 9)),
            Tuple.of(6, Arbitraries.integers().between(10, 19)),
            Tuple.of(1, Arbitraries.integers().between(20, 29)))
        .list()
        .ofMaxSize(60);
  }

  private static ConsumerGroup group(int partitions) {
    return new ConsumerGroup(0, Bytes.of("g"), 1, partitions);
  }

  private static void joinAndComplete(ConsumerGroup group, char client) {
    group.join(client, NOW);
    for (Member member : group.members()) {
      List.copyOf(member.revocations())
          .forEach(revocation -> group.completeRevocation(revocation.partition()));
    }
  }

  private static void leave(ConsumerGroup group, char client) {
    Member member = group.memberOf(client);
    assertThat(member).isNotNull();
    group.leave(member);
  }
}
