package galgo.io.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.io.Errno;
import galgo.io.Memory;
import galgo.io.Submissions;
import java.lang.foreign.Arena;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FileWorkersTest {
  private final Arena arena = Arena.ofShared();
  private final Semaphore signals = new Semaphore(0);
  private final FileWorkers workers =
      new FileWorkers(
          new FileOperations(arena.allocate(4096, 4096).address(), 4096), signals::release);

  @AfterEach
  void close() {
    workers.close();
    arena.close();
  }

  private Request unlinkOfNothing() {
    long path = arena.allocate(16).address();
    Memory.copy(new byte[] {'/', '-', '/', '-', 0}, 0, path, 5);
    Request request = new Request();
    request.operation = Submissions.UNLINK;
    request.address = path;
    return request;
  }

  @Test
  void giveEachRequestBackWithItsResult() throws InterruptedException {
    int count = 500;
    for (int i = 0; i < count; i++) {
      workers.submit(unlinkOfNothing());
    }
    int done = 0;
    while (done < count) {
      assertThat(signals.tryAcquire(10, TimeUnit.SECONDS)).as("a signal came").isTrue();
      for (Request request = workers.takeDone(); request != null; request = workers.takeDone()) {
        assertThat(request.result).isEqualTo(-Errno.ENOENT);
        done++;
      }
    }
    assertThat(done).isEqualTo(count);
  }

  @Test
  void aFaultInAThreadReachesTheDriver() throws InterruptedException {
    Request broken = new Request();
    broken.operation = Submissions.READ; // of no file
    workers.submit(broken);
    assertThat(signals.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(workers::takeDone)
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("request of no file, operation " + Submissions.READ);
  }

  @Test
  void endWithRequestsWaiting() {
    for (int i = 0; i < 1000; i++) {
      workers.submit(unlinkOfNothing());
    }
    workers.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.isAlive() && thread.getName().startsWith("galgo-file-"));
  }
}
