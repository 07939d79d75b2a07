package galgo.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.Memory;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CommandCodecTest {
  @Property(tries = 500)
  void whatWasEncodedIsDecoded(@ForAll("command") Command command) {
    assertThat(decode(CommandCodec.encode(command))).isEqualTo(command);
  }

  @Property(tries = 100)
  void snapshotsAreDecoded(@ForAll("commands") List<Command> commands) {
    State state = States.founded();
    commands.forEach(state::apply);
    List<Command> decoded = new ArrayList<>();
    Snapshot.emit(state, part -> decoded.add(decode(CommandCodec.encode(part))));
    assertThat(decoded).isEqualTo(States.parts(state));
  }

  @Property(tries = 100)
  void aCommandCutShortOrTooLongIsRefused(@ForAll("command") Command command) {
    byte[] whole = CommandCodec.encode(command);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decode(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> decode(longer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 bytes too many");
  }

  @Property(tries = 2000)
  void anyBytesAreDecodedOrRefused(@ForAll byte[] bytes) {
    if (bytes.length > 1) {
      bytes[0] = CommandCodec.FORMAT;
      bytes[1] &= 127;
    }
    try {
      assertThat(decode(bytes)).isNotNull();
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageNotContaining("null");
    }
  }

  @Test
  void anotherFormatIsRefusedByNumber() {
    assertThatThrownBy(() -> decode(new byte[] {2, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("metadata command of format 2, known is 1");
  }

  @Test
  void theBytesOfAFormatOnceWrittenStay() {
    assertThat(CommandCodec.encode(new CatalogCommand.CreateStream(Bytes.of("s1"), 0x0102030405L)))
        .containsExactly(1, 2, 2, 0, 's', '1', 5, 4, 3, 2, 1, 0, 0, 0);
  }

  @Test
  void theLargestPartsFitIntoAnEntryOfTheLog() {
    List<Permissions.StreamGrant> most = new ArrayList<>();
    for (int i = 0; i < Limits.PERMISSION_ENTRIES; i++) {
      most.add(new Permissions.StreamGrant(i, 1, List.of()));
    }
    Permissions permissions = new Permissions(0, most);
    List<Integer> free = new ArrayList<>();
    List<Partition> partitions = new ArrayList<>();
    for (int i = 0; i < 1 << 16; i++) {
      free.add(i);
      partitions.add(new Partition(i, i, 1, 0));
    }
    RestoreCommand.Ids ids = new RestoreCommand.Ids(1 << 16, free);
    User user = new User(0, 1, Bytes.of("bob"), 1, "h", permissions, permissions, List.of(), 0);
    Set<Integer> sizes = new TreeSet<>();
    sizes.add(CommandCodec.encode(new RestoreCommand.RestoreUser(user)).length);
    sizes.add(CommandCodec.encode(new RestoreCommand.RestoreCluster(null, 0, ids, ids)).length);
    sizes.add(
        CommandCodec.encode(new RestoreCommand.RestorePartitions(0, 0, partitions.subList(0, 4096)))
            .length);
    assertThat(sizes).allMatch(size -> size < 1 << 20);
  }

  @Provide
  Arbitrary<Command> command() {
    return AnyCommand.any();
  }

  @Provide
  Arbitrary<List<Command>> commands() {
    return AnyCommand.any().list().ofMaxSize(120);
  }

  private static Command decode(byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      long address = arena.allocate(Math.max(1, bytes.length)).address();
      Memory.copy(bytes, 0, address, bytes.length);
      return CommandCodec.decode(address, bytes.length);
    }
  }
}
