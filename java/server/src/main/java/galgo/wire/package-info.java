/**
 * The binary protocol of Apache Iggy 0.8: decoders and encoders over off-heap memory, error codes,
 * limits. Knows nothing of a server, does no input or output, holds no state between requests.
 *
 * <p>Requests of the produce and consume ways are read in place by reused views that allocate
 * nothing: {@link galgo.wire.SendRequest}, {@link galgo.wire.PollRequest}, {@link
 * galgo.wire.OffsetRequest}, {@link galgo.wire.FlushRequest}. All others become records by {@link
 * galgo.wire.RequestDecoder}. Every length is checked before it is used, and bad input gives a
 * status, never an exception. {@link galgo.wire.RequestEncoder} is the client's side.
 */
@NullMarked
package galgo.wire;

import org.jspecify.annotations.NullMarked;
