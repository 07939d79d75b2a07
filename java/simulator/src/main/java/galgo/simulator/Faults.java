package galgo.simulator;

/**
 * How often each kind of fault happens. Probabilities are 0..1.
 *
 * @param disk of a node's storage
 * @param network of connections
 * @param pause of a shard's turn: it comes up to a second late
 */
public record Faults(Disk disk, Network network, double pause) {
  /** No fault; delays stay. */
  public static final Faults NONE = new Faults(Disk.NONE, Network.NONE, 0);

  /**
   * @param readError of a read: EIO
   * @param writeError of a write: EIO, part of it may have been written
   * @param syncError of a sync: EIO, what was not on stable storage before may be lost
   * @param openError of opening, naming, cutting, allocating: EIO
   * @param shortWrite of a write: only a part was written
   * @param misdirectedRead of a read: it brings the bytes of another place of the file
   * @param misdirectedWrite of a write to a partition's files: its bytes land in another place of
   *     the file
   * @param lostWrite of a write to a partition's files: it is said to be done, and nothing is
   * @param slow of an operation: takes up to a second
   * @param meanNanos what an operation takes on average
   */
  public record Disk(
      double readError,
      double writeError,
      double syncError,
      double openError,
      double shortWrite,
      double misdirectedRead,
      double misdirectedWrite,
      double lostWrite,
      double slow,
      long meanNanos) {
    public static final Disk NONE = new Disk(0, 0, 0, 0, 0, 0, 0, 0, 0, 50_000);
  }

  /**
   * @param reset of a piece of bytes: the connection is reset instead
   * @param refuse of an attempt to connect
   * @param stall of a piece of bytes: it and all behind it come up to two seconds later
   * @param split of a piece of bytes: it comes in two
   * @param shortReceive of a receive: takes only part of what is there
   * @param meanNanos what a piece needs on average
   * @param window bytes that may be under way in one direction
   */
  public record Network(
      double reset,
      double refuse,
      double stall,
      double split,
      double shortReceive,
      long meanNanos,
      int window) {
    public static final Network NONE = new Network(0, 0, 0, 0.1, 0, 30_000, 1 << 18);
  }

  /**
   * A mix of its own for every world: each kind is off in half of them, and where it is on it may
   * be rare or frequent. Disk errors and misdirection are left off; see {@link #withDiskErrors}.
   */
  public static Faults drawn(Chance chance) {
    Disk disk =
        new Disk(
            0,
            0,
            0,
            0,
            rate(chance, 0.05),
            0,
            0,
            0,
            rate(chance, 0.02),
            chance.oneOf(5_000, 50_000, 500_000));
    Network network =
        new Network(
            rate(chance, 0.01),
            rate(chance, 0.2),
            rate(chance, 0.01),
            rate(chance, 0.5),
            rate(chance, 0.5),
            chance.oneOf(5_000, 50_000, 1_000_000),
            (int) chance.oneOf(4096, 1 << 16, 1 << 20));
    return new Faults(disk, network, rate(chance, 0.001));
  }

  /** The same with errors of the disk drawn, too: after these a server may refuse to go on. */
  public Faults withDiskErrors(Chance chance) {
    Disk errors =
        new Disk(
            rate(chance, 0.01),
            rate(chance, 0.01),
            rate(chance, 0.01),
            rate(chance, 0.002),
            disk.shortWrite,
            0,
            0,
            0,
            disk.slow,
            disk.meanNanos);
    return new Faults(errors, network, pause);
  }

  /** The same with a disk that does other things than it says. */
  public Faults withLies(Chance chance) {
    Disk lies =
        new Disk(
            disk.readError,
            disk.writeError,
            disk.syncError,
            disk.openError,
            disk.shortWrite,
            rate(chance, 0.01),
            rate(chance, 0.01),
            rate(chance, 0.01),
            disk.slow,
            disk.meanNanos);
    return new Faults(lies, network, pause);
  }

  /** The same with reads that bring what was asked for: what a start reads, it has to believe. */
  public Faults withTrueReads() {
    Disk honest =
        new Disk(
            disk.readError,
            disk.writeError,
            disk.syncError,
            disk.openError,
            disk.shortWrite,
            0,
            disk.misdirectedWrite,
            disk.lostWrite,
            disk.slow,
            disk.meanNanos);
    return new Faults(honest, network, pause);
  }

  private static double rate(Chance chance, double most) {
    double[] share = {0, 0, 0.05, 0.3, 1};
    return most * share[chance.below(share.length)];
  }
}
