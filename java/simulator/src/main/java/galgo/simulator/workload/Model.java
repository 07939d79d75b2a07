package galgo.simulator.workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all clients together know of a server: what they asked for, what it acknowledged, and hence
 * what it may answer. It judges; whatever cannot be told apart from here it lets pass.
 *
 * <p>Time is a count of what was sent and received: two things are in order only if one was
 * answered before the other was sent.
 */
final class Model {
  private final Allowances allowances;
  private final LongSupplier wallMicros;
  private final Map<Long, Batch> batches = new LinkedHashMap<>();
  final List<StreamModel> streams = new ArrayList<>();
  final List<UserModel> users = new ArrayList<>();
  private final Map<Integer, WorkloadClient> clients = new HashMap<>();
  private long now;
  private long names;

  /**
   * @param wallMicros at least what the server's clock says
   */
  Model(Allowances allowances, LongSupplier wallMicros) {
    this.allowances = allowances;
    this.wallMicros = wallMicros;
  }

  /** The moment of something that happens now; later than all before. */
  long tick() {
    return ++now;
  }

  /** Microseconds since 1970, at least what the server's clock says. */
  long wallMicros() {
    return wallMicros.getAsLong();
  }

  Allowances allowances() {
    return allowances;
  }

  void add(WorkloadClient client) {
    clients.put(client.number(), client);
  }

  /** Whether the client has a connection that nothing has broken yet. */
  boolean isConnected(int client) {
    WorkloadClient of = clients.get(client);
    return of != null && of.isConnected();
  }

  /** A name that nothing had before. */
  String name(String kind) {
    return kind + "-" + names++;
  }

  StreamModel stream() {
    StreamModel stream = new StreamModel(name("stream"));
    streams.add(stream);
    return stream;
  }

  /** A user that somebody is about to make. */
  UserModel user(int status, long permissions) {
    UserModel user = new UserModel(name("user"), status, permissions);
    users.add(user);
    return user;
  }

  Batch batch(TopicModel topic, int partition, SendAction.Shape shape) {
    Batch batch = new Batch(batches.size() + 1L, topic, partition, shape);
    batches.put(batch.number, batch);
    return batch;
  }

  @Nullable Batch batch(long number) {
    return batches.get(number);
  }

  int batchCount() {
    return batches.size();
  }

  void crashed(Crash crash) {
    long at = tick();
    users.forEach(user -> user.crashed(at));
    streams.forEach(stream -> stream.crashed(at, crash));
  }
}
