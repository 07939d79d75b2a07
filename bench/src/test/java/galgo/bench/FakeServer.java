package galgo.bench;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Speaks just enough of the wire for a run: counts what is sent to each partition, remembers the
 * origin timestamp of its last batch, and answers polls with empty payloads at the right offsets. A
 * thread a connection.
 */
final class FakeServer implements AutoCloseable {
  private record Partition(AtomicLong messages, AtomicLong originMicros) {}

  private final ServerSocket listener;
  private final int messageSize;
  final FakeGroups groups = new FakeGroups();
  private final Map<Target, Partition> partitions = new ConcurrentHashMap<>();
  final AtomicInteger streams = new AtomicInteger();
  final AtomicInteger logins = new AtomicInteger();
  final AtomicInteger sends = new AtomicInteger();
  final AtomicInteger deletedStreams = new AtomicInteger();
  private final AtomicInteger topicPartitions = new AtomicInteger();
  volatile int stallAtSend = -1;
  volatile long stallMillis;
  volatile int refuseSendsWith;

  FakeServer(int messageSize) throws IOException {
    this.messageSize = messageSize;
    listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  long messages() {
    return partitions.values().stream().mapToLong(p -> p.messages.get()).sum();
  }

  int partitionsWritten() {
    return partitions.size();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      byte[] header = new byte[8];
      byte[] body = new byte[1 << 16];
      AtomicReference<FakeGroups.@Nullable Member> member = new AtomicReference<>();
      while (true) {
        in.readFully(header);
        int length = littleEndian(header).getInt(0) - 4;
        body = body.length < length ? new byte[length] : body;
        in.readFully(body, 0, length);
        out.write(answer(littleEndian(header).getInt(4), littleEndian(body), member));
      }
    } catch (EOFException | SocketException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] answer(
      int code, ByteBuffer request, AtomicReference<FakeGroups.@Nullable Member> member) {
    return switch (code) {
      case Requests.GET_STATS -> ok(number((int) ProcessHandle.current().pid()));
      case Requests.LOGIN -> {
        logins.incrementAndGet();
        yield ok(new byte[4]);
      }
      case Requests.CREATE_STREAM -> ok(number(streams.getAndIncrement()));
      case Requests.CREATE_TOPIC -> {
        topicPartitions.set(request.getInt(6));
        yield ok(number(0));
      }
      case Requests.CREATE_GROUP -> ok(number(groups.create(topicPartitions.get())));
      case Requests.JOIN_GROUP -> {
        member.set(groups.join(request.getInt(14)));
        yield ok(new byte[0]);
      }
      case Requests.DELETE_STREAM -> {
        deletedStreams.incrementAndGet();
        yield ok(new byte[0]);
      }
      case Requests.SEND -> send(request);
      case Requests.POLL -> request.get(0) == 2 ? groupPoll(request, member.get()) : poll(request);
      default -> status(3);
    };
  }

  private byte[] send(ByteBuffer request) {
    if (sends.getAndIncrement() == stallAtSend) {
      try {
        Thread.sleep(stallMillis);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (refuseSendsWith != 0) {
      return status(refuseSendsWith);
    }
    Partition partition =
        partition(new Target(request.getInt(6), request.getInt(12), request.getInt(18)));
    int count = request.getInt(22);
    partition.originMicros.set(request.getLong(26 + 16 * count + 40));
    partition.messages.addAndGet(count);
    return ok(new byte[0]);
  }

  private byte[] poll(ByteBuffer request) {
    Target target = new Target(request.getInt(9), request.getInt(15), request.getInt(20));
    return messages(target, request.getLong(25), Integer.toUnsignedLong(request.getInt(33)));
  }

  private byte[] groupPoll(ByteBuffer request, FakeGroups.@Nullable Member member) {
    if (member == null) {
      return status(5006);
    }
    int partition = member.group().partitionFor(member.number());
    Target target = new Target(request.getInt(9), request.getInt(15), partition);
    long first = member.group().next(partition);
    byte[] answer = messages(target, first, Integer.toUnsignedLong(request.getInt(33)));
    member.group().commit(partition, first + littleEndian(answer).getInt(8 + 12));
    return answer;
  }

  private byte[] messages(Target target, long first, long most) {
    Partition partition = partition(target);
    long available = Math.max(partition.messages.get() - first, 0);
    int count = (int) Math.min(available, most);
    int size = 64 + messageSize;
    ByteBuffer payload = littleEndian(new byte[16 + count * size]);
    payload.putInt(0, target.partitionId());
    payload.putLong(4, Math.max(partition.messages.get() - 1, 0));
    payload.putInt(12, count);
    for (int i = 0; i < count; i++) {
      int at = 16 + i * size;
      payload.putLong(at + 24, first + i);
      payload.putLong(at + 40, partition.originMicros.get());
      payload.putInt(at + 52, messageSize);
    }
    return ok(payload.array());
  }

  private Partition partition(Target target) {
    return partitions.computeIfAbsent(
        target, t -> new Partition(new AtomicLong(), new AtomicLong()));
  }

  private static byte[] ok(byte[] payload) {
    return littleEndian(new byte[8 + payload.length])
        .putInt(0)
        .putInt(payload.length)
        .put(payload)
        .array();
  }

  private static byte[] status(int status) {
    return littleEndian(new byte[8]).putInt(status).array();
  }

  private static byte[] number(int value) {
    return littleEndian(new byte[4]).putInt(value).array();
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
