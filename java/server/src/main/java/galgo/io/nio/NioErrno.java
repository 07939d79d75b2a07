package galgo.io.nio;

import galgo.io.Errno;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/**
 * Error numbers out of exceptions.
 *
 * <p>Java keeps the number only as the C library's text for it, in English unless the system has
 * translations of it; what is not recognised is EIO.
 */
final class NioErrno {
  private NioErrno() {}

  /** A negative number for a result. */
  static int of(Exception failure) {
    return -number(failure);
  }

  private static int number(Exception failure) {
    return switch (failure) {
      case NoSuchFileException e -> Errno.ENOENT;
      case FileNotFoundException e -> Errno.ENOENT;
      case AccessDeniedException e -> Errno.EACCES;
      case FileAlreadyExistsException e -> Errno.EEXIST;
      case DirectoryNotEmptyException e -> Errno.ENOTEMPTY;
      case NotDirectoryException e -> Errno.ENOTDIR;
      case ClosedChannelException e -> Errno.EBADF;
      case NonWritableChannelException e -> Errno.EBADF;
      case NonReadableChannelException e -> Errno.EBADF;
      case NotYetConnectedException e -> Errno.ENOTCONN;
      case ConnectException e -> known(text(e), Errno.ECONNREFUSED);
      case IOException e -> known(text(e), Errno.EIO);
      case IllegalArgumentException e -> Errno.EINVAL;
      case RuntimeException e -> throw e; // no answer of the system's: a fault of ours
      default -> throw new IllegalStateException(failure);
    };
  }

  private static String text(IOException failure) {
    // A file system's message begins with the path, which may say anything.
    String message =
        failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
    return message == null ? "" : message.toLowerCase(Locale.ROOT);
  }

  private static int known(String text, int otherwise) {
    for (Meaning meaning : Meaning.values()) {
      if (text.contains(meaning.text)) {
        return meaning.number;
      }
    }
    return otherwise;
  }

  private enum Meaning {
    RESET("connection reset", Errno.ECONNRESET),
    PIPE("broken pipe", Errno.EPIPE),
    REFUSED("connection refused", Errno.ECONNREFUSED),
    ABORTED("connection abort", Errno.ECONNABORTED),
    TIMED_OUT("timed out", Errno.ETIMEDOUT),
    UNREACHABLE("no route to host", Errno.EHOSTUNREACH),
    NETWORK("network is unreachable", Errno.EHOSTUNREACH),
    IN_USE("address already in use", Errno.EADDRINUSE),
    NOT_AVAILABLE("cannot assign requested address", Errno.EADDRNOTAVAIL),
    NOT_CONNECTED("not connected", Errno.ENOTCONN),
    NO_SPACE("no space left", Errno.ENOSPC),
    QUOTA("quota exceeded", Errno.ENOSPC),
    TOO_MANY("too many open files", Errno.EMFILE),
    TOO_LARGE("file too large", Errno.EFBIG),
    READ_ONLY("read-only file system", Errno.EROFS),
    DIRECTORY("is a directory", Errno.EISDIR),
    NOT_DIRECTORY("not a directory", Errno.ENOTDIR),
    NOT_EMPTY("directory not empty", Errno.ENOTEMPTY),
    MISSING("no such file", Errno.ENOENT),
    EXISTS("file exists", Errno.EEXIST),
    DENIED("permission denied", Errno.EACCES),
    NOT_PERMITTED("operation not permitted", Errno.EPERM),
    NO_MEMORY("cannot allocate memory", Errno.ENOMEM),
    BAD_FILE("bad file descriptor", Errno.EBADF),
    INVALID("invalid argument", Errno.EINVAL),
    // What the JDK says of its own where an address, a length or an offset is not aligned.
    UNALIGNED("is not a multiple of the block size", Errno.EINVAL);

    final String text;
    final int number;

    Meaning(String text, int number) {
      this.text = text;
      this.number = number;
    }
  }
}
