package galgo.log;

import galgo.io.Errno;
import galgo.io.Files;
import galgo.io.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Makes a partition's data durable, and the names of its files: a name is durable after a sync of
 * its directory, which is asked for when something durable is wanted and not before.
 */
final class SegmentSync {
  private final Partition partition;
  private final Flusher flusher;
  private final LogShard shard;
  private final DataSync data = new DataSync();
  private final NameSync files;
  private final NameSync directory;

  SegmentSync(Partition partition, Flusher flusher) {
    this.partition = partition;
    this.flusher = flusher;
    this.shard = partition.shard;
    this.files = new NameSync(partition.directory);
    this.directory = new NameSync(partition.groupDirectory);
  }

  /** A file has been made in the partition's directory. */
  void fileMade() {
    files.dirty = true;
    directory.dirty |= partition.directoryMade;
    partition.directoryMade = false;
  }

  /** Opens a segment, making its file and directories when it has none; a negative error if not. */
  int open(Segment segment, boolean durable) {
    if (segment.handle >= 0) {
      return segment.handle;
    }
    if (segment.writtenEnd > 0) {
      return segment.open(false);
    }
    int made = partition.makeDirectory();
    int opened = made < 0 ? made : segment.open(true);
    if (opened >= 0) {
      fileMade();
      if (durable) {
        directories();
      }
    }
    return opened;
  }

  boolean pending() {
    return data.pending() || files.pending() || directory.pending();
  }

  boolean namesDurable() {
    return !files.dirty && !directory.dirty;
  }

  /** Starts what is missing to make the names durable. */
  void directories() {
    files.start();
    directory.start();
  }

  /** Syncs what was written of the segment, and the names; false when a sync is in flight. */
  boolean start(Segment segment) {
    if (pending()) {
      return false;
    }
    data.segment = segment;
    data.target = segment.writtenEnd;
    shard.loop.sync(segment.handle, data);
    directories();
    return true;
  }

  /** Gives up the places of its operations; none is pending. */
  void forget() {
    shard.loop.forget(data);
    shard.loop.forget(files);
    shard.loop.forget(directory);
  }

  private void completed() {
    if (!pending()) {
      Segment segment = flusher.segment();
      if (segment != null) {
        flusher.synced(segment);
      }
      shard.queues.syncDone(flusher);
    }
    flusher.settle();
  }

  private final class DataSync extends Operation {
    private @Nullable Segment segment;
    private long target;

    @Override
    protected void completed(int result, int flags, long data) {
      Segment synced = segment;
      segment = null;
      if (synced == null) {
        throw new IllegalStateException("a sync completed that nobody started");
      }
      if (result < 0) {
        flusher.syncFailed(synced.path(), result);
      } else {
        synced.syncedEnd = Math.max(synced.syncedEnd, Math.min(target, synced.writtenEnd));
      }
      SegmentSync.this.completed();
    }
  }

  private final class NameSync extends Operation {
    private final String path;
    private boolean dirty;
    private int handle = -1;

    NameSync(String path) {
      this.path = path;
    }

    void start() {
      if (!dirty || pending()) {
        return;
      }
      handle = shard.files.open(path, Files.READ);
      if (Errno.isShortage(handle)) {
        shard.saysShortage(path, handle);
        shard.queues.wantSync(flusher);
        return;
      }
      if (handle < 0) {
        flusher.syncFailed(path, handle);
        return;
      }
      shard.loop.sync(handle, this);
    }

    @Override
    protected void completed(int result, int flags, long data) {
      shard.files.close(handle);
      handle = -1;
      if (result < 0) {
        flusher.syncFailed(path, result);
      } else {
        dirty = false;
      }
      SegmentSync.this.completed();
    }
  }
}
