package galgo.fuzz;

import galgo.fuzz.fence.MemoryHooks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A search for inputs that a target does not stand, by Jazzer in a process of its own. What it
 * keeps while it searches, its log and what it finds lie in the target's own work directory, where
 * the next search goes on.
 */
final class Search {
  private static final int MEGABYTES = 4096;
  private static final int SECONDS_AN_INPUT = 10;
  private static final int LARGEST_INPUT = 4096;

  private final String name;
  private final Corpus corpus;
  private final Path work;
  private final PrintWriter out;
  private final Figures figures = new Figures();

  Search(String name, Path corpora, Path work, PrintWriter out) {
    this.name = name;
    this.corpus = new Corpus(corpora, name);
    this.work = work.resolve(name);
    this.out = out;
  }

  /** Searches; returns whether anything was found. */
  boolean run(long seconds) throws IOException, InterruptedException {
    Path found = Files.createDirectories(work.resolve("found"));
    Path kept = work.resolve("kept");
    corpus.unpack(kept);
    int exit =
        jazzer(
            List.of(
                "-max_total_time=" + seconds,
                "-max_len=" + LARGEST_INPUT,
                "-timeout=" + SECONDS_AN_INPUT,
                "-rss_limit_mb=" + MEGABYTES,
                "-artifact_prefix=" + found + "/",
                "-print_final_stats=1",
                kept.toString()));
    return exit != 0;
  }

  /** Makes the corpus in the repository the smallest that takes all branches seen so far. */
  void keep() throws IOException, InterruptedException {
    Path kept = work.resolve("kept");
    Path smallest = work.resolve("smallest");
    Files.createDirectories(smallest);
    try (Stream<Path> old = Files.list(smallest)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
    int exit =
        jazzer(
            List.of(
                "-merge=1",
                "-use_counters=0",
                "-max_len=" + LARGEST_INPUT,
                smallest.toString(),
                kept.toString()));
    if (exit != 0) {
      throw new IOException("merging ended with " + exit + ", see " + work.resolve("log"));
    }
    corpus.write(Corpus.readDirectory(smallest));
  }

  Figures figures() {
    return figures;
  }

  private int jazzer(List<String> options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + JazzerEntry.class.getName(),
            "--target_args=" + name,
            "--instrumentation_includes=galgo.**:org.tomlj.**",
            "--instrumentation_excludes=galgo.fuzz.**",
            "--custom_hook_includes=galgo.**",
            "--custom_hook_excludes=galgo.fuzz.fence.**",
            "--custom_hooks=" + MemoryHooks.class.getName(),
            "--reproducer_path=" + work));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    try (PrintWriter log = new PrintWriter(work.resolve("log").toFile(), StandardCharsets.UTF_8);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      boolean trouble = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.println(line);
        log.flush();
        figures.read(line);
        trouble |= line.startsWith("== ") || line.contains("ERROR");
        if (trouble) {
          out.println(line);
          out.flush();
        }
      }
    }
    return process.waitFor();
  }
}
