package galgo.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GroupCursorsTest {
  @Test
  void keepsThePlaceOfEachOfManyGroupsUntilItIsForgotten() {
    GroupCursors cursors = new GroupCursors();
    for (int group = 0; group < 10; group++) {
      cursors.forget(1, 2, group);
      assertThat(cursors.peek(1, 2, group, 3)).isZero();
      for (int i = 0; i < group; i++) {
        assertThat(cursors.next(1, 2, group, 3)).isEqualTo(i % 3);
      }
    }
    cursors.forget(1, 2, 4);
    for (int group = 0; group < 10; group++) {
      assertThat(cursors.peek(1, 2, group, 3)).isEqualTo(group == 4 ? 0 : group % 3);
    }
  }
}
