package galgo.stress;

import galgo.metadata.LeftRight;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A reader sees all of a change, what hangs off it included, or nothing of it. */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "the old state")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "the new state")
@Outcome(expect = Expect.FORBIDDEN, desc = "parts of both")
@State
public class ReadersSeeWholeStates {
  private final LeftRight<Ledger> pair = Ledger.pair(1);

  @Actor
  public void writer() {
    pair.writer().apply(Ledger::advance);
    pair.writer().publish();
  }

  @Actor
  public void reader(III_Result seen) {
    Ledger ledger = pair.enter(0);
    seen.r1 = ledger.last;
    seen.r2 = ledger.page.number;
    seen.r3 = ledger.first;
    pair.leave(0);
  }
}
