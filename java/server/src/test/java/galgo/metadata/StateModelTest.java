package galgo.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StateModelTest {
  @Property(tries = 500)
  void answersAndContentsAreTheModels(@ForAll("commands") List<Command> commands) {
    State state = States.founded();
    Model model = new Model();
    for (Command command : commands) {
      if (command instanceof MembershipCommand.CompleteRevocation) {
        state.apply(command);
        continue;
      }
      assertThat(state.apply(command).status()).as("%s", command).isEqualTo(model.apply(command));
      assertThat(text(state)).as("after %s", command).isEqualTo(text(model));
    }
    namesLeadToIds(state);
  }

  private static List<String> text(State state) {
    List<String> lines = new ArrayList<>();
    for (Stream stream : state.streams()) {
      lines.add("stream " + stream.id() + " " + stream.name());
      for (Topic topic : stream.topics()) {
        lines.add(
            "topic "
                + topic.id()
                + " "
                + topic.name()
                + " "
                + topic.settings()
                + " "
                + topic.partitionsCount());
        for (ConsumerGroup group : topic.groups()) {
          List<Long> clients = new ArrayList<>();
          group.members().forEach(member -> clients.add(member.client()));
          lines.add(
              "group "
                  + group.id()
                  + " "
                  + group.name()
                  + " "
                  + clients.stream().sorted().toList());
          assertThat(group.partitionsCount()).isEqualTo(topic.partitionsCount());
        }
      }
    }
    for (User user : state.users()) {
      lines.add(
          "user "
              + user.id()
              + " "
              + user.name()
              + " "
              + user.passwordHash()
              + " "
              + user.status());
      user.tokens().stream()
          .sorted((a, b) -> a.name().compareTo(b.name()))
          .forEach(token -> lines.add("token " + token));
    }
    return lines;
  }

  private static List<String> text(Model model) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<Integer, Model.ModelStream> entry : model.streams.entrySet()) {
      Model.ModelStream stream = entry.getValue();
      lines.add("stream " + entry.getKey() + " " + stream.name);
      stream.topics.forEach((id, topic) -> {
        lines.add("topic " + id + " " + topic.name + " " + topic.settings + " " + topic.partitions);
        topic.groups.forEach((groupId, group) ->
            lines.add("group " + groupId + " " + group.name + " " + group.clients));
      });
    }
    model.users.forEach((id, user) -> {
      lines.add("user " + id + " " + user.name + " " + user.password + " " + user.status);
      user.tokens.values().forEach(token -> lines.add("token " + token));
    });
    return lines;
  }

  private static void namesLeadToIds(State state) {
    for (Stream stream : state.streams()) {
      assertThat(state.stream(stream.name().toArray())).isSameAs(stream);
      for (Topic topic : stream.topics()) {
        assertThat(stream.topic(topic.name().toArray())).isSameAs(topic);
        for (ConsumerGroup group : topic.groups()) {
          assertThat(topic.group(group.name().toArray())).isSameAs(group);
        }
      }
    }
    for (User user : state.users()) {
      assertThat(state.user(user.name().toArray())).isSameAs(user);
      for (AccessToken token : user.tokens()) {
        assertThat(state.userOfToken(token.hash())).isSameAs(user);
      }
    }
  }

  @Provide
  Arbitrary<List<Command>> commands() {
    return AnyCommand.any().list().ofMinSize(5).ofMaxSize(80);
  }
}
