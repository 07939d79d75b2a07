package galgo.journal;

/**
 * Whose journals these are: stands in every frame and block, so that a stranger's file is refused
 * and never read as one's own.
 *
 * @param clusterLow low half of the cluster's random id
 * @param clusterHigh high half
 * @param hashKey random key of the cluster, hashed in front of what frames and blocks hold
 * @param nodeLow low half of the random id of this data directory
 * @param nodeHigh high half
 * @param boot number of this start, from 1; journals of earlier ones are read, never continued
 */
public record JournalIdentity(
    long clusterLow, long clusterHigh, long hashKey, long nodeLow, long nodeHigh, long boot) {
  public JournalIdentity {
    if (boot < 1) {
      throw new IllegalArgumentException("boot is " + boot + ", the first is 1");
    }
  }
}
