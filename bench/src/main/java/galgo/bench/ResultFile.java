package galgo.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.List;

/**
 * Results in a file, as JSON. Times are ms where a name does not say otherwise; numbers have eight
 * significant digits, which is more than was measured.
 *
 * @param format {@link #FORMAT}
 */
record ResultFile(int format, List<Result> results) {
  static final int FORMAT = 1;

  private static final MathContext DIGITS = new MathContext(8);
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .registerModule(
              new SimpleModule()
                  .addSerializer(Double.class, new Rounded())
                  .addSerializer(double.class, new Rounded()));

  private static final class Rounded extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider ignored)
        throws IOException {
      out.writeNumber(new BigDecimal(value).round(DIGITS).doubleValue());
    }
  }

  static void write(List<Result> results, Path file) throws IOException {
    MAPPER.writeValue(file.toFile(), new ResultFile(FORMAT, results));
  }

  /**
   * @throws IOException when it cannot be read, or {@code --json} did not write it
   */
  static List<Result> read(Path file) throws IOException {
    ResultFile read;
    try {
      read = MAPPER.readValue(file.toFile(), ResultFile.class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          file + " is not a result of galgo bench --json: " + e.getOriginalMessage(), e);
    }
    if (read.format != FORMAT) {
      throw new IOException(file + " has format " + read.format + ", this is for " + FORMAT);
    }
    if (read.results.isEmpty()) {
      throw new IOException(file + " has no results");
    }
    return read.results;
  }

  /** Anything as JSON, with numbers rounded likewise. */
  static String json(Object value) throws IOException {
    return MAPPER.writeValueAsString(value);
  }
}
