package galgo.fuzz;

import galgo.io.Completions;
import galgo.io.Driver;
import galgo.io.Files;
import galgo.io.JavaKernels;
import galgo.io.Kernels;
import galgo.io.Memory;
import galgo.io.Submissions;
import galgo.io.Xxh3Stream;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import galgo.log.BatchRecord;
import java.net.InetSocketAddress;

/**
 * A driver over real files to which every hash is 0 and every random number 1: so a fuzzer, which
 * guesses no checksum, comes past them to what lies behind.
 */
final class HashlessDriver implements Driver {
  private static final int RECORDS = 64;
  private static final int WIDE = 16;

  private final Driver driver = new NioDriver(RECORDS, RECORDS, new NioHandover());
  private final Kernels kernels = new Hashless();

  private static final class Hashless implements Kernels {
    private final Kernels real = new JavaKernels();

    @Override
    public long xxh3(long address, long length) {
      return 0;
    }

    @Override
    public void xxh3Wide(long address, long length, long target) {
      Memory.zero(target, WIDE);
    }

    @Override
    public long stampClassic(
        long messages, long length, long baseOffset, long timestamp, long high, long low) {
      return real.stampClassic(messages, length, baseOffset, timestamp, high, low);
    }

    /** Both checksums would have to be zero, as hashes are. */
    @Override
    public int verifyRecord(long record, long length, Xxh3Stream stream) {
      long end = record + length;
      for (long frame = record + BatchRecord.HEADER;
          frame < end;
          frame += BatchRecord.size(frame)) {
        if (Memory.getLong(frame + BatchRecord.FRAME_CHECKSUM) != 0) {
          return FRAME_DAMAGED;
        }
      }
      return Memory.getLong(record + BatchRecord.CHECKSUM) == 0 ? RECORD_FITS : RECORD_DAMAGED;
    }

    @Override
    public long sealRecord(long record, long length, Xxh3Stream stream) {
      return real.sealRecord(record, length, stream);
    }

    @Override
    public void copyCold(long source, long target, long length) {
      real.copyCold(source, target, length);
    }
  }

  @Override
  public Kernels kernels() {
    return kernels;
  }

  @Override
  public long random() {
    return 1;
  }

  @Override
  public String name() {
    return "hashless";
  }

  @Override
  public String features() {
    return driver.features();
  }

  @Override
  public Submissions submissions() {
    return driver.submissions();
  }

  @Override
  public Completions completions() {
    return driver.completions();
  }

  @Override
  public int turn(long waitNanos) {
    return driver.turn(waitNanos);
  }

  @Override
  public void wake() {
    driver.wake();
  }

  @Override
  public long monotonicNanos() {
    return driver.monotonicNanos();
  }

  @Override
  public long wallMicros() {
    return driver.wallMicros();
  }

  @Override
  public long allocate(long bytes) {
    return driver.allocate(bytes);
  }

  @Override
  public void provideReceiveBuffers(int size, int count) {
    driver.provideReceiveBuffers(size, count);
  }

  @Override
  public void recycle(long buffer) {
    driver.recycle(buffer);
  }

  @Override
  public int listen(InetSocketAddress address, boolean shared, int backlog) {
    return driver.listen(address, shared, backlog);
  }

  @Override
  public InetSocketAddress localAddress(int handle) {
    return driver.localAddress(handle);
  }

  @Override
  public InetSocketAddress peerAddress(int handle) {
    return driver.peerAddress(handle);
  }

  @Override
  public void noDelay(int handle, boolean on) {
    driver.noDelay(handle, on);
  }

  @Override
  public void limitUnsent(int handle, int bytes) {
    driver.limitUnsent(handle, bytes);
  }

  @Override
  public int release(int handle) {
    return driver.release(handle);
  }

  @Override
  public int adopt(int token) {
    return driver.adopt(token);
  }

  @Override
  public Files files() {
    return driver.files();
  }

  @Override
  public void close() {
    driver.close();
  }
}
