package galgo.stress;

import galgo.metadata.Bytes;
import galgo.metadata.CatalogCommand;
import galgo.metadata.ClusterSettings;
import galgo.metadata.Metadata;
import galgo.metadata.Stream;
import galgo.metadata.Topic;
import galgo.metadata.TopicSettings;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Metadata itself: a stream and its topic of three partitions come together and go together. */
@JCStressTest
@Outcome(id = "-1, -1, -1", expect = Expect.ACCEPTABLE, desc = "before or after they are there")
@Outcome(id = "1, 3, 2", expect = Expect.ACCEPTABLE, desc = "both are there, whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "parts")
@State
public class MetadataIsReadWhole {
  private static final Bytes NAME = Bytes.of("s");
  private static final byte[] NAME_BYTES = NAME.toArray();
  private static final TopicSettings SETTINGS =
      new TopicSettings(1, TopicSettings.NEVER, TopicSettings.UNLIMITED, 1);

  private final Metadata metadata = new Metadata(2, 0);

  public MetadataIsReadWhole() {
    metadata.apply(new CatalogCommand.FoundCluster(new ClusterSettings(1, 1)));
    metadata.publish();
  }

  @Actor
  public void writer() {
    metadata.apply(new CatalogCommand.CreateStream(NAME, 1));
    metadata.apply(new CatalogCommand.CreateTopic(0, NAME, SETTINGS, 3, 1));
    metadata.publish();
    metadata.apply(new CatalogCommand.DeleteStream(0));
    metadata.publish();
  }

  @Actor
  public void reader(III_Result seen) {
    galgo.metadata.State state = metadata.enter(1);
    Stream stream = state.stream(NAME_BYTES);
    Topic topic = stream == null ? null : stream.topic(0);
    seen.r1 = stream == null ? -1 : stream.topics().size();
    seen.r2 = topic == null ? -1 : topic.partitionsCount();
    seen.r3 = lastId(topic);
    metadata.leave(1);
  }

  private static int lastId(@Nullable Topic topic) {
    return topic == null ? -1 : topic.partitions().getLast().id();
  }
}
