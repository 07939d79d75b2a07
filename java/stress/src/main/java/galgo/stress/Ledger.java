package galgo.stress;

import galgo.metadata.LeftRight;

/** A thing to change: three numbers that are equal whenever nobody is changing them. */
final class Ledger {
  int first;
  Page page = new Page();
  int last;

  /** Hangs off the ledger and is made anew by each change, as metadata's records are. */
  static final class Page {
    int number;
  }

  static LeftRight<Ledger> pair(int readers) {
    return new LeftRight<>(new Ledger(), new Ledger(), readers);
  }

  void advance() {
    first++;
    Page next = new Page();
    next.number = first;
    page = next;
    last++;
  }
}
