package galgo.io.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.Completions;
import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Memory;
import galgo.io.SocketAddressRecord;
import galgo.io.Submissions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver says to a caller that breaks its rules, and that it ends all the same. */
class UringDriverMisuseTest {
  private final AtomicReference<UringDriver> opened = new AtomicReference<>();

  @TempDir Path directory;

  @BeforeEach
  void open() {
    String missing = UringDriver.unavailability();
    Assumptions.assumeTrue(missing.isEmpty(), missing);
    opened.set(new UringDriver(8, 16));
  }

  @AfterEach
  void close() {
    UringDriver driver = opened.get();
    if (driver != null) {
      driver.close();
      driver.close();
      driver.wake();
      assertThatThrownBy(() -> driver.turn(0)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void onlyTheThreadThatMadeItMayTurnIt() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              try {
                opened.get().submissions().add(Submissions.NOP, 0, 0, 0, 0, 0, 1);
                opened.get().turn(0);
              } catch (IllegalStateException e) {
                thrown.set(e);
              }
            });
    other.join();
    assertThat(thrown.get()).hasMessageContaining("did not make the driver");
  }

  @Test
  void refusesBuffersThatAreNotOnesOrNotOut() {
    UringDriver driver = opened.get();
    assertThatThrownBy(() -> driver.recycle(4096)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> driver.provideReceiveBuffers(4096, 3))
        .isInstanceOf(IllegalArgumentException.class);
    driver.provideReceiveBuffers(4096, 4);
    assertThatThrownBy(() -> driver.provideReceiveBuffers(4096, 4))
        .isInstanceOf(IllegalStateException.class);
    long buffer = receiveOneByte(driver);
    assertThatThrownBy(() -> driver.recycle(buffer + 1))
        .isInstanceOf(IllegalArgumentException.class);
    driver.recycle(buffer);
    driver.turn(0);
    driver.recycle(buffer);
    assertThatThrownBy(() -> driver.turn(0)).hasMessageContaining("not out");
  }

  /** Returns the buffer it came in. */
  private static long receiveOneByte(UringDriver driver) {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    int listener = driver.listen(loopback, false, 16);
    long record = driver.allocate(4096);
    SocketAddressRecord.write(record, driver.localAddress(listener));
    driver.submissions().add(Submissions.ACCEPT, 0, listener, 0, 0, 0, 1);
    driver.submissions().add(Submissions.CONNECT, 0, 0, record, 0, 0, 2);
    int accepted = -1;
    int connected = -1;
    while (accepted < 0 || connected < 0) {
      int count = driver.turn(-1);
      for (int i = 0; i < count; i++) {
        if (driver.completions().tag(i) == 1) {
          accepted = driver.completions().result(i);
        } else {
          connected = driver.completions().result(i);
        }
      }
    }
    driver.submissions().add(Submissions.RECEIVE_PROVIDED, 0, accepted, 0, 0, 0, 3);
    driver.submissions().add(Submissions.SEND, 0, connected, record, 1, 0, 4);
    while (true) {
      int count = driver.turn(-1);
      Completions completions = driver.completions();
      for (int i = 0; i < count; i++) {
        if (completions.tag(i) == 3) {
          assertThat(completions.flags(i)).isEqualTo(Completions.BUFFER);
          return completions.data(i);
        }
      }
    }
  }

  @Test
  void anUnknownOperationIsNamed() {
    opened.get().submissions().add(99, 0, 0, 0, 0, 0, 1);
    assertThatThrownBy(() -> opened.get().turn(0)).hasMessageContaining("unknown operation");
  }

  @Test
  void handlesOfTheWrongKindAreRefused() {
    UringDriver driver = opened.get();
    Files files = driver.files();
    int file = files.open(directory.resolve("file").toString(), Files.WRITE | Files.CREATE);
    assertThatThrownBy(() -> driver.localAddress(file)).hasMessageContaining("no such socket");
    assertThatThrownBy(() -> driver.noDelay(file, true)).hasMessageContaining("no such socket");
    assertThatThrownBy(() -> driver.limitUnsent(file, 1)).hasMessageContaining("no such socket");
    assertThatThrownBy(() -> driver.release(file)).hasMessageContaining("no such socket");
    for (int handle : new int[] {-1, 0, 2, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> files.size(handle)).hasMessageContaining("no open file");
      assertThatThrownBy(() -> files.close(handle)).hasMessageContaining("no open file");
    }
  }

  @Test
  void pathsThatNoFileHasAreRefused() {
    Files files = opened.get().files();
    assertThatThrownBy(() -> files.open("a\0b", Files.READ))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(files.open("x".repeat(5000), Files.READ)).isEqualTo(-36); // ENAMETOOLONG
    String file = directory.resolve("file").toString();
    files.close(files.open(file, Files.WRITE | Files.CREATE));
    assertThat(files.createDirectories(file)).isEqualTo(-Errno.EEXIST);
    assertThat(files.createDirectories(file + "/a")).isEqualTo(-Errno.ENOTDIR);
    assertThat(files.createDirectories(directory + "/a//b/")).isZero();
    assertThat(files.list(directory.toString())).isEqualTo(List.of("a", "file"));
    assertThatThrownBy(() -> files.list(file)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void runsWithoutWhatOlderKernelsLack() {
    try (UringDriver plain = new UringDriver(8, 16, Native.NO_DEFER | Native.NO_FIXED_FILES)) {
      assertThat(plain.features()).doesNotContain("deferred").doesNotContain("registered files");
      plain.provideReceiveBuffers(4096, 1);
      assertThat(Memory.getByte(receiveOneByte(plain))).isNotZero();
    }
  }

  @Test
  void pinsAThreadToAProcessor() throws InterruptedException {
    boolean[] pinned = new boolean[2];
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              pinned[0] = NativeLibrary.pinThread(0);
              pinned[1] = NativeLibrary.pinThread(1 << 20);
            });
    thread.join();
    assertThat(pinned[0]).isTrue();
    assertThat(pinned[1]).isFalse();
  }
}
