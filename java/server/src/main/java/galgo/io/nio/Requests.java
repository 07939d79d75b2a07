package galgo.io.nio;

import galgo.io.Completions;
import org.jspecify.annotations.Nullable;

/**
 * The operations in flight, found by their tags, and the unused objects for more. Belongs to the
 * driver's thread.
 */
final class Requests {
  private static final int LIMIT = 1 << 20;

  private @Nullable Request[] buckets = new Request[1024];
  private final CompletionQueue completions;
  private @Nullable Request unused;
  private int inFlight;

  Requests(CompletionQueue completions) {
    this.completions = completions;
  }

  int inFlight() {
    return inFlight;
  }

  Request take(long tag) {
    if (inFlight == LIMIT) {
      throw new IllegalStateException(LIMIT + " operations in flight");
    }
    if (inFlight == buckets.length) {
      grow();
    }
    Request request = unused;
    if (request == null) {
      request = new Request();
    } else {
      unused = request.next;
      request.next = null;
    }
    request.tag = tag;
    int bucket = bucket(tag);
    request.nextOfBucket = buckets[bucket];
    buckets[bucket] = request;
    inFlight++;
    return request;
  }

  /** The request's last completion. */
  void finish(Request request, int result) {
    finish(request, result, 0, 0);
  }

  void finish(Request request, int result, int flags, long data) {
    completions.add(request.tag, result, flags, data);
    give(request);
  }

  /** A completion that more will follow. */
  void report(Request request, int result, int flags, long data) {
    completions.add(request.tag, result, flags | Completions.MORE, data);
  }

  private void give(Request request) {
    int bucket = bucket(request.tag);
    Request before = null;
    Request at = buckets[bucket];
    while (at != request) {
      if (at == null) {
        throw new IllegalStateException("request is not in flight, tag " + request.tag);
      }
      before = at;
      at = at.nextOfBucket;
    }
    if (before == null) {
      buckets[bucket] = request.nextOfBucket;
    } else {
      before.nextOfBucket = request.nextOfBucket;
    }
    request.nextOfBucket = null;
    request.target = null;
    request.next = unused;
    unused = request;
    inFlight--;
  }

  @Nullable Request find(long tag) {
    Request at = buckets[bucket(tag)];
    while (at != null && at.tag != tag) {
      at = at.nextOfBucket;
    }
    return at;
  }

  private int bucket(long tag) {
    return (int) ((tag * 0x9E3779B97F4A7C15L) >>> 32) & (buckets.length - 1);
  }

  private void grow() {
    @Nullable Request[] old = buckets;
    buckets = new Request[old.length * 2];
    for (Request head : old) {
      while (head != null) {
        Request following = head.nextOfBucket;
        int bucket = bucket(head.tag);
        head.nextOfBucket = buckets[bucket];
        buckets[bucket] = head;
        head = following;
      }
    }
  }
}
