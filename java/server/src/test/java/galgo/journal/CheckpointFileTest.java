package galgo.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.Errno;
import galgo.io.Loop;
import galgo.io.Memory;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointFileTest {
  private static final String DIRECTORY = "/data/groups/7";

  /** One start that writes checkpoints of one group. */
  private static final class Writer {
    final CrashDriver driver;
    final Loop loop;
    final Checkpoint latest;
    final CheckpointFile file;
    final long memory;
    int status = 1;

    Writer(CrashDisk disk, long boot, long seed) {
      driver = new CrashDriver(disk, seed);
      loop = new Loop(driver);
      latest = read(driver, boot);
      file = new CheckpointFile(loop, DIRECTORY, TestNode.identity(boot), latest);
      memory = driver.allocate(64 << 10);
    }

    static Checkpoint read(CrashDriver driver, long boot) {
      return CheckpointFile.read(driver, DIRECTORY, 7, TestNode.identity(boot));
    }

    void begin(long op, int length) {
      Memory.zero(memory, 64 << 10);
      for (int i = 0; i < length; i++) {
        Memory.putByte(memory + 4096 + i, (int) (op + i));
      }
      Memory.putLong(memory, op * 3);
      Memory.putLong(memory + 8, op * 5);
      status = 1;
      file.write(op, memory, op * 7, memory + 4096, length, result -> status = result);
    }

    void write(long op, int length) {
      begin(op, length);
      while (file.writing()) {
        loop.turn(0);
      }
    }
  }

  private static void assertIs(Checkpoint checkpoint, long op, int length) {
    assertThat(checkpoint.damage()).isEmpty();
    assertThat(checkpoint.op()).isEqualTo(op);
    assertThat(checkpoint.checksumLow()).isEqualTo(op * 3);
    assertThat(checkpoint.checksumHigh()).isEqualTo(op * 5);
    assertThat(checkpoint.timestamp()).isEqualTo(op * 7);
    assertThat(checkpoint.length()).isEqualTo(length);
    for (int i = 0; i < length; i++) {
      assertThat(Memory.getByte(checkpoint.body() + i)).isEqualTo((byte) (op + i));
    }
  }

  @Test
  void theNewestIsFoundAfterPowerCutsAtAnyPoint() {
    for (int seed = 0; seed < 80; seed++) {
      CrashDisk disk = new CrashDisk(seed);
      Random random = new Random(seed);
      long durable = 0;
      long begun = 0;
      int[] lengths = new int[100];
      for (int boot = 1; boot < 8; boot++) {
        Writer writer = new Writer(disk, boot, random.nextLong());
        long found = writer.latest.op();
        assertThat(found).isIn(durable, begun);
        assertIs(writer.latest, found, lengths[(int) found]);
        durable = found;
        for (int i = random.nextInt(4); i > 0; i--) {
          durable++;
          lengths[(int) durable] = random.nextInt(20_000);
          writer.write(durable, lengths[(int) durable]);
          assertThat(writer.status).isZero();
        }
        begun = durable + 1;
        lengths[(int) begun] = random.nextInt(20_000);
        writer.begin(begun, lengths[(int) begun]);
        for (int i = random.nextInt(6); i > 0; i--) {
          writer.loop.turn(0);
        }
        if (!writer.file.writing()) {
          durable = begun;
        }
        disk.crash();
        writer.driver.close();
      }
    }
  }

  @Test
  void aRottenNewestIsDamageAndARottenOlderIsNone() {
    CrashDisk disk = new CrashDisk(1);
    Writer writer = new Writer(disk, 1, 1);
    writer.write(1, 5000);
    writer.write(2, 6000);
    byte[] older = disk.names.get(DIRECTORY + "/checkpoint.1").current;
    byte[] newest = disk.names.get(DIRECTORY + "/checkpoint.0").current;
    older[4096 + 100] ^= 1;
    assertIs(Writer.read(writer.driver, 2), 2, 6000);
    newest[4096 + 5999] ^= 1;
    assertThat(Writer.read(writer.driver, 2).damage())
        .isEqualTo(DIRECTORY + "/checkpoint.0: the newest checkpoint of the group has rotted");
    newest[4096 + 5999] ^= 1;
    newest[72] ^= 1;
    assertIs(Writer.read(writer.driver, 2), 2, 6000);
    newest[512 + 72] ^= 1;
    assertThat(Writer.read(writer.driver, 2).damage()).contains("both copies");
    writer.driver.close();
  }

  @Test
  void anyChangedByteIsFoundOrHarmless() {
    CrashDisk disk = new CrashDisk(1);
    Writer writer = new Writer(disk, 1, 1);
    writer.write(1, 3000);
    writer.write(2, 3000);
    for (String name : new String[] {"/checkpoint.0", "/checkpoint.1"}) {
      byte[] bytes = disk.names.get(DIRECTORY + name).current;
      for (int at = 0; at < bytes.length; at += at < 1200 ? 1 : 13) {
        bytes[at] ^= 16;
        Checkpoint found = Writer.read(writer.driver, 2);
        if (found.damage().isEmpty()) {
          assertThat(found.op()).isEqualTo(2);
        }
        bytes[at] ^= 16;
      }
    }
    writer.driver.close();
  }

  @Test
  void aFailedWriteLeavesTheOneBeforeAndMayBeRepeated() {
    CrashDisk disk = new CrashDisk(1);
    Writer writer = new Writer(disk, 1, 1);
    writer.write(1, 100);
    writer.driver.writeResult = -Errno.ENOSPC;
    writer.write(2, 100);
    assertThat(writer.status).isEqualTo(-Errno.ENOSPC);
    assertIs(Writer.read(writer.driver, 2), 1, 100);
    writer.driver.writeResult = 0;
    writer.write(3, 200);
    assertIs(Writer.read(writer.driver, 2), 3, 200);
    assertThat(Writer.read(writer.driver, 2).number()).isEqualTo(2);
    assertThat(writer.driver.files().open()).isZero();
    writer.driver.close();
  }

  @Test
  void aStrangersCheckpointIsRefused() {
    CrashDisk disk = new CrashDisk(1);
    Writer writer = new Writer(disk, 1, 1);
    writer.write(1, 100);
    JournalIdentity other = new JournalIdentity(11, 12, 0x5EED_5EED_5EEDL, 99, 14, 2);
    assertThatThrownBy(() -> CheckpointFile.read(writer.driver, DIRECTORY, 7, other))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("another group or node");
    writer.driver.close();
  }
}
