package galgo.io;

/** Linux error numbers as they appear, negated, in results. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int EROFS = 30;
  public static final int EPIPE = 32;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int ENOTCONN = 107;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTUNREACH = 113;
  public static final int EUCLEAN = 117;
  public static final int EWOULDBLOCK = EAGAIN;
  public static final int ECANCELED = 125;

  private Errno() {}

  /**
   * Whether a negative result says that something is used up that others may give back: room on the
   * disk, or open files. Then nothing is wrong with a file, and it is worth trying again later.
   */
  public static boolean isShortage(int result) {
    return result == -ENOSPC || result == -EMFILE || result == -ENFILE;
  }

  /**
   * The name and meaning of a result, for a message to an operator. Takes the number with either
   * sign.
   */
  public static String text(int result) {
    return switch (Math.abs(result)) {
      case EPERM -> "EPERM: not permitted";
      case ENOENT -> "ENOENT: no such file or operation";
      case EINTR -> "EINTR: interrupted";
      case EIO -> "EIO: the device failed";
      case EBADF -> "EBADF: closed handle";
      case EAGAIN -> "EAGAIN: held by another";
      case ENOMEM -> "ENOMEM: out of memory";
      case EACCES -> "EACCES: permission denied";
      case EBUSY -> "EBUSY: in use";
      case EEXIST -> "EEXIST: exists already";
      case ENOTDIR -> "ENOTDIR: not a directory";
      case EISDIR -> "EISDIR: is a directory";
      case EINVAL -> "EINVAL: invalid argument";
      case ENFILE -> "ENFILE: too many open files on this machine (raise fs.file-max)";
      case EMFILE -> "EMFILE: too many open files (raise ulimit -n)";
      case EFBIG -> "EFBIG: file too large";
      case ENOSPC -> "ENOSPC: no space left on device";
      case EROFS -> "EROFS: read-only file system";
      case EPIPE -> "EPIPE: the other end has closed";
      case ENOSYS -> "ENOSYS: not in this kernel";
      case ENOTEMPTY -> "ENOTEMPTY: directory not empty";
      case EADDRINUSE -> "EADDRINUSE: address in use";
      case EADDRNOTAVAIL -> "EADDRNOTAVAIL: no such address on this machine";
      case ECONNABORTED -> "ECONNABORTED: connection aborted";
      case ECONNRESET -> "ECONNRESET: connection reset";
      case ENOBUFS -> "ENOBUFS: no buffer free";
      case ENOTCONN -> "ENOTCONN: not connected";
      case ETIMEDOUT -> "ETIMEDOUT: timed out";
      case ECONNREFUSED -> "ECONNREFUSED: connection refused";
      case EHOSTUNREACH -> "EHOSTUNREACH: no route to host";
      case ECANCELED -> "ECANCELED: cancelled";
      default -> "error " + Math.abs(result);
    };
  }
}
