/**
 * The seam to the outside world: what a shard may ask of sockets, files, clocks and chance, as
 * fixed-size off-heap records, and the memory those records point to. A driver carries the requests
 * out: {@link galgo.io.uring} through io_uring, {@link galgo.io.nio} in pure Java, the simulator in
 * a world of its own.
 *
 * <p>Nothing here knows partitions, commands or clients; no other room touches a thread, a socket,
 * a file or a clock.
 */
@NullMarked
package galgo.io;

import org.jspecify.annotations.NullMarked;
