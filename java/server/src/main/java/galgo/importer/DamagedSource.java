package galgo.importer;

/** A file of the source is not what its server wrote. */
final class DamagedSource extends Exception {
  private static final long serialVersionUID = 1;

  private final String file;
  private final long position;
  private final long offset;
  private final String what;

  /**
   * @param position of the first byte that is not right
   * @param offset of the message that stands there, or should
   */
  DamagedSource(String file, long position, long offset, String what) {
    super(file + " is damaged at byte " + position + ", offset " + offset + ": " + what);
    this.file = file;
    this.position = position;
    this.offset = offset;
    this.what = what;
  }

  String file() {
    return file;
  }

  long position() {
    return position;
  }

  long offset() {
    return offset;
  }

  String what() {
    return what;
  }
}
