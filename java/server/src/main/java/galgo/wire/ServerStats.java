package galgo.wire;

/**
 * Payload of the answer to {@link CommandCode#GET_STATS}, to be filled in field by field; all
 * fields are in the order of the wire. Sizes in bytes, times in microseconds, processor use in
 * percent of one core. Texts are UTF-8.
 */
public final class ServerStats {
  private static final byte[] UNKNOWN = {};

  public long processId;
  public float cpuUsage;
  public float totalCpuUsage;

  /** Resident memory of the process. */
  public long memoryUsage;

  public long totalMemory;
  public long availableMemory;

  /** Since the process started; whole seconds. */
  public long runTime;

  /** When the process started, since the epoch. */
  public long startTime;

  public long readBytes;
  public long writtenBytes;
  public long messagesSize;
  public long streamsCount;
  public long topicsCount;
  public long partitionsCount;
  public long segmentsCount;
  public long messagesCount;

  /** Connections, logged in or not. */
  public long clientsCount;

  public long consumerGroupsCount;
  public byte[] hostname = UNKNOWN;
  public byte[] osName = UNKNOWN;
  public byte[] osVersion = UNKNOWN;
  public byte[] kernelVersion = UNKNOWN;

  /** Version of the protocol's server that this one stands for, such as {@code 0.8.0}. */
  public byte[] serverVersion = UNKNOWN;

  /** The same as one number: major × 1 000 000 + minor × 1000 + patch; 0 when absent. */
  public long serverSemver;

  /** Threads of the process; 0 when unknown. */
  public long threadsCount;

  public long freeDiskSpace;
  public long totalDiskSpace;

  /** Appends the payload. */
  public void write(AnswerBuffer buffer) {
    writeProcess(buffer);
    writeCounts(buffer);
    buffer.text32(hostname);
    buffer.text32(osName);
    buffer.text32(osVersion);
    buffer.text32(kernelVersion);
    buffer.text32(serverVersion);
    buffer.u32(serverSemver);
    buffer.u32(0); // entries of cache metrics: this generation has none
    buffer.u32(threadsCount);
    buffer.u64(freeDiskSpace);
    buffer.u64(totalDiskSpace);
  }

  private void writeProcess(AnswerBuffer buffer) {
    buffer.u32(processId);
    buffer.f32(cpuUsage);
    buffer.f32(totalCpuUsage);
    buffer.u64(memoryUsage);
    buffer.u64(totalMemory);
    buffer.u64(availableMemory);
    buffer.u64(runTime);
    buffer.u64(startTime);
    buffer.u64(readBytes);
    buffer.u64(writtenBytes);
  }

  private void writeCounts(AnswerBuffer buffer) {
    buffer.u64(messagesSize);
    buffer.u32(streamsCount);
    buffer.u32(topicsCount);
    buffer.u32(partitionsCount);
    buffer.u32(segmentsCount);
    buffer.u64(messagesCount);
    buffer.u32(clientsCount);
    buffer.u32(consumerGroupsCount);
  }
}
