package galgo.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * A simulator that finds nothing proves nothing: the server is broken on purpose, and it must see.
 */
class MutantTest {
  /** The most seeds that a mutant may survive. */
  private static final int SEEDS = 100;

  /**
   * A broken server.
   *
   * @param seed the first that caught it when this was written; tried first, to save time
   */
  record Mutant(String name, int seed, List<Mutation> mutations) {
    Mutant(String name, int seed, Mutation... mutations) {
      this(name, seed, List.of(mutations));
    }
  }

  static final List<Mutant> MUTANTS =
      List.of(
          new Mutant(
              "writes are not synced",
              1,
              Mutation.slotIsFalse("galgo.io.Loop", Set.of("write", "writeVectored"), 7)),
          new Mutant(
              "frames are acknowledged out of order",
              3,
              Mutation.fieldIsTrue("galgo.journal.FrameWriter", "written", "complete")),
          new Mutant(
              "headers are framed before their bodies are durable",
              1,
              Mutation.fieldIsTrue("galgo.journal.FrameWriter", "choose", "ready")),
          new Mutant(
              "the journal is trimmed before segments are durable",
              23,
              Mutation.slotIsFalse("galgo.log.Flusher", Set.of("whenWritten"), 1)),
          new Mutant(
              "the journal is not replayed",
              1,
              Mutation.doesNothing("galgo.log.JournalReplay", "run")),
          new Mutant(
              "torn frames are taken for whole",
              17,
              Mutation.returns("galgo.journal.FrameHeader", "whole", true)),
          new Mutant(
              "torn bodies are taken for whole",
              15,
              Mutation.returns("galgo.journal.EntryHeader", "bodyValid", true)),
          new Mutant(
              "cold reads are not verified",
              64,
              Mutation.returns("galgo.log.EntryVerifier", "verified", true)),
          new Mutant(
              "damage is forgotten", 384, Mutation.doesNothing("galgo.log.Partition", "damaged")),
          new Mutant(
              "removals in the journal are forgotten",
              17,
              Mutation.doesNothing("galgo.log.JournalReplay", "note")),
          new Mutant(
              "offsets are answered and not journalled",
              1,
              Mutation.first("galgo.log.ConsumerOffsets", "store", Mutation.completesTicket(9)),
              Mutation.doesNothing("galgo.log.ConsumerOffsets", "turn")),
          new Mutant(
              "metadata is applied and not journalled",
              1,
              Mutation.instead(
                  "galgo.server.Proposer",
                  "encode",
                  Mutation.callsInstead("galgo.server.Proposer", "apply"))),
          new Mutant(
              "a group's partition moves without a commit",
              118,
              Mutation.returns("galgo.server.GroupProgress", "settled", true)),
          new Mutant(
              "members poll each other's partitions",
              16,
              Mutation.returns("galgo.server.Dispatcher", "owns", true)),
          new Mutant(
              "answers are not kept for requests that come again",
              19,
              Mutation.doesNothing("galgo.server.Session", "keep")),
          new Mutant(
              "any password is right",
              11,
              Mutation.returns("galgo.server.Passwords", "matches", true)),
          new Mutant(
              "everybody may read users",
              11,
              Mutation.returns("galgo.metadata.Permissions", "canReadUsers", true)));

  @BeforeAll
  static void silence() {
    if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.OFF);
    }
  }

  @Test
  void everyMutantIsCaught() throws Exception {
    List<Callable<String>> hunts = new ArrayList<>();
    for (Mutant mutant : MUTANTS) {
      hunts.add(() -> hunt(mutant, SEEDS));
    }
    List<String> survivors = new ArrayList<>();
    try (ExecutorService executor =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (Future<String> hunt : executor.invokeAll(hunts)) {
        String said = hunt.get();
        if (said.startsWith("SURVIVED")) {
          survivors.add(said);
        }
      }
    }
    assertThat(survivors).isEmpty();
  }

  /** Which seed catches the mutant, and by what. */
  static String hunt(Mutant mutant, int seeds) throws ReflectiveOperationException {
    MutantLoader loader = new MutantLoader(mutant.mutations);
    for (int i = 0; i <= seeds; i++) {
      int seed = i == 0 ? mutant.seed : i;
      String finding = loader.run(seed);
      if (!finding.isEmpty()) {
        return mutant.name + ": seed " + seed + ": " + finding.lines().findFirst().orElse("");
      }
    }
    return "SURVIVED " + seeds + " seeds: " + mutant.name;
  }
}
