package galgo.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The messages that the peers of every language make from a number alone, as their programs print
 * them.
 */
final class Numbered {
  static final int PARTITIONS = 6;

  private static final BigInteger ID_STEP =
      BigInteger.ONE.shiftLeft(64).add(BigInteger.valueOf(0x9E3779B9L));

  private Numbered() {}

  /** Numbers of a partition's messages in order, when so many are sent from the first on. */
  static List<Integer> ofPartition(int partition, int first, int count) {
    List<Integer> numbers = new ArrayList<>();
    int number = first;
    for (int batch = 0; number < first + count; batch++) {
      int end = Math.min(number + batchSize(batch), first + count);
      for (; number < end; number++) {
        if (batch % PARTITIONS == partition) {
          numbers.add(number);
        }
      }
    }
    return numbers;
  }

  static int batchSize(int batch) {
    return 1 + batch * 37 % 100;
  }

  static BigInteger id(int number) {
    return ID_STEP.multiply(BigInteger.valueOf(number + 1L));
  }

  static byte[] payload(int number) {
    byte[] payload = new byte[number % 97 == 0 ? 40_000 + number : 1 + number * 7919 % 700];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) (number * 31 + i * 7 + i / 256);
    }
    return payload;
  }

  /** Their number by payload, as {@link Received} has it, of so many messages from 0 on. */
  static Map<String, Integer> byPayload(int count) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int number = 0; number < count; number++) {
      numbers.put(printed(number), number);
    }
    assertThat(numbers).as("payloads").hasSize(count);
    return numbers;
  }

  /** A message's payload as {@link Received} has it. */
  static String printed(int number) {
    return Received.digest(HexFormat.of().formatHex(payload(number)));
  }

  static boolean hasHeaders(int number) {
    return number % 3 == 0;
  }

  static byte[] blob(int number) {
    return new byte[] {(byte) number, 0, (byte) 255, 7};
  }

  static String name(int number) {
    return "message-" + number;
  }

  /** The headers as they are printed. */
  static String headers(int number) {
    if (!hasHeaders(number)) {
      return "-";
    }
    HexFormat hex = HexFormat.of();
    byte[] value =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
    return "blob=1:%s,name=2:%s,number=7:%s"
        .formatted(
            hex.formatHex(blob(number)),
            hex.formatHex(name(number).getBytes(StandardCharsets.UTF_8)),
            hex.formatHex(value));
  }
}
