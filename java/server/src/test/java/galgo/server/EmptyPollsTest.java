package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmptyPollsTest {
  private final EmptyPolls polls = new EmptyPolls();

  @Test
  void oneThatAsksForOnePartitionHasBeenRoundAtItsSecondPollInVain() {
    assertThat(polls.wentRound(5)).isFalse();
    polls.polled(5, 0);
    assertThat(polls.wentRound(5)).isTrue();
    polls.polled(5, 3);
    assertThat(polls.wentRound(5)).isFalse();
  }

  @Test
  void oneThatGoesRoundManyHasBeenRoundWhenItComesBackToTheFirstEmptyOne() {
    polls.polled(1, 0);
    polls.polled(2, 7);
    polls.polled(3, 0);
    polls.polled(4, 0);
    polls.polled(1, 0);
    assertThat(polls.wentRound(2)).isFalse();
    polls.polled(2, 0);
    assertThat(polls.wentRound(3)).isTrue();
    polls.polled(3, 0);
    assertThat(polls.wentRound(4)).isFalse();
  }
}
