package galgo.server.config;

/** Which driver carries out what shards ask of sockets and files. */
public enum DriverChoice {
  /** io_uring where it is to be had, else nio. */
  AUTO,
  /** io_uring, or no start. */
  URING,
  /** Pure Java. */
  NIO
}
