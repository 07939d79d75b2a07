package galgo.fuzz;

/** Something that takes bytes which anyone may have written. Not for two threads. */
public interface Target {
  /**
   * Decodes the input and checks what has to hold of the result. The same input does the same each
   * time.
   *
   * @throws RuntimeException if something does not hold; so does an {@link AssertionError}
   */
  void run(byte[] input);
}
