package galgo.io.nio;

import galgo.io.Memory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Buffers over any address, for channels want buffers.
 *
 * <p>The address space is seen through windows that begin at each GiB and are nearly two long, so
 * that a piece of up to a GiB fits whole into the window its address begins in. A window keeps its
 * buffers: after the first time nothing is allocated. A buffer is valid until the next call.
 * Belongs to one thread.
 */
final class Views {
  /** The longest piece; a longer one is cut, and the operation comes back partial. */
  static final int LIMIT = (1 << 30) - 4096;

  private static final int SHIFT = 30;
  private static final long WINDOW = (1L << SHIFT) + LIMIT;

  private Window[] windows = new Window[8];
  private int count;
  private @Nullable Window last;
  private final ByteBuffer[] vector = new ByteBuffer[galgo.io.Submissions.VECTOR_LIMIT];

  private static final class Window {
    final long index;
    final MemorySegment memory;
    ByteBuffer[] views = new ByteBuffer[4];
    int made;
    int used;

    Window(long index) {
      this.index = index;
      this.memory = MemorySegment.ofAddress(index << SHIFT).reinterpret(WINDOW);
    }

    ByteBuffer view(int number, int offset, int length) {
      if (number >= made) {
        make();
      }
      return views[number].limit(offset + length).position(offset);
    }

    private void make() {
      if (made == views.length) {
        views = Arrays.copyOf(views, made * 2);
      }
      views[made++] = memory.asByteBuffer();
    }
  }

  /** One piece of memory. */
  ByteBuffer view(long address, long length) {
    return window(address).view(0, offset(address), (int) Math.min(length, LIMIT));
  }

  /** The pieces of a vector of (address, length) pairs, in the first {@code pairs} elements. */
  ByteBuffer[] vector(long vectorAddress, int pairs) {
    for (int i = 0; i < count; i++) {
      windows[i].used = 0;
    }
    for (int i = 0; i < pairs; i++) {
      long address = Memory.getLong(vectorAddress + 16L * i);
      long length = Memory.getLong(vectorAddress + 16L * i + 8);
      Window window = window(address);
      vector[i] = window.view(window.used++, offset(address), (int) Math.min(length, LIMIT));
    }
    return vector;
  }

  private static int offset(long address) {
    return (int) (address & ((1L << SHIFT) - 1));
  }

  private Window window(long address) {
    long index = address >>> SHIFT;
    Window hit = last;
    if (hit != null && hit.index == index) {
      return hit;
    }
    for (int i = 0; i < count; i++) {
      if (windows[i].index == index) {
        last = windows[i];
        return windows[i];
      }
    }
    if (count == windows.length) {
      windows = Arrays.copyOf(windows, count * 2);
    }
    Window made = new Window(index);
    windows[count++] = made;
    last = made;
    return made;
  }
}
