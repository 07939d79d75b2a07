package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GroupCursorsTest {
  @Test
  void eachGroupHasItsOwnRound() {
    GroupCursors cursors = new GroupCursors();

    assertThat(cursors.next(0, 0, 0, 3)).isZero();
    assertThat(cursors.next(0, 0, 0, 3)).isEqualTo(1);
    assertThat(cursors.next(0, 0, 1, 3)).isZero();
    assertThat(cursors.next(0, 1, 0, 3)).isZero();
    assertThat(cursors.peek(0, 0, 0, 3)).isEqualTo(2);
    assertThat(cursors.next(0, 0, 0, 3)).isEqualTo(2);
    assertThat(cursors.next(0, 0, 0, 3)).isZero();
  }

  @Test
  void fewerPartitionsThanBeforeStayInBounds() {
    GroupCursors cursors = new GroupCursors();
    cursors.next(0, 0, 0, 5);
    cursors.next(0, 0, 0, 5);
    cursors.next(0, 0, 0, 5);

    assertThat(cursors.next(0, 0, 0, 2)).isBetween(0, 1);
  }

  @Test
  void whoLeftBeginsAnew() {
    GroupCursors cursors = new GroupCursors();
    cursors.next(7, 8, 9, 4);
    cursors.forget(7, 8, 9);

    assertThat(cursors.next(7, 8, 9, 4)).isZero();
  }
}
