package galgo.io.nio;

import org.jspecify.annotations.Nullable;

/** Requests that wait for the same thing, in their order, linked through themselves. */
final class RequestList {
  private @Nullable Request first;
  private @Nullable Request last;

  boolean isEmpty() {
    return first == null;
  }

  @Nullable Request first() {
    return first;
  }

  void add(Request request) {
    if (request.list != null) {
      throw new IllegalStateException("request waits already, tag " + request.tag);
    }
    request.list = this;
    request.previous = last;
    request.next = null;
    if (last == null) {
      first = request;
    } else {
      last.next = request;
    }
    last = request;
  }

  /** Puts back what was first. */
  void addFirst(Request request) {
    if (request.list != null) {
      throw new IllegalStateException("request waits already, tag " + request.tag);
    }
    request.list = this;
    request.previous = null;
    request.next = first;
    if (first == null) {
      last = request;
    } else {
      first.previous = request;
    }
    first = request;
  }

  void remove(Request request) {
    if (request.list != this) {
      throw new IllegalStateException("request waits elsewhere, tag " + request.tag);
    }
    Request before = request.previous;
    Request after = request.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    request.list = null;
    request.previous = null;
    request.next = null;
  }

  @Nullable Request poll() {
    Request request = first;
    if (request != null) {
      remove(request);
    }
    return request;
  }
}
