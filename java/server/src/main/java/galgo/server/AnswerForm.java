package galgo.server;

/**
 * How answers of a connection are framed: by the protocol that its first bytes chose. What is in
 * them is the commands' matter.
 */
sealed interface AnswerForm permits ClassicForm, VsrForm {
  /** The most bytes of a head. */
  int LONGEST_HEAD = 260;

  /** Bytes of the head of a successful answer to the request in progress. */
  int headBytes();

  /** Writes that head before {@code payloadLength} bytes; returns {@link #headBytes}. */
  int writeHead(long address, long payloadLength);

  /** Writes the whole answer that says why there is none; returns its bytes. */
  int writeError(long address, int status);

  /** The form of messages that the client sends and reads: one of the log's formats. */
  int batchFormat();
}
