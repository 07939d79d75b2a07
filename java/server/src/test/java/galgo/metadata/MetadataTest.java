package galgo.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MetadataTest {
  private static final int ROUNDS = 100_000;
  private static final TopicSettings SETTINGS =
      new TopicSettings(1, TopicSettings.NEVER, TopicSettings.UNLIMITED, 1);

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Property(tries = 100)
  void bothCopiesAreEqualToOneStateByTheSameCommands(@ForAll("commands") List<Command> commands) {
    Metadata metadata = new Metadata(1, 0);
    State alone = States.empty();
    assertThat(metadata.apply(AnyCommand.FOUND)).isEqualTo(alone.apply(AnyCommand.FOUND));
    for (Command command : commands) {
      assertThat(metadata.apply(command)).isEqualTo(alone.apply(command));
      if (command.hashCode() % 3 == 0) {
        metadata.publish();
      }
    }
    metadata.publish();

    assertThat(States.parts(metadata.enter(0))).isEqualTo(States.parts(alone));
    metadata.leave(0);
    assertThat(States.parts(metadata.latest())).isEqualTo(States.parts(alone));
  }

  @Test
  void bothCopiesShareATopicsRoundRobin() {
    Metadata metadata = founded();
    RoundRobin roundRobin = roundRobin(metadata.latest());
    metadata.publish();
    State read = metadata.enter(0);
    assertThat(roundRobin(read)).isSameAs(roundRobin);
    metadata.leave(0);
    assertThat(roundRobin(metadata.latest())).isSameAs(roundRobin);
    assertThat(List.of(roundRobin.next(3), roundRobin.next(3), roundRobin.next(3)))
        .containsExactly(0, 1, 2);
  }

  @Test
  void publishingWhileReadingIsAnErrorNotADeadlock() {
    Metadata metadata = founded();
    metadata.enter(0);
    assertThatThrownBy(metadata::publish)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("shard 0 publishes while it reads");
    metadata.leave(0);
    metadata.publish();
  }

  @Test
  void whatARequestLooksUpAllocatesNothing() {
    Metadata metadata = founded();
    metadata.publish();
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocate(8).address();
      Bytes.of("t").copyTo(name);
      long before = 0;
      long found = 0;
      for (int round = 0; round < 2 * ROUNDS; round++) {
        if (round == ROUNDS) {
          before = threads.getCurrentThreadAllocatedBytes();
        }
        found += lookUp(metadata, name);
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(found).isEqualTo(2L * ROUNDS * 3);
      // less than a byte in many rounds: what the measuring itself takes
      assertThat(allocated).isLessThan(ROUNDS / 10);
    }
  }

  /** 3 when all was found and allowed. */
  private static int lookUp(Metadata metadata, long name) {
    State state = metadata.enter(1);
    try {
      Stream stream = state.stream(name, 1);
      Topic topic = stream == null ? null : stream.topic(name, 1);
      ConsumerGroup group = topic == null ? null : topic.group(name, 1);
      if (topic == null || group == null || !state.permissions(0).canPoll(0, topic.id())) {
        return 0;
      }
      Member member = group.memberOf(5);
      Partition partition = member == null ? null : topic.partition(member.pollable(1));
      return partition == null ? 0 : partition.id() + 2;
    } finally {
      metadata.leave(1);
    }
  }

  @Provide
  Arbitrary<List<Command>> commands() {
    return AnyCommand.any().list().ofMaxSize(100);
  }

  private static RoundRobin roundRobin(State state) {
    return state.streams().require(0).topics().require(0).roundRobin();
  }

  private static Metadata founded() {
    Metadata metadata = new Metadata(2, 0);
    List<Command> commands =
        List.of(
            AnyCommand.FOUND,
            new UserCommand.CreateUser(Bytes.of("iggy"), "hash", 1, Permissions.ALL, 1),
            new CatalogCommand.CreateStream(Bytes.of("t"), 1),
            new CatalogCommand.CreateTopic(0, Bytes.of("t"), SETTINGS, 3, 1),
            new GroupCommand.CreateGroup(0, 0, Bytes.of("t")),
            new MembershipCommand.JoinGroup(0, 0, 0, 5, 1));
    commands.forEach(command -> assertThat(metadata.apply(command).done()).isTrue());
    return metadata;
  }
}
