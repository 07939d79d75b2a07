package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every driver does with files, in a temporary directory. */
abstract class FileContractTest extends DriverFixture {
  private static final int NEW = Files.READ | Files.WRITE | Files.CREATE;
  private static final int BLOCK = 4096;

  @TempDir Path directory;
  private Files files;

  @BeforeEach
  void takeFiles() {
    files = driver.files();
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private int open(String name, int flags) {
    int handle = files.open(path(name), flags);
    assertThat(handle).isNotNegative();
    return handle;
  }

  private int read(int handle, long address, int length, long offset) {
    Probe probe = new Probe();
    loop.read(handle, address, length, offset, probe);
    return finish(probe);
  }

  private int write(int handle, long address, int length, long offset, boolean synced) {
    Probe probe = new Probe();
    loop.write(handle, address, length, offset, synced, probe);
    return finish(probe);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Files.DIRECT})
  void readsWhatWasWrittenAtAnyOffset(int direct) {
    int handle = open("file", NEW | direct);
    long out = memory(64 * BLOCK);
    long in = memory(64 * BLOCK);
    fill(out, 64 * BLOCK, 1);
    assertThat(write(handle, out, 16 * BLOCK, 0, false)).isEqualTo(16 * BLOCK);
    assertThat(write(handle, out + 32 * BLOCK, 32 * BLOCK, 32 * BLOCK, true)).isEqualTo(32 * BLOCK);
    assertThat(write(handle, out + 16 * BLOCK, 16 * BLOCK, 16 * BLOCK, false))
        .isEqualTo(16 * BLOCK);
    assertThat(files.size(handle)).isEqualTo(64 * BLOCK);
    Probe sync = new Probe();
    loop.sync(handle, sync);
    assertThat(finish(sync)).isZero();
    assertThat(read(handle, in, 64 * BLOCK, 0)).isEqualTo(64 * BLOCK);
    assertThat(Memory.equal(out, in, 64 * BLOCK)).isTrue();
    assertThat(read(handle, in, BLOCK, 7 * BLOCK)).isEqualTo(BLOCK);
    assertThat(Memory.equal(out + 7 * BLOCK, in, BLOCK)).isTrue();
    assertThat(close(handle)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Files.DIRECT})
  void readsUpToTheEndAndNothingBehindIt(int direct) {
    int handle = open("file", NEW | direct);
    long memory = memory(8 * BLOCK);
    assertThat(write(handle, memory, 2 * BLOCK, 0, false)).isEqualTo(2 * BLOCK);
    assertThat(read(handle, memory, 4 * BLOCK, BLOCK)).isEqualTo(BLOCK);
    assertThat(read(handle, memory, BLOCK, 2 * BLOCK)).isZero();
    assertThat(read(handle, memory, BLOCK, 100 * BLOCK)).isZero();
    assertThat(files.read(handle, memory, 4 * BLOCK, BLOCK)).isEqualTo(BLOCK);
    assertThat(files.read(handle, memory, BLOCK, 3 * BLOCK)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Files.DIRECT})
  void writesManyPiecesAtOnce(int direct) {
    int handle = open("file", NEW | direct);
    int pieces = 20;
    long memory = memory(2L * pieces * BLOCK);
    fill(memory, 2L * pieces * BLOCK, 2);
    long vector = memory(16L * pieces);
    for (int i = 0; i < pieces; i++) { // every second block, backwards
      Memory.putLong(vector + 16L * i, memory + 2L * (pieces - 1 - i) * BLOCK);
      Memory.putLong(vector + 16L * i + 8, BLOCK);
    }
    for (boolean synced : new boolean[] {false, true}) {
      Probe write = new Probe();
      loop.writeVectored(handle, vector, pieces, 3 * BLOCK, synced, write);
      assertThat(finish(write)).isEqualTo(pieces * BLOCK);
    }
    long in = memory((long) pieces * BLOCK);
    assertThat(read(handle, in, pieces * BLOCK, 3 * BLOCK)).isEqualTo(pieces * BLOCK);
    for (int i = 0; i < pieces; i++) {
      long source = memory + 2L * (pieces - 1 - i) * BLOCK;
      assertThat(Memory.equal(source, in + (long) i * BLOCK, BLOCK)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Files.DIRECT})
  void whatIsAllocatedReadsAsZerosAndWhatWasWrittenStays(int direct) {
    int handle = open("file", NEW | direct);
    long memory = memory(16 * BLOCK);
    fill(memory, 16 * BLOCK, 3);
    assertThat(write(handle, memory, BLOCK, 0, false)).isEqualTo(BLOCK);
    Probe allocate = new Probe();
    loop.allocate(handle, 0, 3 << 20, allocate);
    assertThat(finish(allocate)).isZero();
    assertThat(files.size(handle)).isEqualTo(3 << 20);
    assertThat(write(handle, memory + BLOCK, BLOCK, 2 << 20, false)).isEqualTo(BLOCK);
    assertThat(files.allocate(handle, 1 << 20, 3 << 20)).isZero();
    assertThat(files.size(handle)).isEqualTo(4 << 20);
    assertThat(files.allocate(handle, 0, BLOCK)).isZero();
    assertThat(files.size(handle)).isEqualTo(4 << 20);
    long in = memory(4 << 20);
    assertThat(read(handle, in, 4 << 20, 0)).isEqualTo(4 << 20);
    assertThat(Memory.equal(memory, in, BLOCK)).isTrue();
    assertThat(Memory.equal(memory + BLOCK, in + (2 << 20), BLOCK)).isTrue();
    Memory.zero(in, BLOCK);
    Memory.zero(in + (2 << 20), BLOCK);
    assertThat(Memory.equal(in, memory(4 << 20), 4 << 20)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Files.DIRECT})
  void cutsAndExtends(int direct) {
    int handle = open("file", NEW | direct);
    long memory = memory(4 * BLOCK);
    fill(memory, 4 * BLOCK, 4);
    assertThat(files.write(handle, memory, 2 * BLOCK, 0)).isEqualTo(2 * BLOCK);
    assertThat(files.truncate(handle, 5000)).isZero();
    assertThat(files.size(handle)).isEqualTo(5000);
    assertThat(files.truncate(handle, 6000)).isZero();
    assertThat(files.size(handle)).isEqualTo(6000);
    assertThat(files.truncate(handle, 3 * BLOCK + 1)).isZero();
    assertThat(files.size(handle)).isEqualTo(3 * BLOCK + 1);
    Memory.zero(memory + 5000, 4 * BLOCK - 5000);
    long in = memory(4 * BLOCK);
    assertThat(files.read(handle, in, 4 * BLOCK, 0)).isEqualTo(3 * BLOCK + 1);
    assertThat(Memory.equal(memory, in, 4 * BLOCK)).isTrue();
    assertThat(files.truncate(handle, 0)).isZero();
    assertThat(files.size(handle)).isZero();
  }

  @Test
  void manyWritesAreInFlightAtOnceAndClosingWaitsForThem() {
    int handle = open("file", NEW | Files.DIRECT);
    int count = 64;
    long memory = memory((long) count * 16 * BLOCK);
    fill(memory, (long) count * 16 * BLOCK, 5);
    List<Probe> order = new ArrayList<>();
    List<Probe> writes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Probe write = new Probe(order);
      writes.add(write);
      long offset = (long) i * 16 * BLOCK;
      loop.write(handle, memory + offset, 16 * BLOCK, offset, i % 2 == 0, write);
    }
    Probe close = new Probe(order);
    loop.close(handle, close);
    await(() -> close.done() && writes.stream().allMatch(Probe::done));
    assertThat(order.getLast()).isSameAs(close);
    assertThat(close.result()).isZero();
    assertThat(writes).allMatch(write -> write.result() == 16 * BLOCK);
    int again = open("file", Files.READ);
    long in = memory((long) count * 16 * BLOCK);
    assertThat(files.read(again, in, count * 16 * BLOCK, 0)).isEqualTo(count * 16 * BLOCK);
    assertThat(Memory.equal(memory, in, (long) count * 16 * BLOCK)).isTrue();
    files.close(again);
  }

  @Test
  void memoryOfAnotherDriverIsAsGood() {
    Driver second = anotherDriver();
    long theirs = second.allocate(8L * BLOCK);
    fill(theirs, 4 * BLOCK, 6);
    int handle = open("file", NEW | Files.DIRECT);
    assertThat(write(handle, theirs, 4 * BLOCK, 0, true)).isEqualTo(4 * BLOCK);
    assertThat(read(handle, theirs + 4 * BLOCK, 4 * BLOCK, 0)).isEqualTo(4 * BLOCK);
    assertThat(Memory.equal(theirs, theirs + 4 * BLOCK, 4 * BLOCK)).isTrue();
  }

  @Test
  void opensByItsFlags() {
    assertThat(files.open(path("none"), Files.READ)).isEqualTo(-Errno.ENOENT);
    assertThat(files.open(path("none"), Files.READ | Files.DIRECT)).isEqualTo(-Errno.ENOENT);
    assertThat(files.open(path("none/file"), NEW)).isEqualTo(-Errno.ENOENT);
    assertThat(files.exists(path("none"))).isFalse();
    int handle = open("file", NEW | Files.EXCLUSIVE);
    long memory = memory(BLOCK);
    assertThat(files.write(handle, memory, 100, 0)).isEqualTo(100);
    files.close(handle);
    assertThat(files.open(path("file"), NEW | Files.EXCLUSIVE)).isEqualTo(-Errno.EEXIST);
    int again = open("file", NEW);
    assertThat(files.size(again)).isEqualTo(100);
    files.close(again);
    int reading = open("file", Files.READ);
    assertThat(files.write(reading, memory, 100, 0)).isEqualTo(-Errno.EBADF);
    assertThat(write(reading, memory, 100, 0, false)).isEqualTo(-Errno.EBADF);
    files.close(reading);
    int empty = open("file", NEW | Files.TRUNCATE);
    assertThat(files.size(empty)).isZero();
    files.close(empty);
    assertThat(files.open(directory.toString(), Files.WRITE)).isEqualTo(-Errno.EISDIR);
  }

  @Test
  void syncsAndClosesByNumber() {
    int handle = open("file", NEW);
    long memory = memory(BLOCK);
    fill(memory, BLOCK, 7);
    assertThat(files.write(handle, memory, 1234, 10)).isEqualTo(1234);
    assertThat(files.sync(handle)).isZero();
    assertThat(files.size(handle)).isEqualTo(1244);
    files.close(handle);
    Probe read = new Probe();
    loop.read(handle, memory, 100, 0, read);
    assertThat(finish(read)).isEqualTo(-Errno.EBADF);
  }

  @Test
  void unlinksByPath() {
    files.close(open("größe", NEW));
    byte[] path = path("größe").getBytes(StandardCharsets.UTF_8);
    long address = memory(BLOCK);
    Memory.copy(path, 0, address, path.length);
    Probe first = new Probe();
    loop.unlink(address, first);
    assertThat(finish(first)).isZero();
    assertThat(files.exists(path("größe"))).isFalse();
    Probe second = new Probe();
    loop.unlink(address, second);
    assertThat(finish(second)).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void removesEmptyDirectoriesByPath() {
    assertThat(files.createDirectories(path("a/b"))).isZero();
    byte[] path = path("a").getBytes(StandardCharsets.UTF_8);
    long address = memory(BLOCK);
    Memory.copy(path, 0, address, path.length);
    Probe full = new Probe();
    loop.removeDirectory(address, full);
    assertThat(finish(full)).isEqualTo(-Errno.ENOTEMPTY);
    assertThat(files.delete(path("a/b"))).isZero();
    Probe empty = new Probe();
    loop.removeDirectory(address, empty);
    assertThat(finish(empty)).isZero();
    assertThat(files.exists(path("a"))).isFalse();
  }

  @Test
  void managesNames() {
    assertThat(files.list(path("a"))).isEmpty();
    assertThat(files.createDirectories(path("a/b/c"))).isZero();
    assertThat(files.createDirectories(path("a/b/c"))).isZero();
    for (String name : List.of("a/2", "a/10", "a/1", "a/ü")) {
      files.close(open(name, NEW));
    }
    assertThat(files.list(path("a"))).containsExactly("1", "10", "2", "b", "ü");
    assertThat(files.exists(path("a/b"))).isTrue();
    int handle = open("a/2", NEW);
    files.write(handle, memory(BLOCK), 7, 0);
    files.close(handle);
    assertThat(files.rename(path("a/2"), path("a/10"))).isZero();
    assertThat(files.list(path("a"))).containsExactly("1", "10", "b", "ü");
    int renamed = open("a/10", Files.READ);
    assertThat(files.size(renamed)).isEqualTo(7);
    files.close(renamed);
    assertThat(files.rename(path("a/2"), path("a/3"))).isEqualTo(-Errno.ENOENT);
    assertThat(files.delete(path("a/1"))).isZero();
    assertThat(files.delete(path("a/1"))).isEqualTo(-Errno.ENOENT);
    assertThat(files.delete(path("a/b"))).isEqualTo(-Errno.ENOTEMPTY);
    assertThat(files.delete(path("a/b/c"))).isZero();
    assertThat(files.delete(path("a/b"))).isZero();
    assertThat(files.syncDirectory(path("a"))).isZero();
    assertThat(files.syncDirectory(path("none"))).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void tellsTheSpaceOfAFileSystem() {
    assertThat(files.totalSpace(directory.toString())).isPositive();
    assertThat(files.freeSpace(directory.toString()))
        .isBetween(1L, files.totalSpace(directory.toString()));
    assertThat(files.freeSpace(path("none"))).isEqualTo(-Errno.ENOENT);
  }

  @Test
  void aLockKeepsOtherDriversOut() {
    Driver second = anotherDriver();
    assertThat(files.lock(path("lock"))).isZero();
    assertThat(second.files().lock(path("lock"))).isEqualTo(-Errno.EWOULDBLOCK);
    assertThat(files.lock(path("none/lock"))).isEqualTo(-Errno.ENOENT);
  }

  /** The other process takes it as Java does: by a record lock of the whole file. */
  @Test
  void aLockOfAnotherProcessIsRespectedUntilItEnds() throws IOException, InterruptedException {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                path("lock"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(holder.getInputStream().read()).as("the other process has it").isEqualTo('L');
      assertThat(files.lock(path("lock"))).isEqualTo(-Errno.EWOULDBLOCK);
    } finally {
      holder.getOutputStream().close();
      holder.waitFor();
    }
    assertThat(files.lock(path("lock"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Files.DIRECT})
  void aFullFileSystemIsAnErrorAndNotTheEnd(int direct) throws IOException, InterruptedException {
    Path mount = java.nio.file.Files.createDirectory(directory.resolve("small"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m", "galgo-test", mount.toString()) == 0,
        "not allowed to mount");
    try {
      int handle = open("small/file", NEW | direct);
      int length = 2 << 20;
      long memory = memory(length);
      int written = write(handle, memory, length, 0, false);
      assertThat(written).isIn(1 << 20, -Errno.ENOSPC);
      assertThat(write(handle, memory, BLOCK, 1 << 20, false)).isEqualTo(-Errno.ENOSPC);
      assertThat(files.write(handle, memory, length, 0)).isEqualTo(-Errno.ENOSPC);
      files.close(handle);
      int other = open("small/other", NEW | direct);
      assertThat(files.allocate(other, 0, length)).isEqualTo(-Errno.ENOSPC);
      Probe allocate = new Probe();
      loop.allocate(other, 0, length, allocate);
      assertThat(finish(allocate)).isEqualTo(-Errno.ENOSPC);
      files.close(other);
      assertThat(files.delete(path("small/file"))).isZero();
      int again = open("small/other", Files.WRITE | direct);
      assertThat(write(again, memory, BLOCK, 0, false)).isEqualTo(BLOCK);
      files.close(again);
    } finally {
      closeNow(driver);
      run("umount", mount.toString());
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1; // no such command
    }
  }
}
