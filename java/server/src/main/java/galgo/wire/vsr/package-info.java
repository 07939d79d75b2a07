/**
 * The binary protocol of the clients of Apache Iggy 0.9, as far as it differs from the one of 0.8:
 * frames with headers of 256 bytes, sessions and numbered requests, options, answers with a result
 * section. Requests become the same records as those of the older protocol.
 */
@NullMarked
package galgo.wire.vsr;

import org.jspecify.annotations.NullMarked;
