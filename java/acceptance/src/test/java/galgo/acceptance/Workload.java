package galgo.acceptance;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.iggy.message.HeaderKey;
import org.apache.iggy.message.HeaderValue;
import org.apache.iggy.message.Message;
import org.apache.iggy.message.MessageHeader;
import org.apache.iggy.message.MessageId;

/**
 * Messages of varied sizes and user headers, each made from its number alone, so that what comes
 * back can be compared without keeping what was sent.
 */
final class Workload {
  private Workload() {}

  /** 1 to 500 bytes mostly, up to 4 KB sometimes, up to 60 KB rarely. */
  static byte[] payload(long number) {
    SplittableRandom random = new SplittableRandom(number);
    int kind = random.nextInt(1000);
    int size =
        kind < 900
            ? random.nextInt(1, 500)
            : kind < 995 ? random.nextInt(500, 4_000) : random.nextInt(4_000, 60_000);
    byte[] payload = new byte[size];
    random.nextBytes(payload);
    return payload;
  }

  /** None on two messages of three, three of different kinds on the third. */
  static Map<HeaderKey, HeaderValue> headers(long number) {
    if (number % 3 != 0) {
      return Map.of();
    }
    SplittableRandom random = new SplittableRandom(~number);
    byte[] blob = new byte[random.nextInt(1, 255)];
    random.nextBytes(blob);
    Map<HeaderKey, HeaderValue> headers = new HashMap<>();
    headers.put(HeaderKey.fromString("number"), HeaderValue.fromInt64(number));
    headers.put(HeaderKey.fromString("name"), HeaderValue.fromString("message-" + number));
    headers.put(HeaderKey.fromString("blob"), HeaderValue.fromRaw(blob));
    return headers;
  }

  static Message message(long number) {
    byte[] payload = payload(number);
    MessageHeader header =
        new MessageHeader(
            BigInteger.ZERO,
            MessageId.serverGenerated(),
            BigInteger.ZERO,
            BigInteger.ZERO,
            BigInteger.valueOf(number),
            0L,
            (long) payload.length,
            BigInteger.ZERO);
    return new Message(header, payload, Map.of()).withUserHeaders(headers(number));
  }
}
