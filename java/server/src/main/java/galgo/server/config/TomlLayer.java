package galgo.server.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlInvalidTypeException;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/** Reads a TOML file into {@link Layers}. */
final class TomlLayer {
  /** A key as it stands in the file. */
  private record Found(String name, String text, String place) {}

  private TomlLayer() {}

  /**
   * @throws ConfigurationException if the file cannot be read, is no TOML, or has a key that is not
   *     known
   */
  static void read(Path file, Layers layers) throws ConfigurationException {
    for (Found found : parse(file, content(file))) {
      layers.set(found.name, found.text, found.place);
    }
  }

  /**
   * The parser is another's, and gives up on some files by whatever it comes upon, failed
   * assertions and deep recursion among it.
   */
  private static List<Found> parse(Path file, String content) throws ConfigurationException {
    try {
      TomlParseResult result = Toml.parse(content);
      if (result.hasErrors()) {
        throw new ConfigurationException(
            String.format("%s is not TOML: %s", file, result.errors().getFirst().toString()));
      }
      List<Found> all = new ArrayList<>();
      for (Map.Entry<List<String>, Object> entry : result.entryPathSet(false)) {
        List<String> path = entry.getKey();
        all.add(
            new Found(String.join(".", path), text(entry.getValue()), place(file, result, path)));
      }
      return all;
    } catch (RuntimeException | AssertionError | StackOverflowError broken) {
      throw new ConfigurationException(
          String.format(
              "%s is not TOML: the parser gives up on it (%s). Look for escapes and strings that"
                  + " do not end, and for deep nesting.",
              file, broken.getClass().getSimpleName()));
    }
  }

  private static String content(Path file) throws ConfigurationException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (IOException failed) {
      throw new ConfigurationException(
          String.format("The configuration file %s cannot be read: %s.", file, reason(failed)));
    }
  }

  private static String reason(IOException failed) {
    return switch (failed) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "this user may not read it";
      case CharacterCodingException _ -> "it is not text in UTF-8";
      default -> String.valueOf(failed.getMessage());
    };
  }

  private static String place(Path file, TomlParseResult result, List<String> path) {
    try {
      TomlPosition position = result.inputPositionOf(path);
      return position == null ? file.toString() : file + " line " + position.line();
    } catch (TomlInvalidTypeException inside) {
      return file.toString();
    }
  }

  private static String text(Object value) {
    return value instanceof TomlArray array ? array.toJson() : value.toString();
  }
}
