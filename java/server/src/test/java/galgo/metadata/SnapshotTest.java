package galgo.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SnapshotTest {
  @Property(tries = 300)
  void aRestoredStateIsEqualAndGoesOnEqually(
      @ForAll("commands") List<Command> before, @ForAll("commands") List<Command> after) {
    State original = States.founded();
    before.forEach(original::apply);

    State restored = States.restored(States.parts(original));

    assertThat(States.parts(restored)).isEqualTo(States.parts(original));
    for (int group = 1; group <= 4; group++) {
      assertThat(restored.dataGroups().load(group)).isEqualTo(original.dataGroups().load(group));
    }
    for (Command command : after) {
      assertThat(restored.apply(command)).as("%s", command).isEqualTo(original.apply(command));
    }
    assertThat(States.parts(restored)).isEqualTo(States.parts(original));
  }

  @Property(tries = 100)
  void checkForeseesApplyAndRefusalsChangeNothing(@ForAll("commands") List<Command> commands) {
    State state = States.founded();
    for (Command command : commands) {
      List<RestoreCommand> before = States.parts(state);
      int foreseen = state.check(command);
      assertThat(States.parts(state)).isEqualTo(before);

      Outcome outcome = state.apply(command);

      assertThat(outcome.status()).isEqualTo(foreseen);
      if (!outcome.done()) {
        assertThat(States.parts(state)).isEqualTo(before);
      }
    }
  }

  @Property(tries = 100)
  void incarnationsAreGivenOnce(@ForAll("commands") List<Command> commands) {
    State state = States.founded();
    Map<Long, String> seen = new HashMap<>();
    for (Command command : commands) {
      state.apply(command);
      for (Stream stream : state.streams()) {
        for (Topic topic : stream.topics()) {
          String path = "topic created " + topic.createdAt() + " ";
          assertThat(seen.computeIfAbsent(topic.incarnation(), key -> path)).isEqualTo(path);
          for (Partition partition : topic.partitions()) {
            String of = "partition " + partition.id() + " of " + topic.incarnation();
            assertThat(seen.computeIfAbsent(partition.incarnation(), key -> of)).isEqualTo(of);
          }
          for (ConsumerGroup group : topic.groups()) {
            String of = "group " + group.name() + " of " + topic.incarnation();
            assertThat(seen.computeIfAbsent(group.incarnation(), key -> of)).isEqualTo(of);
          }
        }
      }
    }
  }

  @Provide
  Arbitrary<List<Command>> commands() {
    return AnyCommand.any().list().ofMinSize(5).ofMaxSize(120);
  }
}
