package galgo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What no compiler holds: lengths, leftovers, paths of one machine, links. Each limit may only go
 * down.
 */
class TidyTest {
  private static final int FILE_LINES = 500;
  private static final int METHOD_LINES = 70;

  /**
   * Files longer than the limit, with the length they may not outgrow. To be emptied, not filled.
   */
  private static final Map<String, Integer> LONG_FILES = Map.of();

  /** Methods longer than the limit, as File.method, with the length they may not outgrow. */
  private static final Map<String, Integer> LONG_METHODS = Map.of("StatusText.of", 240);

  private static final Set<String> SKIPPED =
      Set.of("target", ".git", ".galgo", ".idea", ".vscode", "local_data", "node_modules");
  private static final Pattern TEXT =
      Pattern.compile(
          ".*\\.(java|c|h|py|rs|sh|md|xml|txt|toml|cmake)|.*/(galgo|run|stress|sanitize)");
  private static final Pattern CODE = Pattern.compile(".*\\.(java|c|h|py|rs|sh)|.*/galgo");
  // Put together, so that this file does not find itself.
  private static final Pattern LEFTOVER =
      Pattern.compile("\\b(" + "TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");
  private static final Pattern MACHINE =
      Pattern.compile("(?<![\\w./~-])/(" + "work|root|" + "home|Users)/[\\w.]");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

  private static Path root = Path.of("");
  private static List<Path> files = List.of();

  @BeforeAll
  static void listFiles() throws IOException {
    root = repository();
    files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean skipped = SKIPPED.contains(String.valueOf(directory.getFileName()));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (TEXT.matcher(file.toString()).matches()) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(files).hasSizeGreaterThan(20);
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    assertThat(findings(LEFTOVER)).isEmpty();
  }

  @Test
  void noPathOfOneMachineIsWrittenDown() throws IOException {
    assertThat(findings(MACHINE)).isEmpty();
  }

  @Test
  void noFileIsTooLong() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : files) {
      if (CODE.matcher(file.toString()).matches()) {
        int lines = Files.readAllLines(file).size();
        int limit = LONG_FILES.getOrDefault(String.valueOf(file.getFileName()), FILE_LINES);
        if (lines > limit) {
          tooLong.add(root.relativize(file) + " has " + lines + " lines, limit " + limit);
        }
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void noMethodIsTooLong() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<Path> sources =
          files.stream().filter(file -> file.toString().endsWith(".java")).toList();
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      MethodLengths lengths = new MethodLengths(positions);
      for (CompilationUnitTree unit : task.parse()) {
        lengths.measure(unit);
      }
      assertThat(lengths.tooLong).isEmpty();
    }
  }

  @Test
  void linksInDocumentsLeadSomewhere() throws IOException {
    Set<String> broken = new TreeSet<>();
    for (Path file : files) {
      if (!file.toString().endsWith(".md")) {
        continue;
      }
      Matcher link = LINK.matcher(Files.readString(file));
      while (link.find()) {
        String target = link.group(1);
        Path directory = file.getParent();
        if (!target.contains("://") && !Files.exists(directory.resolve(target))) {
          broken.add(root.relativize(file) + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static List<String> findings(Pattern pattern) throws IOException {
    List<String> findings = new ArrayList<>();
    for (Path file : files) {
      try (Stream<String> lines = Files.lines(file)) {
        lines
            .filter(line -> pattern.matcher(line).find())
            .forEach(line -> findings.add(root.relativize(file) + ": " + line.strip()));
      }
    }
    return findings;
  }

  private static Path repository() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("galgo")) || !Files.exists(directory.resolve("java"))) {
      Path parent = directory.getParent();
      assertThat(parent).as("the repository above the working directory").isNotNull();
      directory = parent;
    }
    return directory;
  }

  private static final class MethodLengths
      extends TreeScanner<@Nullable Void, CompilationUnitTree> {
    private final SourcePositions positions;
    private final List<String> tooLong = new ArrayList<>();

    MethodLengths(SourcePositions positions) {
      this.positions = positions;
    }

    void measure(CompilationUnitTree unit) {
      scan(unit, unit);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, CompilationUnitTree unit) {
      LineMap map = unit.getLineMap();
      long start = positions.getStartPosition(unit, method);
      long end = positions.getEndPosition(unit, method);
      if (start >= 0 && end >= 0) {
        long lines = map.getLineNumber(end) - map.getLineNumber(start) + 1;
        String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
        String name = file.replace(".java", "") + "." + method.getName();
        if (lines > LONG_METHODS.getOrDefault(name, METHOD_LINES)) {
          tooLong.add(name + " has " + lines + " lines");
        }
      }
      return super.visitMethod(method, unit);
    }
  }
}
