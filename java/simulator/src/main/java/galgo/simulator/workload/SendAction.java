package galgo.simulator.workload;

import galgo.wire.DataRequest;
import galgo.wire.DataRequest.Partitioning;
import galgo.wire.Status;

/** Appends a batch. */
final class SendAction extends Action {
  /**
   * How a batch is made: number of messages and length of each.
   *
   * @param record whether the newer protocol takes it: the times of its messages are near enough
   */
  record Shape(int count, int leastLength, int mostLength, boolean record) {}

  private final TopicModel topic;
  private final Partitioning partitioning;
  private final int partition;
  private final Batch batch;

  /**
   * @param partition the partition asked for, or -1 for the server's choice
   */
  SendAction(Model model, TopicModel topic, int partition, Partitioning partitioning, Shape shape) {
    super(model);
    this.topic = topic;
    this.partition = partition;
    this.partitioning = partitioning;
    this.batch = model.batch(topic, partition, shape);
  }

  @Override
  byte[] encode(Dialect dialect) {
    return dialect.frame(
        new DataRequest.Send(
            named(topic.stream.name), named(topic.name), partitioning, batch.messages()));
  }

  @Override
  void begin(long now) {
    batch.sent(now);
    topic.sent(batch);
  }

  @Override
  void answered(int status, byte[] payload, long now) {
    switch (status) {
      case Status.OK -> topic.acknowledged(batch, now);
      case Status.STREAM_ID_NOT_FOUND, Status.TOPIC_ID_NOT_FOUND ->
          topic.life.seen(false, sent(), now);
      case Status.PARTITION_NOT_FOUND -> {
        if (partition < 0) {
          topic.missingAny(sent(), now);
        } else {
          topic.missing(partition, sent(), now);
        }
      }
      default -> refused(status);
    }
  }

  @Override
  public String toString() {
    return "send "
        + batch
        + (partition < 0 ? ", " + partitioning.getClass().getSimpleName() : "/" + partition);
  }
}
