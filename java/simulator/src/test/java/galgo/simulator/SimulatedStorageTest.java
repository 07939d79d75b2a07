package galgo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a crash may leave: nothing that was synced is lost, nothing comes that never was. */
class SimulatedStorageTest {
  private static final int LARGEST = 9000;

  private final Simulation world = new Simulation(1);
  private final SimulatedStorage storage = new SimulatedStorage(world, 1 << 20);

  @Test
  void aFileAfterACrashHoldsWhatWasSyncedOrSomethingThatCameAfter() {
    SimulatedStorage large = new SimulatedStorage(world, 1L << 40);
    Set<String> outcomes = new HashSet<>();
    for (long seed = 0; seed < 2000; seed++) {
      Chance chance = new Chance(seed);
      SimulatedFile file = new SimulatedFile(large);
      file.hold();
      History history = new History();
      for (int i = chance.below(12); i >= 0; i--) {
        history.change(file, chance);
      }
      byte[] before = file.copy();
      file.crash(chance, chance.oneOf(0, 1, 2) / 2.0);
      history.check(file.copy());
      outcomes.add(file.size() == before.length ? "as it was" : "of another size");
    }
    assertThat(outcomes).hasSize(2);
  }

  /** All bytes and sizes that the file has had since its last sync. */
  private static final class History {
    private final List<Set<Byte>> bytes = new ArrayList<>();
    private final Set<Integer> sizes = new HashSet<>(Set.of(0));

    History() {
      for (int i = 0; i < LARGEST; i++) {
        bytes.add(new HashSet<>(Set.of((byte) 0)));
      }
    }

    void change(SimulatedFile file, Chance chance) {
      switch (chance.below(5)) {
        case 0 -> {
          file.sync(file.changes());
          forget();
        }
        case 1 -> file.truncate(chance.below(LARGEST));
        default -> {
          int offset = chance.below(LARGEST - 2000);
          byte[] written = new byte[1 + chance.below(2000)];
          java.util.Arrays.fill(written, (byte) chance.next());
          assertThat(file.reserve(offset, offset + written.length)).isTrue();
          file.write(written, 0, written.length, offset);
          if (chance.coin()) {
            file.syncRange(offset, written.length);
            forget(offset, written.length);
          }
        }
      }
      byte[] now = file.copy();
      sizes.add(now.length);
      for (int i = 0; i < LARGEST; i++) {
        bytes.get(i).add(i < now.length ? now[i] : 0);
      }
    }

    private void forget() {
      forget(0, LARGEST);
    }

    private void forget(int offset, int length) {
      sizes.clear();
      // A sync is of whole units.
      int from = (offset + SimulatedFile.UNIT - 1) / SimulatedFile.UNIT * SimulatedFile.UNIT;
      int to =
          length == LARGEST ? LARGEST : (offset + length) / SimulatedFile.UNIT * SimulatedFile.UNIT;
      for (int i = from; i < to; i++) {
        bytes.get(i).clear();
      }
    }

    void check(byte[] found) {
      assertThat(sizes).contains(found.length);
      for (int i = 0; i < found.length; i++) {
        if (!bytes.get(i).contains(found[i])) {
          throw new AssertionError("byte " + i + " is " + found[i] + " of " + bytes.get(i));
        }
      }
    }
  }

  @Test
  void aNameThatWasNotSyncedMayBeGone() {
    storage.createDirectories("/a/b");
    SimulatedFile file = new SimulatedFile(storage);
    file.hold();
    ((SimulatedDirectory) storage.find("/a/b")).put("file", file);
    assertThat(storage.durable("/a/b/file", 0, 0)).isFalse();
    storage.syncAll();
    assertThat(storage.durable("/a/b/file", 0, 0)).isTrue();
    storage.rename("/a/b/file", "/a/b/other");
    storage.crash(0);
    assertThat(storage.files()).containsExactly("/a/b/file");
    storage.rename("/a/b/file", "/a/b/other");
    storage.crash(1);
    assertThat(storage.files()).containsExactly("/a/b/other");
    storage.delete("/a/b/other");
    storage.createDirectories("/c");
    storage.crash(0);
    assertThat(storage.files()).containsExactly("/a/b/other");
    assertThat(storage.find("/c")).isNull();
  }

  @Test
  void spaceIsThatOfBlocksAndHolesCostNothing() {
    SimulatedFile file = new SimulatedFile(storage);
    file.hold();
    file.truncate(1 << 19);
    assertThat(storage.used()).isZero();
    assertThat(file.reserve(100, 5000)).isTrue();
    assertThat(storage.used()).isEqualTo(8192);
    assertThat(file.reserve(0, (1 << 20) + 1)).isFalse();
    assertThat(storage.used()).isEqualTo(8192);
    file.truncate(4096);
    assertThat(storage.used()).isEqualTo(4096);
    file.drop();
    assertThat(storage.used()).isZero();
  }
}
