package galgo.io.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class NioHandoverTest {
  private final NioHandover handover = new NioHandover();

  @Test
  void givesEachConnectionToOneTaker() throws IOException {
    try (SocketChannel first = SocketChannel.open();
        SocketChannel second = SocketChannel.open()) {
      int one = handover.put(first);
      int two = handover.put(second);
      assertThat(handover.take(two)).isSameAs(second);
      assertThat(handover.take(one)).isSameAs(first);
      assertThatThrownBy(() -> handover.take(one)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void closesWhatNobodyTook() throws IOException {
    SocketChannel channel = SocketChannel.open();
    handover.put(channel);
    handover.close();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void sharesWithinANodeButNotWithAnother() throws IOException {
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (NioHandover other = new NioHandover();
        ServerSocketChannel first = NioHandover.open(any);
        ServerSocketChannel second = NioHandover.open(any);
        ServerSocketChannel third = NioHandover.open(any)) {
      handover.bindShared(first, any, 16);
      var address = (InetSocketAddress) first.getLocalAddress();
      handover.bindShared(second, address, 16);
      assertThatThrownBy(() -> other.bindShared(third, address, 16))
          .isInstanceOf(BindException.class);
      first.close();
      second.close();
      handover.unbindShared(address);
      handover.unbindShared(address);
      other.bindShared(third, address, 16);
    }
  }
}
