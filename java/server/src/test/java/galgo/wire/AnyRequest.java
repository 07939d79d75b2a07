package galgo.wire;

import static net.jqwik.api.Combinators.combine;

import galgo.wire.TopicRequest.TopicSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Arbitrary requests of every command. */
public final class AnyRequest {
  private static final Arbitrary<byte[]> NAME =
      Arbitraries.strings()
          .ofMinLength(1)
          .ofMaxLength(60)
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          // lone surrogates become question marks, so that all of these are UTF-8
          .filter(bytes -> bytes.length <= 255);

  private static final Arbitrary<byte[]> TEXT =
      Arbitraries.oneOf(NAME, Arbitraries.just(new byte[0]));
  private static final Arbitrary<Long> U32 = Arbitraries.longs().between(0, 0xFFFF_FFFFL);
  private static final Arbitrary<Long> U64 = Arbitraries.longs();
  private static final Arbitrary<Integer> U8 = Arbitraries.integers().between(0, 255);
  private static final Arbitrary<Boolean> FLAG = Arbitraries.of(true, false);
  private static final Arbitrary<Identifier> ID =
      Arbitraries.oneOf(U32.map(Identifier.Numeric::new), NAME.map(Identifier.Named::new));
  private static final Arbitrary<DataRequest.Consumer> CONSUMER =
      combine(FLAG, ID).as(DataRequest.Consumer::new);
  private static final Arbitrary<OptionalLong> PARTITION =
      Arbitraries.oneOf(U32.map(OptionalLong::of), Arbitraries.just(OptionalLong.empty()));

  private AnyRequest() {}

  public static Arbitrary<Request> cold() {
    return Arbitraries.oneOf(system(), user(), token(), stream(), topic(), group());
  }

  private static Arbitrary<Request> system() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            new SystemRequest.Ping(),
            new SystemRequest.GetStats(),
            new SystemRequest.GetClusterMetadata(),
            new SystemRequest.GetMe(),
            new SystemRequest.GetClients()),
        combine(U8, TEXT).as(SystemRequest.GetSnapshot::new),
        U32.map(SystemRequest.GetClient::new));
  }

  private static Arbitrary<Request> user() {
    return Arbitraries.oneOf(
        Arbitraries.of(new UserRequest.GetUsers(), new UserRequest.LogoutUser()),
        ID.map(UserRequest.GetUser::new),
        ID.map(UserRequest.DeleteUser::new),
        combine(NAME, TEXT, U8, permissions().injectNull(0.3)).as(UserRequest.CreateUser::new),
        combine(ID, NAME.injectNull(0.5), optionalByte()).as(UserRequest.UpdateUser::new),
        combine(ID, permissions().injectNull(0.3)).as(UserRequest.UpdatePermissions::new),
        combine(ID, TEXT, TEXT).as(UserRequest.ChangePassword::new),
        combine(NAME, TEXT, TEXT, TEXT).as(UserRequest.LoginUser::new));
  }

  private static Arbitrary<Request> token() {
    return Arbitraries.oneOf(
        Arbitraries.just(new UserRequest.GetPersonalAccessTokens()),
        combine(NAME, U64).as(UserRequest.CreatePersonalAccessToken::new),
        NAME.map(UserRequest.DeletePersonalAccessToken::new),
        NAME.map(UserRequest.LoginWithPersonalAccessToken::new));
  }

  private static Arbitrary<Request> stream() {
    return Arbitraries.oneOf(
        Arbitraries.just(new StreamRequest.GetStreams()),
        ID.map(StreamRequest.GetStream::new),
        NAME.map(StreamRequest.CreateStream::new),
        ID.map(StreamRequest.DeleteStream::new),
        combine(ID, NAME).as(StreamRequest.UpdateStream::new),
        ID.map(StreamRequest.PurgeStream::new));
  }

  private static Arbitrary<Request> topic() {
    Arbitrary<TopicSettings> settings = combine(U8, U64, U64, U8, NAME).as(TopicSettings::new);
    return Arbitraries.oneOf(
        combine(ID, ID).as(TopicRequest.GetTopic::new),
        ID.map(TopicRequest.GetTopics::new),
        combine(ID, U32, settings).as(TopicRequest.CreateTopic::new),
        combine(ID, ID).as(TopicRequest.DeleteTopic::new),
        combine(ID, ID, settings).as(TopicRequest.UpdateTopic::new),
        combine(ID, ID).as(TopicRequest.PurgeTopic::new),
        combine(ID, ID, U32).as(TopicRequest.CreatePartitions::new),
        combine(ID, ID, U32).as(TopicRequest.DeletePartitions::new),
        combine(ID, ID, U32, U32).as(TopicRequest.DeleteSegments::new));
  }

  private static Arbitrary<Request> group() {
    return Arbitraries.oneOf(
        combine(ID, ID, ID).as(GroupRequest.GetConsumerGroup::new),
        combine(ID, ID).as(GroupRequest.GetConsumerGroups::new),
        combine(ID, ID, NAME).as(GroupRequest.CreateConsumerGroup::new),
        combine(ID, ID, ID).as(GroupRequest.DeleteConsumerGroup::new),
        combine(ID, ID, ID).as(GroupRequest.JoinConsumerGroup::new),
        combine(ID, ID, ID).as(GroupRequest.LeaveConsumerGroup::new));
  }

  private static Arbitrary<OptionalInt> optionalByte() {
    return Arbitraries.oneOf(U8.map(OptionalInt::of), Arbitraries.just(OptionalInt.empty()));
  }

  /** By ascending id, each once: the form that decoding gives. */
  public static Arbitrary<WirePermissions> permissions() {
    Arbitrary<List<WirePermissions.Topic>> topics =
        Arbitraries.maps(U32, Arbitraries.integers().between(0, 15))
            .ofMaxSize(4)
            .map(flags ->
                new TreeMap<>(flags)
                    .entrySet().stream()
                        .map(e -> new WirePermissions.Topic(e.getKey(), e.getValue()))
                        .toList());
    Arbitrary<List<WirePermissions.Stream>> streams =
        Arbitraries.maps(U32, combine(Arbitraries.integers().between(0, 63), topics).as(Entry::new))
            .ofMaxSize(4)
            .map(entries ->
                new TreeMap<>(entries)
                    .entrySet().stream().map(e -> e.getValue().stream(e.getKey())).toList());
    return combine(Arbitraries.integers().between(0, 1023), streams).as(WirePermissions::new);
  }

  private record Entry(int flags, List<WirePermissions.Topic> topics) {
    WirePermissions.Stream stream(long id) {
      return new WirePermissions.Stream(id, flags, topics);
    }
  }

  /** Of the produce and consume ways, but for send. */
  public static Arbitrary<DataRequest> hot() {
    Arbitrary<Integer> strategy = Arbitraries.integers().between(1, 5);
    return Arbitraries.oneOf(
        combine(CONSUMER, ID, ID, PARTITION, strategy, U64, U32, FLAG).as(DataRequest.Poll::new),
        combine(ID, ID, U32, FLAG).as(DataRequest.Flush::new),
        combine(CONSUMER, ID, ID, PARTITION).as(DataRequest.GetOffset::new),
        combine(CONSUMER, ID, ID, PARTITION, U64).as(DataRequest.StoreOffset::new),
        combine(CONSUMER, ID, ID, PARTITION).as(DataRequest.DeleteOffset::new));
  }

  public static Arbitrary<DataRequest.Send> send() {
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    Arbitrary<DataRequest.Partitioning> partitioning =
        Arbitraries.oneOf(
            Arbitraries.just(new DataRequest.Partitioning.Balanced()),
            U32.map(DataRequest.Partitioning.Partition::new),
            NAME.map(DataRequest.Partitioning.Key::new));
    Arbitrary<DataRequest.Message> message =
        combine(U64, U64, U64, bytes, bytes).as(DataRequest.Message::new);
    return combine(ID, ID, partitioning, message.list().ofMinSize(1).ofMaxSize(5))
        .as(DataRequest.Send::new);
  }
}
