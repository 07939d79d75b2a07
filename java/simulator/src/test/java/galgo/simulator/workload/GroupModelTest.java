package galgo.simulator.workload;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.simulator.Finding;
import org.junit.jupiter.api.Test;

class GroupModelTest {
  private final Model model =
      new Model(new Allowances(false, false, false, false), () -> Long.MAX_VALUE);
  private final GroupModel group = model.stream().topic("topic", 3, 0).group("group", true);

  @Test
  void aPartitionMovesOnlyAfterACommit() {
    join(1);
    join(2);
    poll(1, 5);
    assertThatThrownBy(() -> poll(2, 9))
        .isInstanceOf(Finding.class)
        .hasMessageContaining("not committed");
    group.offset(0).write(5, model.tick(), true).span.happened(model.tick());
    poll(2, 9);
  }

  @Test
  void aMemberThatGoesLeavesItsPartitionsAsTheyAre() {
    join(1);
    join(2);
    join(3);
    poll(1, 5);
    group.leaving(3, model.tick());
    poll(2, 9);
    group.membersSeen(2, client -> true, model.tick(), model.tick());
    poll(2, 9);
    assertThatThrownBy(() -> poll(1, 12)).isInstanceOf(Finding.class);
  }

  @Test
  void aMemberThatJoinedIsListed() {
    join(1);
    assertThatThrownBy(() -> group.membersSeen(0, client -> true, model.tick(), model.tick()))
        .isInstanceOf(Finding.class);
  }

  @Test
  void aMemberWhoseConnectionIsBrokenMayBeListedOrNot() {
    join(1);
    join(2);
    group.membersSeen(2, client -> client == 1, model.tick(), model.tick());
    group.membersSeen(1, client -> client == 1, model.tick(), model.tick());
    assertThatThrownBy(
            () -> group.membersSeen(0, client -> client == 1, model.tick(), model.tick()))
        .isInstanceOf(Finding.class);
  }

  private void join(int client) {
    group.joining(client, model.tick());
    group.joined(client, model.tick());
  }

  private void poll(int client, long last) {
    group.polled(client, 0, last, model.tick(), model.tick());
  }
}
