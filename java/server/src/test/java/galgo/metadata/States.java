package galgo.metadata;

import java.util.ArrayList;
import java.util.List;

/** States for tests, and all there is in one as a value to compare. */
final class States {
  private States() {}

  static State empty() {
    return new State(new RoundRobins());
  }

  /** Founded, with nothing in it. */
  static State founded() {
    State state = empty();
    state.apply(AnyCommand.FOUND);
    return state;
  }

  static State restored(List<RestoreCommand> parts) {
    State state = empty();
    parts.forEach(state::apply);
    return state;
  }

  static List<RestoreCommand> parts(State state) {
    List<RestoreCommand> parts = new ArrayList<>();
    Snapshot.emit(state, parts::add);
    return parts;
  }

  /** What a group's members have, by slot. */
  static List<List<Integer>> assignment(ConsumerGroup group) {
    List<List<Integer>> assignment = new ArrayList<>();
    for (Member member : group.members()) {
      List<Integer> partitions = new ArrayList<>();
      for (int i = 0; i < member.partitionsCount(); i++) {
        partitions.add(member.partition(i));
      }
      assignment.add(partitions);
    }
    return assignment;
  }
}
