package galgo.wire;

/** About the server and its connections: ping, statistics, cluster, clients. */
@SuppressWarnings("ArrayRecordComponent") // requests are handled once, never compared
public sealed interface SystemRequest extends Request {

  record Ping() implements SystemRequest {}

  record GetStats() implements SystemRequest {}

  /**
   * Asks for a diagnostic archive; compression and types are codes as sent, checked by who makes
   * it.
   */
  record GetSnapshot(int compression, byte[] types) implements SystemRequest {}

  record GetClusterMetadata() implements SystemRequest {}

  record GetMe() implements SystemRequest {}

  record GetClient(long client) implements SystemRequest {}

  record GetClients() implements SystemRequest {}

  /**
   * Which options there are; of the newer protocol only. {@code scope} is the code as sent: 1
   * topics, 2 streams, 3 users.
   */
  record DescribeOptions(int scope) implements SystemRequest {}
}
