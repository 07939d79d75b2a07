package galgo.simulator;

import galgo.io.Memory;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: bytes come later, cut in other places than they were sent in, but
 * all and in order, as long as the connection lives. So many bytes fit as its window says.
 */
final class Pipe {
  private static final long LONGEST_STALL_NANOS = 2_000_000_000;

  private final Simulation world;
  private final Link link;
  private final int window;
  private final ArrayDeque<byte[]> arrived = new ArrayDeque<>();
  private int position;
  private int unread;
  private int underWay;
  private long lastArrival;
  private boolean ending;
  private boolean ended;
  private boolean readerGone;
  private boolean writerWaits;

  Pipe(Simulation world, Link link) {
    this.world = world;
    this.link = link;
    this.window = world.faults().network().window();
  }

  /** Bytes that may be put now; without any, the writer hears when there is room. */
  int room() {
    int room = ending ? 0 : Math.max(0, window - unread - underWay);
    writerWaits = room == 0;
    return room;
  }

  /** At most {@link #room} bytes. */
  void put(byte[] bytes) {
    if (link.isBroken() || ending || bytes.length > window - unread - underWay) {
      throw new IllegalStateException(bytes.length + " bytes into a closed or full pipe");
    }
    Faults.Network faults = world.faults().network();
    world.note(Arrays.hashCode(bytes));
    if (world.chance().happens(faults.reset())) {
      world.trace("network: connection of port # is reset", link.clientPort);
      link.reset();
      return;
    }
    if (bytes.length > 1 && world.chance().happens(faults.split())) {
      int cut = 1 + world.chance().below(bytes.length - 1);
      carry(Arrays.copyOf(bytes, cut));
      carry(Arrays.copyOfRange(bytes, cut, bytes.length));
    } else {
      carry(bytes);
    }
  }

  /** Nothing follows what was put. */
  void end() {
    if (!ending) {
      ending = true;
      if (!link.isBroken()) {
        world.after(nextArrival() - world.nanos(), this::arriveEnd);
      }
    }
  }

  private void carry(byte[] piece) {
    underWay += piece.length;
    world.after(nextArrival() - world.nanos(), () -> arrive(piece));
  }

  private long nextArrival() {
    Faults.Network faults = world.faults().network();
    long delay = world.chance().exponential(faults.meanNanos());
    if (world.chance().happens(faults.stall())) {
      delay += world.chance().below(LONGEST_STALL_NANOS);
    }
    lastArrival = Math.max(lastArrival, world.nanos() + delay);
    return lastArrival;
  }

  private void arrive(byte[] piece) {
    if (link.isBroken()) {
      return;
    }
    underWay -= piece.length;
    if (readerGone) {
      link.reset();
      return;
    }
    arrived.add(piece);
    unread += piece.length;
    tell(link.reader(this));
  }

  private void arriveEnd() {
    if (!link.isBroken()) {
      ended = true;
      tell(link.reader(this));
    }
  }

  private static void tell(Link.@Nullable End end) {
    if (end != null) {
      end.readable();
    }
  }

  int available() {
    return unread;
  }

  /** Whether everything was taken and nothing follows. */
  boolean ended() {
    return ended && unread == 0;
  }

  /** Takes up to so many bytes of those available. */
  int take(long address, int length) {
    int count = Math.min(length, unread);
    for (int done = 0; done < count; ) {
      byte[] piece = arrived.element();
      int part = Math.min(count - done, piece.length - position);
      Memory.copy(piece, position, address + done, part);
      position += part;
      done += part;
      if (position == piece.length) {
        arrived.remove();
        position = 0;
      }
    }
    taken(count);
    return count;
  }

  /** Takes all bytes available. */
  byte[] takeAll() {
    byte[] all = new byte[unread];
    int at = 0;
    while (!arrived.isEmpty()) {
      byte[] piece = arrived.remove();
      System.arraycopy(piece, position, all, at, piece.length - position);
      at += piece.length - position;
      position = 0;
    }
    taken(all.length);
    return all;
  }

  private void taken(int count) {
    unread -= count;
    Link.End writer = link.writer(this);
    if (count > 0 && writerWaits && writer != null) {
      writerWaits = false;
      world.after(
          world.chance().exponential(world.faults().network().meanNanos()), writer::writable);
    }
  }

  /** Nobody reads any more: what comes, or has come unread, resets the connection. */
  void readerGone() {
    readerGone = true;
    if (unread > 0) {
      link.reset();
    }
  }

  void lose() {
    arrived.clear();
    position = 0;
    unread = 0;
    underWay = 0;
  }
}
