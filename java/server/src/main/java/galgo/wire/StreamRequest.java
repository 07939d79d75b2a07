package galgo.wire;

/** About streams. */
@SuppressWarnings("ArrayRecordComponent") // requests are handled once, never compared
public sealed interface StreamRequest extends Request {

  record GetStream(Identifier stream) implements StreamRequest {}

  record GetStreams() implements StreamRequest {}

  record CreateStream(byte[] name) implements StreamRequest {}

  record DeleteStream(Identifier stream) implements StreamRequest {}

  record UpdateStream(Identifier stream, byte[] name) implements StreamRequest {}

  record PurgeStream(Identifier stream) implements StreamRequest {}
}
