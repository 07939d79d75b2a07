package galgo.io;

import static org.assertj.core.api.Assertions.assertThat;

import galgo.io.nio.AnonymousMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PageToucherTest {
  private static final int PAGE = 4096;
  private static final int BYTES = 24 << 20;

  @Test
  void memoryBecomesPresentAndKeepsWhatWasWrittenMeanwhile() throws IOException {
    try (AnonymousMemory memory = new AnonymousMemory();
        PageToucher toucher = new PageToucher()) {
      long first = memory.allocate(BYTES);
      long second = memory.allocate(BYTES);
      toucher.add(first, BYTES);
      toucher.begin();
      toucher.add(second, BYTES);
      toucher.begin();
      for (long at = 0; at < BYTES; at += 3 * PAGE) {
        Memory.putLong(first + at, at + 1);
      }
      Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
      while (resident(first) + resident(second) < 2 * BYTES && Instant.now().isBefore(deadline)) {
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(resident(first) + resident(second)).isGreaterThanOrEqualTo(2 * BYTES);
      for (long at = 0; at < BYTES; at += PAGE) {
        assertThat(Memory.getLong(first + at)).isEqualTo(at % (3 * PAGE) == 0 ? at + 1 : 0);
      }
    }
  }

  /** Bytes in memory of the mapping that begins here, or has this in it. */
  private static long resident(long address) throws IOException {
    long bytes = 0;
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        String[] range = line.substring(0, line.indexOf(' ')).split("-", 2);
        inside =
            Long.parseUnsignedLong(range[0], 16) < address + BYTES
                && Long.parseUnsignedLong(range[1], 16) > address;
      } else if (inside && line.startsWith("Rss:")) {
        bytes += 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return bytes;
  }
}
