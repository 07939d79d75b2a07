/**
 * What streams, topics, partitions, users and groups exist, as one deterministic state machine, and
 * its left-right publication to all shards. Knows no socket, no file, no clock: commands carry
 * their time and ids.
 */
@NullMarked
package galgo.metadata;

import org.jspecify.annotations.NullMarked;
