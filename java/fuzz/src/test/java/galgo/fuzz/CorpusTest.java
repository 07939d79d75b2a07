package galgo.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
  private static final Path CORPORA = Path.of("corpus");

  @TestFactory
  Stream<DynamicTest> everyTargetStandsAllThatSearchesHaveKept() {
    return Targets.names().stream().map(name -> DynamicTest.dynamicTest(name, () -> runs(name)));
  }

  private static void runs(String name) throws IOException {
    Target target = Targets.of(name);
    List<byte[]> inputs = new Corpus(CORPORA, name).inputs();
    assertThat(inputs).isNotEmpty();
    for (byte[] input : inputs) {
      try {
        target.run(input);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(name + " does not stand " + HexFormat.of().formatHex(input), e);
      }
    }
  }

  @Test
  void everyCorpusIsOfATarget() throws IOException {
    try (Stream<Path> files = Files.list(CORPORA)) {
      assertThat(files.map(file -> file.getFileName().toString().replaceAll("\\..*", "")))
          .isSubsetOf(Targets.names());
    }
  }

  @Test
  void aCorpusIsReadAsItWasWritten(@TempDir Path folder) throws IOException {
    byte[] empty = {};
    byte[] one = {(byte) 0xFF};
    byte[] two = {1, 2};
    Corpus corpus = new Corpus(folder, "any");
    corpus.write(List.of(two, one, empty, one));
    Files.writeString(folder.resolve("any.findings.hex"), "# what it was\n0a\n");
    assertThat(corpus.inputs()).containsExactly(empty, one, two, new byte[] {10});
    corpus.unpack(folder.resolve("files"));
    assertThat(Corpus.readDirectory(folder.resolve("files")))
        .containsExactlyInAnyOrder(empty, one, two, new byte[] {10});
  }
}
