package galgo.stress;

import galgo.metadata.LeftRight;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** What a reader has entered stays as it is while the writer publishes twice, nested or not. */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "the first state throughout")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "the second state throughout")
@Outcome(id = "2, 2, 2", expect = Expect.ACCEPTABLE, desc = "the third state throughout")
@Outcome(expect = Expect.FORBIDDEN, desc = "changed under the reader")
@State
public class NothingChangesUnderAReader {
  private final LeftRight<Ledger> pair = Ledger.pair(1);

  @Actor
  public void writer() {
    pair.writer().apply(Ledger::advance);
    pair.writer().publish();
    pair.writer().apply(Ledger::advance);
    pair.writer().publish();
  }

  @Actor
  public void reader(III_Result seen) {
    Ledger ledger = pair.enter(0);
    seen.r1 = ledger.first;
    seen.r2 = pair.enter(0).page.number;
    pair.leave(0);
    seen.r3 = ledger.last;
    pair.leave(0);
  }
}
