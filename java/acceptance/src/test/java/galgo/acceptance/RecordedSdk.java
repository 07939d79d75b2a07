package galgo.acceptance;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.iggy.Iggy;
import org.apache.iggy.client.async.tcp.AsyncIggyTcpClient;
import org.apache.iggy.client.blocking.ConsumerGroupsClient;
import org.apache.iggy.client.blocking.ConsumerOffsetsClient;
import org.apache.iggy.client.blocking.IggyBaseClient;
import org.apache.iggy.client.blocking.MessagesClient;
import org.apache.iggy.client.blocking.PartitionsClient;
import org.apache.iggy.client.blocking.PersonalAccessTokensClient;
import org.apache.iggy.client.blocking.StreamsClient;
import org.apache.iggy.client.blocking.SystemClient;
import org.apache.iggy.client.blocking.TopicsClient;
import org.apache.iggy.client.blocking.UsersClient;
import org.apache.iggy.client.blocking.tcp.IggyTcpClient;

/**
 * The Java SDK's blocking or asynchronous client, both under the blocking one's interfaces, which
 * have the same methods; notes which were called.
 */
final class RecordedSdk implements IggyBaseClient, AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private interface Closing {
    void close() throws Exception;
  }

  private final Closing client;
  private final Set<String> called = new TreeSet<>();
  private final Set<String> all = new TreeSet<>();
  private final SystemClient system;
  private final StreamsClient streams;
  private final UsersClient users;
  private final TopicsClient topics;
  private final PartitionsClient partitions;
  private final ConsumerGroupsClient consumerGroups;
  private final ConsumerOffsetsClient consumerOffsets;
  private final MessagesClient messages;
  private final PersonalAccessTokensClient personalAccessTokens;

  private RecordedSdk(IggyTcpClient on) {
    client = on::close;
    system = recorded(SystemClient.class, on.system());
    streams = recorded(StreamsClient.class, on.streams());
    users = recorded(UsersClient.class, on.users());
    topics = recorded(TopicsClient.class, on.topics());
    partitions = recorded(PartitionsClient.class, on.partitions());
    consumerGroups = recorded(ConsumerGroupsClient.class, on.consumerGroups());
    consumerOffsets = recorded(ConsumerOffsetsClient.class, on.consumerOffsets());
    messages = recorded(MessagesClient.class, on.messages());
    personalAccessTokens = recorded(PersonalAccessTokensClient.class, on.personalAccessTokens());
  }

  private RecordedSdk(AsyncIggyTcpClient on) {
    client = () -> on.close().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    system = recorded(SystemClient.class, on.system());
    streams = recorded(StreamsClient.class, on.streams());
    users = recorded(UsersClient.class, on.users());
    topics = recorded(TopicsClient.class, on.topics());
    partitions = recorded(PartitionsClient.class, on.partitions());
    consumerGroups = recorded(ConsumerGroupsClient.class, on.consumerGroups());
    consumerOffsets = recorded(ConsumerOffsetsClient.class, on.consumerOffsets());
    messages = recorded(MessagesClient.class, on.messages());
    personalAccessTokens = recorded(PersonalAccessTokensClient.class, on.personalAccessTokens());
  }

  /** Connects and logs in as root, over one connection. */
  static RecordedSdk connect(String kind, int port) throws Exception {
    Duration timeout = Duration.ofSeconds(PATIENCE_SECONDS);
    return switch (kind) {
      case "blocking" ->
          new RecordedSdk(
              Iggy.tcpClientBuilder()
                  .blocking()
                  .host("127.0.0.1")
                  .port(port)
                  .credentials("iggy", "iggy")
                  .connectionPoolSize(1)
                  .requestTimeout(timeout)
                  .buildAndLogin());
      case "async" ->
          new RecordedSdk(
              Iggy.tcpClientBuilder()
                  .async()
                  .host("127.0.0.1")
                  .port(port)
                  .credentials("iggy", "iggy")
                  .connectionPoolSize(1)
                  .requestTimeout(timeout)
                  .buildAndLogin()
                  .get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** Methods of the interfaces that were never called. */
  Set<String> uncalled() {
    Set<String> uncalled = new TreeSet<>(all);
    uncalled.removeAll(called);
    return uncalled;
  }

  private <T> T recorded(Class<T> type, Object target) {
    for (Method method : type.getMethods()) {
      if (Modifier.isAbstract(method.getModifiers())) {
        all.add(type.getSimpleName() + "." + method.getName());
      }
    }
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
          }
          called.add(type.getSimpleName() + "." + method.getName());
          return await(target, method, arguments);
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object await(Object target, Method method, Object[] arguments) throws Throwable {
    Method found = target.getClass().getMethod(method.getName(), method.getParameterTypes());
    found.setAccessible(true);
    try {
      Object result = found.invoke(target, arguments);
      return result instanceof CompletableFuture<?> future
          ? future.get(PATIENCE_SECONDS, TimeUnit.SECONDS)
          : result;
    } catch (InvocationTargetException | ExecutionException failed) {
      throw failed.getCause();
    }
  }

  @Override
  public SystemClient system() {
    return system;
  }

  @Override
  public StreamsClient streams() {
    return streams;
  }

  @Override
  public UsersClient users() {
    return users;
  }

  @Override
  public TopicsClient topics() {
    return topics;
  }

  @Override
  public PartitionsClient partitions() {
    return partitions;
  }

  @Override
  public ConsumerGroupsClient consumerGroups() {
    return consumerGroups;
  }

  @Override
  public ConsumerOffsetsClient consumerOffsets() {
    return consumerOffsets;
  }

  @Override
  public MessagesClient messages() {
    return messages;
  }

  @Override
  public PersonalAccessTokensClient personalAccessTokens() {
    return personalAccessTokens;
  }

  @Override
  public void close() throws Exception {
    client.close();
  }
}
