package galgo.simulator.workload;

import galgo.simulator.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to a poll.
 *
 * @param current the partition's highest offset as the server gave it, 0 when it is empty
 */
record PolledMessages(int partition, long current, List<PolledMessage> messages) {
  PolledMessages {
    messages = List.copyOf(messages);
  }

  static PolledMessages of(byte[] payload) {
    Payload head = new Payload(payload);
    int partition = (int) head.u32();
    long current = head.u64();
    long count = head.u32();
    List<PolledMessage> messages = new ArrayList<>();
    int at = head.position();
    while (at < payload.length) {
      PolledMessage message = new PolledMessage(payload, at);
      messages.add(message);
      at += message.size();
    }
    if (messages.size() != count) {
      throw new Finding("a poll said " + count + " messages and brought " + messages.size());
    }
    return new PolledMessages(partition, current, messages);
  }
}
