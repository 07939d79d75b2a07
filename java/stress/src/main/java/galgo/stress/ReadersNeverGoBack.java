package galgo.stress;

import galgo.metadata.LeftRight;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** A reader that leaves and enters again sees whole states, the second not older than the first. */
@JCStressTest
@Outcome(
    id = {"0, 0, 0, 0", "0, 0, 1, 1", "0, 0, 2, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "first visit to the first state")
@Outcome(
    id = {"1, 1, 1, 1", "1, 1, 2, 2", "2, 2, 2, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "first visit to a later state")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, or back in time")
@State
public class ReadersNeverGoBack {
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
    Ledger once = pair.enter(0);
    seen.r1 = once.last;
    seen.r2 = once.first;
    pair.leave(0);
    Ledger again = pair.enter(0);
    seen.r3 = again.last;
    seen.r4 = again.first;
    pair.leave(0);
  }
}
