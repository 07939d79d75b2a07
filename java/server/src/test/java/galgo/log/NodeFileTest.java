package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.Errno;
import galgo.journal.DataDirectoryException;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NodeFileTest {
  private static final String ROOT = "/var/galgo";
  private static final String PATH = ROOT + "/node";

  private final MemoryDisk disk = new MemoryDisk(3);

  private NodeFile start() {
    try (MemoryDriver driver = new MemoryDriver(disk, 9)) {
      return NodeFile.open(driver, ROOT);
    }
  }

  @Test
  void keepsItsIdentityAndCountsItsStarts() {
    NodeFile first = start();
    NodeFile second = start();
    assertThat(first.boot()).isEqualTo(1);
    assertThat(second)
        .isEqualTo(
            new NodeFile(
                first.clusterLow(),
                first.clusterHigh(),
                first.hashKey(),
                first.nodeLow(),
                first.nodeHigh(),
                2));
    assertThat(start().boot()).isEqualTo(3);
  }

  @Test
  void survivesCrashesAtAnyStepAndNeverCountsAStartTwice() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      MemoryDisk crashing = new MemoryDisk(seed);
      long identity = 0;
      long returned = 0;
      for (int start = 0; start < 40; start++) {
        crashing.crashAfter(random.nextInt(14));
        try (MemoryDriver driver = new MemoryDriver(crashing, random.nextLong())) {
          NodeFile node = NodeFile.open(driver, ROOT);
          assertThat(node.boot()).isGreaterThan(returned);
          if (returned > 0) {
            assertThat(node.nodeLow()).isEqualTo(identity);
          }
          returned = node.boot();
          identity = node.nodeLow();
        } catch (MemoryDisk.Crash e) {
          assertThat(crashing.stepsLeft()).isZero();
        }
        crashing.crash();
      }
      assertThat(returned).isPositive();
    }
  }

  @Test
  void oneDamagedCopyIsNoHarmAndTwoAreAnError() {
    start();
    start();
    disk.bytes(PATH)[4096 + 60] ^= 1;
    assertThat(start().boot()).isEqualTo(3);
    disk.bytes(PATH)[17] ^= 1;
    assertThat(start().boot()).isEqualTo(4);
    disk.bytes(PATH)[17] ^= 1;
    disk.bytes(PATH)[4096 + 17] ^= 1;
    assertRefused("Both copies in " + PATH + " are damaged");
  }

  @Test
  void anotherFormatVersionIsRefusedByNumber() {
    start();
    disk.bytes(PATH)[8] = 4;
    disk.bytes(PATH)[4096 + 8] = 4;
    assertRefused("format version 4, and this server supports version 2");
  }

  @Test
  void aDirectoryInUseIsRefused() {
    try (MemoryDriver other = new MemoryDriver(disk, 1)) {
      NodeFile.open(other, ROOT);
      assertRefused("in use by another process");
    }
    assertThat(start().boot()).isEqualTo(2);
  }

  @Test
  void aForeignDirectoryIsRefusedAndLeftAlone() {
    disk.directories.add(ROOT);
    disk.put(ROOT + "/streams/1/info", new MemoryDisk.Node());
    disk.put(ROOT + "/state/log", new MemoryDisk.Node());
    TreeMap<String, MemoryDisk.Node> before = new TreeMap<>(disk.names);
    assertRefused("looks like one of Apache Iggy");
    assertThat(disk.names).isEqualTo(before);
  }

  @Test
  void anUnwritableDirectoryIsRefused() {
    disk.writeError = Errno.EACCES;
    assertRefused("cannot be created (EACCES");
    disk.directories.add(ROOT);
    assertRefused("is not writable (EACCES");
  }

  private void assertRefused(String part) {
    assertThatThrownBy(this::start)
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining(part);
  }
}
