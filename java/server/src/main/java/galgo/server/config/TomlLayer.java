package galgo.server.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlInvalidTypeException;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/** Reads a TOML file into {@link Layers}. */
final class TomlLayer {
  private TomlLayer() {}

  /**
   * @throws ConfigurationException if the file cannot be read, is no TOML, or has a key that is not
   *     known
   */
  static void read(Path file, Layers layers) throws ConfigurationException {
    TomlParseResult result;
    try {
      result = Toml.parse(file);
    } catch (IOException failed) {
      throw new ConfigurationException(
          String.format("The configuration file %s cannot be read: %s.", file, failed));
    }
    if (result.hasErrors()) {
      throw new ConfigurationException(
          String.format("%s is not TOML: %s", file, result.errors().getFirst().toString()));
    }
    for (Map.Entry<List<String>, Object> entry : result.entryPathSet(false)) {
      List<String> path = entry.getKey();
      String name = String.join(".", path);
      layers.set(name, text(entry.getValue()), place(file, result, path));
    }
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
