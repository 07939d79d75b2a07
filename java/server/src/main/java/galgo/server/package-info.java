/** Shards, connections, command handling, configuration, start and stop. */
@NullMarked
package galgo.server;

import org.jspecify.annotations.NullMarked;
