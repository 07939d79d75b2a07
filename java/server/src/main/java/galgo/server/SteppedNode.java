package galgo.server;

import galgo.io.Driver;
import galgo.server.config.Settings;

/**
 * A node without threads, for a simulator: who holds it boots its shards, shard 0 first, starts it,
 * and gives each shard its turns. All methods belong to one thread. To end it at once, forget it
 * and its drivers.
 */
public final class SteppedNode {
  private final Node node;
  private final int shards;

  public SteppedNode(Settings settings, int shards) {
    this.node = new Node(settings, shards, NodeParts.ofSimulation());
    this.shards = shards;
  }

  /**
   * Brings up one shard, recovering what it owns. Blocking.
   *
   * @throws StartupException when the port cannot be had
   * @throws galgo.journal.DataDirectoryException when the data directory cannot be used
   */
  public void boot(int shard, Driver driver) throws StartupException {
    node.boot(shard, driver);
  }

  /** All shards are up: connections are taken. */
  public void start() {
    for (int i = 0; i < shards; i++) {
      node.shard(i).start();
    }
  }

  /** One round of a shard, which may sleep in its driver when there is nothing to do. */
  public void turn(int shard) {
    node.shard(shard).turn(true);
  }

  /** Whether another shard has written to this one since its last turn. */
  public boolean hasMail(int shard) {
    return node.shard(shard).hasMail();
  }

  /** Tells all shards to stop. */
  public void stop() {
    for (int i = 0; i < shards; i++) {
      node.shard(i).post(Shard::stop);
    }
  }

  /** Whether everything of the shard is durable and it needs no more turns. */
  public boolean stopped(int shard) {
    return node.shard(shard).stopped();
  }

  /** What the stop of a shard still waits for, in words. */
  public String stopsAfter(int shard) {
    return node.shard(shard).stopsAfter();
  }

  /** After the last turn of a shard that has stopped: closes its driver. */
  public void close(int shard) {
    node.shard(shard).close();
  }
}
