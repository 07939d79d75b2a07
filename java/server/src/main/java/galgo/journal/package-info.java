/**
 * The journal of a shard: one file that all its groups write through, one synced write for
 * everything a turn has gathered. Knows {@link galgo.io} only; nothing of partitions, segments,
 * consumer offsets or metadata.
 *
 * <p>Three layers. An <i>entry</i> is one stored change: {@link galgo.journal.EntryHeader} and its
 * body. A <i>block</i> is one numbered operation (op) of a group: up to 64 entries, chained to the
 * block before it. A <i>frame</i> is one write of a shard: up to 64 blocks of any of its groups,
 * numbered and chained within the journal, so that what was never finished can be told from what
 * has rotted.
 *
 * <p>To read it: {@link galgo.journal.Journal} and {@link galgo.journal.Proposal} are how entries
 * get in, {@link galgo.journal.Recovered} how they come back after a start, {@link
 * galgo.journal.CheckpointFile} says from where on they are needed.
 */
@NullMarked
package galgo.journal;

import org.jspecify.annotations.NullMarked;
