package galgo.io.uring;

import galgo.io.Kernels;
import galgo.io.Xxh3Stream;

/** The kernels in C, in the widest vectors of the processor. Stateless; any thread. */
public final class NativeKernels implements Kernels {
  /**
   * @throws IllegalStateException when there is no native library
   */
  public NativeKernels() {
    NativeLibrary.require();
  }

  @Override
  public long xxh3(long address, long length) {
    return Native.xxh3(address, length);
  }

  @Override
  public void xxh3Wide(long address, long length, long target) {
    Native.xxh3Wide(address, length, target);
  }

  @Override
  public long stampClassic(
      long messages, long length, long baseOffset, long timestamp, long seedHigh, long seedLow) {
    return Native.stampClassic(messages, length, baseOffset, timestamp, seedHigh, seedLow);
  }

  @Override
  public int verifyRecord(long record, long length, Xxh3Stream stream) {
    return Native.verifyRecord(record, length);
  }

  @Override
  public long sealRecord(long record, long length, Xxh3Stream stream) {
    return Native.sealRecord(record, length);
  }

  @Override
  public void copyCold(long source, long target, long length) {
    Native.copyCold(source, target, length);
  }
}
