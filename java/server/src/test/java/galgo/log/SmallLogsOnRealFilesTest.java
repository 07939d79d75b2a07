package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.journal.DataDirectoryException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallLogsOnRealFilesTest {
  @TempDir private Path directory;

  private static NioDriver driver() {
    return new NioDriver(256, 256, new NioHandover());
  }

  /** Counts what became durable. */
  private static final class Counter extends Ticket {
    private int durable;

    @Override
    protected void completed(@Nullable String error) {
      assertThat(error).isNull();
      durable++;
    }
  }

  @Test
  void aNodeKeepsItsOffsetsOverStartsWithOtherNumbersOfShards() throws IOException {
    String root = directory.resolve("a/b").toString();
    for (int boot = 1; boot <= 4; boot++) {
      int shards = 1 + boot % 3;
      try (NioDriver driver = driver()) {
        NodeFile node = NodeFile.open(driver, root);
        assertThat(node.boot()).isEqualTo(boot);
        try (NioDriver other = driver()) {
          assertThatThrownBy(() -> NodeFile.open(other, root)).hasMessageContaining("in use");
        }
        OffsetsNode all = new OffsetsNode(driver, root, boot, shards, 1 << 20, OffsetsNode.ALL);
        Counter counter = new Counter();
        for (int partition = 0; partition < 10; partition++) {
          if (boot > 1) {
            assertThat(all.get(partition, ConsumerOffsets.GROUP, 1))
                .isEqualTo(100L * (boot - 1) + partition);
          }
          store(all, partition, 1, 100L * boot + partition, counter);
          all.settle();
        }
        assertThat(counter.durable).isEqualTo(10);
        all.stop();
      }
    }
  }

  private static void store(
      OffsetsNode all, long partition, int key, long offset, @Nullable Ticket ticket) {
    int group = OffsetsNode.groupOf(partition);
    all.of(partition).store(group, partition, ConsumerOffsets.GROUP, key, offset, ticket);
  }

  @Test
  void aStoreAllocatesNothing() {
    try (NioDriver driver = driver()) {
      OffsetsNode all =
          new OffsetsNode(driver, directory.toString(), 1, 1, 1 << 20, OffsetsNode.ALL);
      Counter counter = new Counter();
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long allocated = 0;
      for (int round = 0; round < 400; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
          store(all, i % 7, i, round, i == 99 ? counter : null);
        }
        all.offsets.getFirst().turn();
        long spent = threads.getCurrentThreadAllocatedBytes() - before;
        before = threads.getCurrentThreadAllocatedBytes();
        all.journals.getFirst().turn();
        long spent2 = threads.getCurrentThreadAllocatedBytes() - before;
        if (round % 40 == 0) System.err.println("spent " + spent + " " + spent2);
        allocated = round < 300 ? 0 : allocated + spent;
        all.settle();
      }
      assertThat(counter.durable).isEqualTo(400);
      // The virtual machine itself takes some 400 bytes once, at any time; a store at least 16.
      assertThat(allocated).as("bytes for 10 000 stores").isLessThan(1_000);
    }
  }

  @Test
  void aDirectoryWithoutTheRightToWriteIsRefused() throws IOException {
    Path locked = Files.createDirectory(directory.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    Assumptions.assumeFalse(Files.isWritable(locked), "this user may write everywhere");
    try (NioDriver driver = driver()) {
      assertThatThrownBy(() -> NodeFile.open(driver, locked.toString()))
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining("is not writable");
    }
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    try (NioDriver driver = driver()) {
      assertThatThrownBy(() -> NodeFile.open(driver, file.toString()))
          .isInstanceOf(DataDirectoryException.class);
    }
    assertThat(file).hasContent("x");
  }
}
