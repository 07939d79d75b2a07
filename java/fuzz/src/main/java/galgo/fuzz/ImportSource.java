package galgo.fuzz;

import galgo.importer.Import;
import galgo.importer.ImportSettings;
import galgo.journal.DataDirectoryException;
import java.util.Arrays;

/**
 * A data directory of Apache Iggy 0.8: the length of its state, two bytes, the state, and a segment
 * of the first partition. It is brought over, or one sentence says why not.
 */
final class ImportSource implements Target {
  private static final int PREFIX = 3;
  private static final int SKIP_DAMAGED = 1;
  private static final int WITH_OFFSETS = 2;
  private static final String PARTITION = "from/streams/0/topics/0/partitions/0/";
  private static final byte[] INFORMATION = {
    (byte) 0x92, (byte) 0x92, (byte) 0xA5, '0', '.', '8', '.', '0', (byte) 0xC0, (byte) 0xC0
  };

  private final WorkDirectory directory = new WorkDirectory();

  @Override
  public void run(byte[] input) {
    if (input.length < PREFIX) {
      return;
    }
    int options = input[0];
    int stateLength = Math.min((input[1] & 0xFF) | (input[2] & 0xFF) << 8, input.length - PREFIX);
    directory.write("from/state/info", INFORMATION);
    directory.write("from/state/log", Arrays.copyOfRange(input, PREFIX, PREFIX + stateLength));
    byte[] segment = Arrays.copyOfRange(input, PREFIX + stateLength, input.length);
    directory.write(PARTITION + "00000000000000000000.log", segment);
    if ((options & WITH_OFFSETS) != 0) {
      directory.write(PARTITION + "offsets/consumers/1", Arrays.copyOf(segment, 8));
    }
    ImportSettings settings =
        new ImportSettings(
            directory.path("from"),
            directory.path("to"),
            1 << 20,
            -1,
            -1,
            (options & SKIP_DAMAGED) != 0);
    try (HashlessDriver driver = new HashlessDriver()) {
      Import.Outcome outcome = Import.run(driver, settings, line -> {});
      Expect.that(outcome.users() > 0, "no users");
    } catch (DataDirectoryException refused) {
      Expect.that(String.valueOf(refused.getMessage()).contains(" "), "no sentence");
    }
    directory.delete("from");
    directory.delete("to");
  }
}
