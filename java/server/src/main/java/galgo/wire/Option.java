package galgo.wire;

/**
 * One setting by name, as it travels in the newer protocol.
 *
 * @param key UTF-8, 1..255 bytes
 * @param kind how the value is to be read: a kind of the protocol, 1..255
 * @param value 1..255 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; nobody changes the arrays
public record Option(byte[] key, int kind, byte[] value) {}
