/**
 * The packaged server as a process, worked over its sockets by clients that others wrote and by raw
 * frames. Nothing here uses a class of the server.
 */
@NullMarked
package galgo.acceptance;

import org.jspecify.annotations.NullMarked;
