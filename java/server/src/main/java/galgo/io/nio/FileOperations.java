package galgo.io.nio;

import galgo.io.Errno;
import galgo.io.Memory;
import galgo.io.Submissions;
import galgo.io.nio.Endpoint.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;

/**
 * What is done to files, blocking: by the helper threads for requests, by the driver's thread for
 * {@link galgo.io.Files}. Results are numbers, errors negative.
 */
final class FileOperations {
  static final int BLOCK = 4096;
  private static final int PATH_LIMIT = 4096;

  private final long zeros;
  private final int zerosLength;

  /**
   * @param zeros the address of zeroed memory, aligned to {@link #BLOCK}, that stays so
   * @param zerosLength its length, a multiple of {@link #BLOCK}
   */
  FileOperations(long zeros, int zerosLength) {
    this.zeros = zeros;
    this.zerosLength = zerosLength;
  }

  int execute(Request request, Views views) {
    try {
      return switch (request.operation) {
        case Submissions.READ ->
            Math.max(
                file(request)
                    .channel
                    .read(views.view(request.address, unsigned(request.length)), request.offset),
                0);
        case Submissions.WRITE -> write(request, views);
        case Submissions.WRITE_VECTORED -> writeVectored(request, views);
        case Submissions.SYNC -> sync(file(request));
        case Submissions.ALLOCATE ->
            allocate(file(request), request.offset, unsigned(request.length), views);
        case Submissions.CLOSE -> close(file(request));
        case Submissions.UNLINK -> unlink(request.address);
        default -> throw new IllegalStateException("operation " + request.operation);
      };
    } catch (IOException | RuntimeException e) {
      return NioErrno.of(e);
    }
  }

  private static OpenFile file(Request request) {
    if (request.target instanceof OpenFile file) {
      return file;
    }
    throw new IllegalStateException("request of no file, operation " + request.operation);
  }

  private static long unsigned(int length) {
    return length & 0xFFFF_FFFFL;
  }

  private static int write(Request request, Views views) throws IOException {
    OpenFile file = file(request);
    ByteBuffer view = views.view(request.address, unsigned(request.length));
    Lock shared = file.growth.readLock();
    shared.lock();
    try {
      int written = file.channel.write(view, request.offset);
      return synced(request, file, written);
    } finally {
      shared.unlock();
    }
  }

  /** Piece by piece, for a file channel has no vectored write at an offset. */
  private static int writeVectored(Request request, Views views) throws IOException {
    int pairs = request.length;
    if (pairs <= 0 || pairs > Submissions.VECTOR_LIMIT) {
      return -Errno.EINVAL;
    }
    OpenFile file = file(request);
    Lock shared = file.growth.readLock();
    shared.lock();
    try {
      int written = 0;
      for (int i = 0; i < pairs; i++) {
        long pair = request.address + 16L * i;
        long length = Memory.getLong(pair + 8);
        if (length > Integer.MAX_VALUE - written) {
          break;
        }
        int piece;
        try {
          piece =
              file.channel.write(
                  views.view(Memory.getLong(pair), length), request.offset + written);
        } catch (IOException e) {
          if (written == 0) {
            throw e;
          }
          break;
        }
        written += piece;
        if (piece < length) {
          break;
        }
      }
      return synced(request, file, written);
    } finally {
      shared.unlock();
    }
  }

  private static int synced(Request request, OpenFile file, int written) throws IOException {
    if (request.synced()) {
      file.channel.force(false);
    }
    return written;
  }

  static int sync(OpenFile file) throws IOException {
    file.channel.force(false);
    return 0;
  }

  static int close(OpenFile file) throws IOException {
    file.channel.close();
    return 0;
  }

  private static int unlink(long address) throws IOException {
    int length = 0;
    while (Memory.getByte(address + length) != 0) {
      if (++length > PATH_LIMIT) {
        throw new IllegalArgumentException("path without an end");
      }
    }
    String path = new String(Memory.bytes(address, length), StandardCharsets.UTF_8);
    Files.delete(Path.of(path));
    return 0;
  }

  /** Java cannot allocate: writes zeros from the end of the file on. Holes before it stay holes. */
  int allocate(OpenFile file, long offset, long length, Views views) throws IOException {
    if (offset < 0 || length <= 0 || offset + length < 0) {
      return -Errno.EINVAL;
    }
    long end = offset + length;
    Lock alone = file.growth.writeLock();
    alone.lock();
    try {
      FileChannel channel = file.channel;
      long size = channel.size();
      if (end <= size) {
        return 0;
      }
      try {
        // Whole blocks, as direct files want them; the rest of the last one is there already.
        for (long at = roundUp(size); at < end; ) {
          long piece = Math.min(zerosLength, roundUp(end - at));
          at += channel.write(views.view(zeros, piece), at);
        }
      } catch (IOException e) {
        channel.truncate(size);
        throw e;
      }
      return end <= roundUp(size) ? grow(file, size, end, views) : cut(channel, end);
    } finally {
      alone.unlock();
    }
  }

  /** Cuts the file, or extends it by a hole. */
  int truncate(OpenFile file, long size, Views views) throws IOException {
    Lock alone = file.growth.writeLock();
    alone.lock();
    try {
      long old = file.channel.size();
      return size <= old ? cut(file.channel, size) : grow(file, old, size, views);
    } finally {
      alone.unlock();
    }
  }

  private static int cut(FileChannel channel, long size) throws IOException {
    channel.truncate(size);
    return 0;
  }

  /** Extends the file by writing the block that its new end falls into, and cutting behind that. */
  private int grow(OpenFile file, long old, long size, Views views) throws IOException {
    FileChannel channel = file.channel;
    if (!file.direct) {
      channel.write(views.view(zeros, 1), size - 1);
      return 0;
    }
    long block = (size - 1) / BLOCK * BLOCK;
    ByteBuffer content = views.view(zeros, BLOCK);
    if (block < old) {
      content = ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(BLOCK).limit(BLOCK);
      channel.read(content, block);
      content.clear().limit(BLOCK);
    }
    channel.write(content, block);
    return cut(channel, size);
  }

  private static long roundUp(long size) {
    return (size + BLOCK - 1) / BLOCK * BLOCK;
  }
}
