package galgo.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Inputs of a target as text: one in hexadecimal a line, and lines beginning with # that say
 * something. {@code NAME.hex} is what a search begins with and writes anew; in {@code
 * NAME.findings.hex} stands, by hand, what once was found.
 */
final class Corpus {
  private static final Comparator<byte[]> SHORT_FIRST =
      Comparator.<byte[]>comparingInt(input -> input.length).thenComparing(Arrays::compareUnsigned);

  private final Path folder;
  private final String name;

  Corpus(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /** All inputs of both files; empty where there are none. */
  List<byte[]> inputs() throws IOException {
    List<byte[]> inputs = new ArrayList<>(read(file()));
    inputs.addAll(read(folder.resolve(name + ".findings.hex")));
    return inputs;
  }

  /** Writes {@code NAME.hex}: each input once, short ones first. */
  void write(Collection<byte[]> inputs) throws IOException {
    TreeSet<byte[]> sorted = new TreeSet<>(SHORT_FIRST);
    sorted.addAll(inputs);
    Files.write(file(), sorted.stream().map(HexFormat.of()::formatHex).toList());
  }

  /** Puts each input into a file of its own, as libFuzzer has it. */
  void unpack(Path directory) throws IOException {
    Files.createDirectories(directory);
    int number = 0;
    for (byte[] input : inputs()) {
      Files.write(directory.resolve("kept-" + number++), input);
    }
  }

  static List<byte[]> readDirectory(Path directory) throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        inputs.add(Files.readAllBytes(file));
      }
    }
    return inputs;
  }

  private Path file() {
    return folder.resolve(name + ".hex");
  }

  private static List<byte[]> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> !line.startsWith("#")).map(HexFormat.of()::parseHex).toList();
    }
  }
}
