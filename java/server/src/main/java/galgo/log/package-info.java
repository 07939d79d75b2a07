/**
 * Partitions on disk and in memory: entries, segments, the tail, the sparse index, recovery. Knows
 * {@link galgo.journal} and {@link galgo.io}, and nothing of the wire, of clients or of metadata;
 * reads no clock, makes no id, touches no file but through the driver.
 *
 * <p>To read a partition: {@link galgo.log.LogShard} and {@link galgo.log.Partition} are what
 * others see. An append goes through Appender into the chunks of a Segment, and from there through
 * Flusher and WriteOperation to its file; SegmentAhead makes room before it, SegmentSync makes it
 * durable, IndexWriter writes its index behind it. A read goes through PartitionReader, which finds
 * what it needs in the chunks, or has ChunkLoader bring it and EntryVerifier check it. ChunkCache
 * is the memory of both. Recovery and SegmentScan open what an earlier run left, Removal ends it.
 *
 * <p>ConsumerOffsets go through the journal alone. Checkpointer takes from the journal what is
 * durable elsewhere, and writes what of each group is not in segments.
 */
@NullMarked
package galgo.log;

import org.jspecify.annotations.NullMarked;
