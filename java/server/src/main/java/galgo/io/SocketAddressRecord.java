package galgo.io;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An address to connect to, off-heap.
 *
 * <pre>
 *   0 family u8 (4 or 6) | 1 zero u8 | 2 port u16 | 4 address, 4 or 16 bytes in network order | 20 zero u32
 * </pre>
 */
public final class SocketAddressRecord {
  public static final int SIZE = 24;

  private SocketAddressRecord() {}

  /** Writes a resolved address at {@code target}. */
  public static void write(long target, InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    if (ip == null) {
      throw new IllegalArgumentException("unresolved address " + address);
    }
    byte[] bytes = ip.getAddress();
    Memory.zero(target, SIZE);
    Memory.putByte(target, bytes.length == 4 ? 4 : 6);
    Memory.putShort(target + 2, address.getPort());
    Memory.copy(bytes, 0, target + 4, bytes.length);
  }
}
