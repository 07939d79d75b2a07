package galgo.metadata;

/**
 * What shapes stored bytes and is fixed when the data directory is created.
 *
 * @param dataGroups how many data groups there are, 1..4096
 * @param segmentSize bytes of a segment; no topic may be limited to less
 */
public record ClusterSettings(int dataGroups, long segmentSize) {
  /** The number of data groups a new directory gets. */
  public static final int DATA_GROUPS = 64;

  private static final int MOST_DATA_GROUPS = 4096;

  public ClusterSettings {
    if (dataGroups < 1 || dataGroups > MOST_DATA_GROUPS || segmentSize < 1) {
      throw new IllegalArgumentException(
          dataGroups + " data groups, segments of " + segmentSize + " bytes");
    }
  }
}
