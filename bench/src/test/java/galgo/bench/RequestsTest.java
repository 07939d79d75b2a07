package galgo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Frames against the worked examples of the wire's reference, with the fields that differ. */
class RequestsTest {
  @Test
  void loginIsTheWorkedExample() {
    assertThat(hex(Requests.login("iggy", "iggy")))
        .isEqualTo("160000002600000004696767790469676779" + "0000000000000000");
  }

  @Test
  void createStreamIsTheWorkedExample() {
    assertThat(hex(Requests.createStream("s1"))).isEqualTo("07000000ca000000027331");
  }

  @Test
  void createTopicIsTheWorkedExampleThatNeverExpires() {
    assertThat(hex(Requests.createTopic(0, 1, "t1")))
        .isEqualTo(
            "230000002e010000"
                + "010400000000"
                + "01000000"
                + "01"
                + "ff".repeat(16)
                + "01"
                + "027431");
  }

  @Test
  void commandsWithoutPayloadAreEightBytes() {
    assertThat(hex(Requests.empty(1))).isEqualTo("0400000001000000");
  }

  @Test
  void pollIsTheWorkedExampleByOffsetWithoutCommit() {
    assertThat(hex(new PollRequest(1, 10).at(new Target(0, 0, 0), 0)))
        .isEqualTo(
            "2a00000064000000"
                + "01010401000000"
                + "010400000000"
                + "010400000000"
                + "0100000000"
                + "010000000000000000"
                + "0a000000"
                + "00");
  }

  @Test
  void aMemberPollsWhateverIsNextFromWhicheverPartitionAndCommits() {
    assertThat(hex(PollRequest.ofGroup(new Group(2, 3, 4, 8), 10).again()))
        .isEqualTo(
            "2a000000"
                + "64000000"
                + "02"
                + "0104"
                + "04000000"
                + "0104"
                + "02000000"
                + "0104"
                + "03000000"
                + "00"
                + "00000000"
                + "05"
                + "0000000000000000"
                + "0a000000"
                + "01");
  }

  @Test
  void groupsAreCreatedJoinedAndDeletedByTheWorkedLayout() {
    assertThat(hex(Requests.createGroup(2, 3, "g")))
        .isEqualTo("12000000" + "5a020000" + "010402000000" + "010403000000" + "0167");
    String ids = "010402000000" + "010403000000" + "010404000000";
    assertThat(hex(Requests.joinGroup(new Group(2, 3, 4, 8))))
        .isEqualTo("16000000" + "5c020000" + ids);
    assertThat(hex(Requests.deleteGroup(new Group(2, 3, 4, 8))))
        .isEqualTo("16000000" + "5b020000" + ids);
  }

  @Test
  void pollIsPatchedForItsTarget() {
    assertThat(hex(new PollRequest(7, 1000).at(new Target(2, 3, 4), 0x0102030405060708L)))
        .isEqualTo(
            "2a00000064000000"
                + "01010407000000"
                + "010402000000"
                + "010403000000"
                + "0104000000"
                + "010807060504030201"
                + "e8030000"
                + "00");
  }

  @Test
  void sendOfOneMessageIsTheWorkedExampleWithoutUserHeaders() {
    ByteBuffer body = ByteBuffer.allocateDirect(2).put(0, (byte) 'h').put(1, (byte) 'i');
    SendRequest request = new ClassicSend(1, 2, body);
    ByteBuffer[] buffers = request.to(new Target(0, 0, 0), 1_000_000);
    request.stampAll(1, 0, 1_000_000);
    assertThat(hex(buffers[0]) + hex(buffers[1]))
        .isEqualTo(
            "70000000"
                + "65000000"
                + "16000000"
                + "010400000000"
                + "010400000000"
                + "020400000000"
                + "01000000"
                + "0000000042000000"
                + "0000000000000000"
                + "0000000000000000"
                + "01"
                + "00".repeat(15)
                + "00".repeat(16)
                + "40420f0000000000"
                + "00000000"
                + "02000000"
                + "0000000000000000"
                + "6869");
  }

  @Test
  void everyMessageOfASendHasItsHeaderAndItsIndexEntry() {
    int count = 3;
    int size = 10;
    SendRequest request = new ClassicSend(count, size, ClassicSend.body(count, size, 5, 1));
    ByteBuffer[] buffers = request.to(new Target(1, 2, 3), 9);
    request.stampAll(77, 100, 9);
    ByteBuffer whole = join(buffers);
    assertThat(whole.capacity()).isEqualTo(request.wireBytes());
    assertThat(whole.getInt(0)).isEqualTo(whole.capacity() - 4);
    for (int i = 0; i < count; i++) {
      assertThat(whole.getInt(34 + 16 * i + 4)).isEqualTo((i + 1) * (64 + size));
      int at = 34 + 16 * count + i * (64 + size);
      assertThat(whole.getLong(at + 8)).isEqualTo(77);
      assertThat(whole.getLong(at + 16)).isEqualTo(100 + i);
      assertThat(whole.getLong(at + 24)).isZero();
      assertThat(whole.getLong(at + 40)).isEqualTo(9);
      assertThat(whole.getInt(at + 48)).isZero();
      assertThat(whole.getInt(at + 52)).isEqualTo(size);
      assertThat(whole.getLong(at + 56)).isZero();
    }
  }

  private static ByteBuffer join(ByteBuffer[] buffers) {
    ByteBuffer whole =
        ByteBuffer.allocate(buffers[0].remaining() + buffers[1].remaining())
            .order(java.nio.ByteOrder.LITTLE_ENDIAN);
    return whole.put(buffers[0]).put(buffers[1]);
  }

  private static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
