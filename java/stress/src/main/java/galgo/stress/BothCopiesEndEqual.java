package galgo.stress;

import galgo.metadata.LeftRight;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Whatever a reader does meanwhile, afterwards both copies hold all changes. */
@JCStressTest
@Outcome(
    id = {"0, 0, 2, 2", "1, 1, 2, 2", "2, 2, 2, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "whole during, equal after")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, or the copies have parted")
@State
public class BothCopiesEndEqual {
  private final LeftRight<Ledger> pair = Ledger.pair(1);

  @Actor
  public void writer() {
    pair.writer().apply(Ledger::advance);
    pair.writer().publish();
    pair.writer().apply(Ledger::advance);
    pair.writer().publish();
  }

  @Actor
  public void reader(IIII_Result seen) {
    Ledger ledger = pair.enter(0);
    seen.r1 = ledger.last;
    seen.r2 = ledger.first;
    pair.leave(0);
  }

  @Arbiter
  public void afterwards(IIII_Result seen) {
    seen.r3 = pair.writer().latest().last;
    seen.r4 = pair.enter(0).first;
    pair.leave(0);
  }
}
