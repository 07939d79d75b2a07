package galgo.log;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Loop;
import galgo.io.Memory;
import galgo.io.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Removes files for all partitions of a shard, a step at a time and only a few steps at once: the
 * file system does much of this work behind one lock, and the writes of other partitions must not
 * stand in line behind a thousand files.
 */
final class FileRemover {
  private static final int AT_ONCE = 2;

  enum What {
    FILE,
    DIRECTORY,

    /** The names in a directory become durable. */
    SYNC
  }

  /** One thing to do, for one partition's removal. */
  record Step(What what, String path) {}

  private final Loop loop;
  private final Queue<Removal> waiting = new ArrayDeque<>();
  private @Nullable Slot free;
  private boolean starting;

  FileRemover(Loop loop) {
    this.loop = loop;
    long paths = loop.driver().allocate((long) AT_ONCE * SegmentFile.BLOCK);
    for (int i = 0; i < AT_ONCE; i++) {
      Slot slot = new Slot(paths + (long) i * SegmentFile.BLOCK);
      slot.next = free;
      free = slot;
    }
  }

  /** The removal has a step to do; it is asked which when its turn has come. */
  void add(Removal removal) {
    waiting.add(removal);
    startNext();
  }

  private void startNext() {
    if (starting) {
      return;
    }
    starting = true;
    for (Slot slot = free; slot != null && !waiting.isEmpty(); slot = free) {
      free = slot.next;
      slot.start(waiting.remove());
    }
    starting = false;
  }

  private final class Slot extends Operation {
    private final long memory;
    private @Nullable Removal removal;
    private int handle = -1;
    private @Nullable Slot next;

    Slot(long memory) {
      this.memory = memory;
    }

    void start(Removal of) {
      removal = of;
      Step step = of.nextStep();
      if (step.what == What.SYNC) {
        handle = loop.driver().files().open(step.path, Files.READ);
        if (handle < 0) {
          end(handle);
        } else {
          loop.sync(handle, this);
        }
        return;
      }
      byte[] bytes = step.path.getBytes(StandardCharsets.UTF_8);
      if (bytes.length >= SegmentFile.BLOCK) {
        end(-Errno.EINVAL);
        return;
      }
      Memory.copy(bytes, 0, memory, bytes.length);
      Memory.putByte(memory + bytes.length, 0);
      if (step.what == What.FILE) {
        loop.unlink(memory, this);
      } else {
        loop.removeDirectory(memory, this);
      }
    }

    @Override
    protected void completed(int result, int flags, long data) {
      if (handle >= 0) {
        loop.driver().files().close(handle);
        handle = -1;
      }
      end(result);
      startNext();
    }

    private void end(int result) {
      Removal of = removal;
      if (of == null) {
        throw new IllegalStateException("a step has ended that nobody asked for");
      }
      removal = null;
      next = free;
      free = this;
      of.stepped(result);
    }
  }
}
