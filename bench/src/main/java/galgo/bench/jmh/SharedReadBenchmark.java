package galgo.bench.jmh;

import galgo.metadata.LeftRight;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Two threads that look things up in a map of 1000, as shards do in metadata on every request, by
 * four ways to share it, while one other thread changes it now and then or does not.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@Threads(2)
public class SharedReadBenchmark {
  private static final int SIZE = 1000;
  private static final int READERS = 2;

  /** The way of sharing. */
  @Param({"leftRight", "readWriteLock", "concurrentHashMap", "snapshot"})
  public String sharing = "leftRight";

  /** Changes that the other thread makes. */
  @Param({"0", "1000"})
  public int changesPerSecond;

  private Shared shared = new Snapshot(full());
  private volatile boolean running;
  private @Nullable Thread writer;

  /** A reading thread: its number and its place in a sequence of keys. */
  @State(Scope.Thread)
  public static class Reader {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private final int number = NUMBERS.getAndIncrement() % READERS;
    private int key = number * 17;

    private int nextKey() {
      key = (key * 1_103_515_245 + 12_345) & 0x7FFF_FFFF;
      return key % SIZE;
    }
  }

  /** Fills the map and starts the writer. */
  @Setup
  public void start() {
    shared =
        switch (sharing) {
          case "leftRight" -> new TwoCopies(new LeftRight<>(full(), full(), READERS));
          case "readWriteLock" -> new Locked(full(), new ReentrantReadWriteLock());
          case "concurrentHashMap" -> new Concurrent(new ConcurrentHashMap<>(full()));
          case "snapshot" -> new Snapshot(full());
          default -> throw new IllegalArgumentException(sharing);
        };
    if (changesPerSecond > 0) {
      running = true;
      writer = Thread.ofPlatform().daemon().start(this::write);
    }
  }

  /** Stops the writer. */
  @TearDown
  public void stop() throws InterruptedException {
    running = false;
    Thread thread = writer;
    if (thread != null) {
      thread.join();
    }
  }

  /** One look-up. */
  @Benchmark
  public @Nullable Integer read(Reader reader) {
    return shared.get(reader.number, reader.nextKey());
  }

  private void write() {
    for (int i = 0; running; i++) {
      shared.put(i % SIZE, i);
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / changesPerSecond);
    }
  }

  private static Map<Integer, Integer> full() {
    Map<Integer, Integer> map = new HashMap<>();
    for (int i = 0; i < SIZE; i++) {
      map.put(i, i);
    }
    return map;
  }

  private interface Shared {
    @Nullable Integer get(int reader, int key);

    void put(int key, int value);
  }

  private record TwoCopies(LeftRight<Map<Integer, Integer>> copies) implements Shared {
    @Override
    public @Nullable Integer get(int reader, int key) {
      Integer found = copies.enter(reader).get(key);
      copies.leave(reader);
      return found;
    }

    @Override
    public void put(int key, int value) {
      Consumer<Map<Integer, Integer>> change = map -> map.put(key, value);
      copies.writer().apply(change);
      copies.writer().publish();
    }
  }

  private record Locked(Map<Integer, Integer> map, ReentrantReadWriteLock lock) implements Shared {
    @Override
    public @Nullable Integer get(int reader, int key) {
      lock.readLock().lock();
      try {
        return map.get(key);
      } finally {
        lock.readLock().unlock();
      }
    }

    @Override
    public void put(int key, int value) {
      lock.writeLock().lock();
      try {
        map.put(key, value);
      } finally {
        lock.writeLock().unlock();
      }
    }
  }

  private record Concurrent(ConcurrentHashMap<Integer, Integer> map) implements Shared {
    @Override
    public @Nullable Integer get(int reader, int key) {
      return map.get(key);
    }

    @Override
    public void put(int key, int value) {
      map.put(key, value);
    }
  }

  /** Copied whole for every change: a change costs as much as the map is large. */
  private static final class Snapshot implements Shared {
    private volatile Map<Integer, Integer> map;

    Snapshot(Map<Integer, Integer> map) {
      this.map = map;
    }

    @Override
    public @Nullable Integer get(int reader, int key) {
      return map.get(key);
    }

    @Override
    public void put(int key, int value) {
      Map<Integer, Integer> copy = new HashMap<>(map);
      copy.put(key, value);
      map = copy;
    }
  }
}
