package galgo.log;

import org.jspecify.annotations.Nullable;

/**
 * Tickets in the order of their marks, linked through themselves so that waiting allocates nothing.
 */
final class TicketQueue {
  private EntryLog.@Nullable Ticket first;
  private EntryLog.@Nullable Ticket last;
  private int size;

  /** Marks never fall. */
  void add(EntryLog.Ticket ticket, long mark) {
    if (ticket.waiting) {
      throw new IllegalStateException("ticket already waiting");
    }
    ticket.waiting = true;
    link(ticket, mark);
  }

  private void link(EntryLog.Ticket ticket, long mark) {
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

  /** Hands those with marks up to {@code mark} to another queue, under a mark of that queue. */
  void moveTo(TicketQueue other, long mark, long otherMark) {
    while (first != null && first.mark <= mark) {
      other.link(removeFirst(first), otherMark);
    }
  }

  /** Completes those that wait now with marks up to {@code mark}; what they add meanwhile stays. */
  void complete(long mark, @Nullable String error) {
    for (int left = size; left > 0 && first != null && first.mark <= mark; left--) {
      EntryLog.Ticket ticket = removeFirst(first);
      ticket.waiting = false;
      ticket.completed(error);
    }
  }

  private EntryLog.Ticket removeFirst(EntryLog.Ticket ticket) {
    size--;
    first = ticket.next;
    if (first == null) {
      last = null;
    }
    ticket.next = null;
    return ticket;
  }
}
