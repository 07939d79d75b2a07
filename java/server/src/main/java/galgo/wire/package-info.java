/**
 * The binary protocol: flyweight decoders and encoders over off-heap memory, error codes, limits.
 * Knows nothing of a server.
 */
@NullMarked
package galgo.wire;

import org.jspecify.annotations.NullMarked;
