package galgo.io.nio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Numbers for endpoints, from 1; the one given up last is used again first. */
final class Handles {
  private @Nullable Endpoint[] endpoints = new Endpoint[256];
  private int[] free = new int[256];
  private int freeCount;
  private int used = 1;

  int add(Endpoint endpoint) {
    int handle = freeCount > 0 ? free[--freeCount] : used++;
    if (handle == endpoints.length) {
      endpoints = Arrays.copyOf(endpoints, handle * 2);
    }
    endpoints[handle] = endpoint;
    endpoint.handle = handle;
    return handle;
  }

  @Nullable Endpoint get(int handle) {
    return handle > 0 && handle < used ? endpoints[handle] : null;
  }

  void remove(Endpoint endpoint) {
    if (get(endpoint.handle) != endpoint) {
      throw new IllegalStateException("handle " + endpoint.handle + " is not this endpoint's");
    }
    endpoints[endpoint.handle] = null;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount * 2);
    }
    free[freeCount++] = endpoint.handle;
    endpoint.handle = 0;
  }

  /** The numbers in use lie below. */
  int limit() {
    return used;
  }
}
