package galgo.simulator.workload;

import galgo.simulator.Finding;
import galgo.wire.PollRequest;
import java.util.List;
import java.util.Set;

/**
 * Whether a poll began where its strategy says, and whether it was right to bring nothing.
 *
 * @param certainEnd messages that the partition certainly had through all of the poll
 * @param stored for {@link PollRequest#NEXT}: offsets that may have been stored
 */
record PollStart(
    PollAction poll, PollAction.Query query, PartitionLog log, long certainEnd, Set<Long> stored) {

  void judge(List<PolledMessage> messages, long from, long now) {
    if (messages.isEmpty()) {
      nothing(from, now);
      return;
    }
    long first = messages.getFirst().offset();
    removed(first, now);
    switch (query.strategy()) {
      case PollRequest.OFFSET -> {
        if (first < query.value() || first > query.value() && !log.isTrimmed()) {
          wrong(first);
        }
      }
      case PollRequest.FIRST -> {
        if (first != 0 && !log.isTrimmed()) {
          wrong(first);
        }
      }
      case PollRequest.LAST -> {
        if (first + query.count() < certainEnd) {
          wrong(first);
        }
      }
      case PollRequest.NEXT -> next(first);
      case PollRequest.TIMESTAMP -> timestamp(messages.getFirst(), now);
      default -> throw new IllegalStateException("strategy " + query.strategy());
    }
  }

  /** Where messages go by themselves, they may not go too early. */
  private void removed(long first, long now) {
    switch (query.strategy()) {
      case PollRequest.OFFSET ->
          log.removed(query.value(), Math.max(first, query.value()), now, poll.model.wallMicros());
      case PollRequest.FIRST -> log.removed(0, first, now, poll.model.wallMicros());
      default -> {}
    }
  }

  private void next(long first) {
    if (stored.contains(Register.ANYTHING) || log.isTrimmed()) {
      return;
    }
    // Nothing stored is -1, and begins at 0.
    if (!stored.contains(first - 1) && !log.topic().lossy()) {
      throw new Finding(poll + " began at " + first + ", stored can only be one of " + stored);
    }
  }

  private void timestamp(PolledMessage first, long now) {
    if (Long.compareUnsigned(first.timestamp(), query.value()) < 0) {
      wrong(first.offset());
    }
    Long before = log.timestampAt(first.offset() - 1, now);
    if (before != null && before >= query.value() && !log.isTrimmed()) {
      throw new Finding(
          poll + " began at " + first.offset() + ", and the message before has time " + before);
    }
  }

  private void nothing(long from, long now) {
    boolean right =
        switch (query.strategy()) {
          case PollRequest.OFFSET -> query.value() >= certainEnd;
          case PollRequest.FIRST, PollRequest.LAST -> certainEnd == 0 || log.isTrimmed();
          case PollRequest.NEXT ->
              log.topic().lossy()
                  || stored.contains(Register.ANYTHING)
                  || stored.stream().anyMatch(offset -> offset + 1 >= certainEnd);
          case PollRequest.TIMESTAMP -> log.latestTimestamp(from, now) < query.value();
          default -> throw new IllegalStateException("strategy " + query.strategy());
        };
    if (query.count() > 0 && !right && !log.topic().rules.retains()) {
      throw new Finding(
          poll
              + " brought nothing; there are "
              + certainEnd
              + " messages at least, stored: "
              + stored);
    }
  }

  private void wrong(long first) {
    throw new Finding(poll + " began at offset " + first + " of at least " + certainEnd);
  }
}
