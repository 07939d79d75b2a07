package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Which commands were answered with success to which client, from what {@link CommandRelay} and the
 * server's own tests have noted in this run; run after all others. Writes {@code
 * target/command-client.txt}.
 */
class WhatWasCoveredIT {
  private static final Path REPORT =
      Path.of(System.getProperty("galgo.work"), "command-client.txt");
  private static final Path OWN_CODEC =
      Path.of(System.getProperty("galgo.root"), "java/server/target/coverage/own-codec.txt");
  private static final List<String> CLIENTS = List.of("transcript", "java", "python", "cli");

  @Test
  void everyCommandOfTheProtocolWasAnsweredToSomebody() throws Exception {
    assumeTrue(Files.exists(OWN_CODEC), "the tests of java/server have not run");
    Map<Integer, String> names = new TreeMap<>();
    Set<Integer> own = new TreeSet<>();
    for (String line : Files.readAllLines(OWN_CODEC)) {
      String[] fields = line.split("\t", -1);
      names.put(Integer.valueOf(fields[0]), fields[1]);
      if (fields[2].equals("answered")) {
        own.add(Integer.valueOf(fields[0]));
      }
    }
    Map<String, Set<Integer>> covered = new TreeMap<>();
    for (String client : CLIENTS) {
      covered.put(client, codes(client));
    }
    StringBuilder table =
        new StringBuilder(String.format("%4s %-34s %-10s", "code", "command", "own codec"));
    CLIENTS.forEach(client -> table.append(String.format(" %-10s", client)));
    List<String> empty = new ArrayList<>();
    names.forEach((code, name) -> {
      boolean any = own.contains(code);
      table.append(String.format("%n%4d %-34s %-10s", code, name, own.contains(code) ? "x" : ""));
      for (String client : CLIENTS) {
        boolean there = covered.get(client).contains(code);
        table.append(String.format(" %-10s", there ? "x" : ""));
        any |= there;
      }
      if (!any) {
        empty.add(name);
      }
    });
    Files.writeString(REPORT, table + System.lineSeparator());
    System.out.println(table);
    assertThat(names).as("commands").hasSize(47);
    assertThat(empty).as("commands that no client was answered").isEmpty();
  }

  private static Set<Integer> codes(String client) throws IOException {
    Set<Integer> codes = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("galgo.work"), "coverage"))) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith(client + "-")) {
          Files.readAllLines(file).forEach(line -> codes.add(Integer.valueOf(line)));
        }
      }
    }
    return codes;
  }
}
