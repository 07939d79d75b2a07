package galgo.metadata;

/** About streams, topics and partitions. Times in microseconds since 1970. */
public sealed interface CatalogCommand extends Command {

  /** The first command of a new data directory; refused ever after. */
  record FoundCluster(ClusterSettings settings) implements CatalogCommand {}

  /** Creates a stream; the outcome has its id. */
  record CreateStream(Bytes name, long createdAt) implements CatalogCommand {}

  /** Renames a stream. */
  record UpdateStream(int stream, Bytes name) implements CatalogCommand {}

  /** Deletes a stream with all that is in it. */
  record DeleteStream(int stream) implements CatalogCommand {}

  /** Creates a topic with 0..1000 partitions; the outcome has its id. */
  record CreateTopic(int stream, Bytes name, TopicSettings settings, int partitions, long createdAt)
      implements CatalogCommand {}

  record UpdateTopic(int stream, int topic, Bytes name, TopicSettings settings)
      implements CatalogCommand {}

  record DeleteTopic(int stream, int topic) implements CatalogCommand {}

  /** Appends 1..1000 partitions. */
  record CreatePartitions(int stream, int topic, int count, long createdAt)
      implements CatalogCommand {}

  /** Removes the last ones, at least one. */
  record DeletePartitions(int stream, int topic, int count) implements CatalogCommand {}
}
