package galgo.simulator.workload;

import galgo.simulator.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recognises the batches that polled messages belong to, and compares every byte. */
final class RunReader {
  private RunReader() {}

  static List<PartitionLog.Run> runs(
      Model model, TopicModel topic, int partition, List<PolledMessage> messages) {
    List<PartitionLog.Run> runs = new ArrayList<>();
    PartitionLog.@Nullable Run current = null;
    long expected = messages.isEmpty() ? 0 : messages.getFirst().offset();
    for (PolledMessage message : messages) {
      String where = topic + "/" + partition + " at " + message.offset();
      if (message.offset() != expected++) {
        throw new Finding(where + ": the message before has another offset than one less");
      }
      PartitionLog.Run run = recognise(model, topic, message, where);
      if (current == null || current.base() != run.base()) {
        runs.add(run);
        current = run;
      } else if (!current.equals(run)) {
        throw new Finding(where + ": " + run + " after " + current);
      }
    }
    return runs;
  }

  private static PartitionLog.Run recognise(
      Model model, TopicModel topic, PolledMessage message, String where) {
    Batch batch = model.batch(Batch.numberOf(message.idLow(), message.idHigh()));
    int place = Batch.placeOf(message.idHigh());
    if (batch == null || batch.topic != topic) {
      throw new Finding(where + ": a message that nobody sent there, " + batch);
    }
    if (!batch.matches(message, place)) {
      throw new Finding(where + ": message " + place + " of " + batch + " has other bytes");
    }
    return new PartitionLog.Run(batch, message.offset() - place, message.timestamp());
  }
}
