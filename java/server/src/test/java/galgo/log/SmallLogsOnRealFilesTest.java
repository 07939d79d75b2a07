package galgo.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import galgo.io.Loop;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.journal.DataDirectoryException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
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
  private static final class Counter extends EntryLog.Ticket {
    private int durable;

    @Override
    protected void completed(@Nullable String error) {
      assertThat(error).isNull();
      durable++;
    }
  }

  private static void settle(ConsumerOffsets offsets, Loop loop) {
    do {
      offsets.turn();
      loop.turn(offsets.idle() ? 0 : -1);
    } while (!offsets.idle());
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
        EntryLogs logs = new EntryLogs(driver, root, node.boot());
        var all = ConsumerOffsets.openAll(logs, shards, partition -> (int) partition % shards);
        Loop loop = new Loop(driver);
        Counter counter = new Counter();
        for (int partition = 0; partition < 10; partition++) {
          ConsumerOffsets offsets = all.get(partition % shards);
          if (partition < shards) {
            offsets.start(loop);
          }
          if (boot > 1) {
            assertThat(offsets.get(partition, ConsumerOffsets.GROUP, 1))
                .isEqualTo(100L * (boot - 1) + partition);
          }
          offsets.store(partition, ConsumerOffsets.GROUP, 1, 100L * boot + partition, counter);
          settle(offsets, loop);
        }
        assertThat(counter.durable).isEqualTo(10);
        all.forEach(ConsumerOffsets::close);
      }
      try (Stream<Path> files = Files.list(Path.of(root))) {
        assertThat(files).hasSize(shards + 2);
      }
    }
  }

  @Test
  void aStoreAllocatesNothing() {
    try (NioDriver driver = driver()) {
      EntryLogs logs = new EntryLogs(driver, directory.toString(), 1);
      ConsumerOffsets offsets = ConsumerOffsets.openAll(logs, 1, partition -> 0).getFirst();
      Loop loop = new Loop(driver);
      offsets.start(loop);
      Counter counter = new Counter();
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long allocated = 0;
      for (int round = 0; round < 400; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
          offsets.store(i % 7, ConsumerOffsets.CONSUMER, i, round, i == 99 ? counter : null);
        }
        long spent = threads.getCurrentThreadAllocatedBytes() - before;
        offsets.turn();
        allocated = round < 300 ? 0 : allocated + spent;
        settle(offsets, loop);
      }
      assertThat(counter.durable).isEqualTo(400);
      assertThat(allocated).isZero();
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
