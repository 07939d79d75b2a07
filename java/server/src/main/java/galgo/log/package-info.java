/**
 * Partitions on disk and in memory: entries, segments, the tail, the sparse index, recovery. Knows
 * {@link galgo.io} and nothing of the wire, of clients or of metadata; reads no clock, makes no id,
 * touches no file but through the driver.
 */
@NullMarked
package galgo.log;

import org.jspecify.annotations.NullMarked;
