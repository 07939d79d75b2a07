package galgo.journal;

/**
 * A frame that was written in full and is not what was written any more, whether or not something
 * was lost with it.
 *
 * @param path of its file
 * @param position in the file
 * @param sequence its number in its journal
 */
public record RottenFrame(String path, long position, long sequence) {}
