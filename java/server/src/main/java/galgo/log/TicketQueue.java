package galgo.log;

import org.jspecify.annotations.Nullable;

/**
 * Tickets in the order of their marks, linked through themselves so that waiting allocates nothing.
 */
final class TicketQueue {
  private @Nullable Ticket first;
  private @Nullable Ticket last;
  private int size;

  /** Marks never fall. */
  void add(Ticket ticket, long mark) {
    if (ticket.waiting) {
      throw new IllegalStateException("ticket already waiting");
    }
    ticket.waiting = true;
    ticket.mark = mark;
    ticket.next = null;
    if (last == null) {
      first = ticket;
    } else {
      last.next = ticket;
    }
    last = ticket;
    size++;
  }

  /** Completes those that wait now with marks up to {@code mark}; what they add meanwhile stays. */
  void complete(long mark, @Nullable String error) {
    for (int left = size; left > 0 && first != null && first.mark <= mark; left--) {
      Ticket ticket = removeFirst(first);
      ticket.waiting = false;
      ticket.completed(error);
    }
  }

  private Ticket removeFirst(Ticket ticket) {
    size--;
    first = ticket.next;
    if (first == null) {
      last = null;
    }
    ticket.next = null;
    return ticket;
  }
}
