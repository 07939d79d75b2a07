package galgo.wire;

/**
 * A request of the commands that are not on the produce and consume ways, one record a command, as
 * decoded: layout, text and kinds have been checked, values not. Texts and secrets are arrays of
 * UTF-8 that nobody changes; being arrays, they do not show when a request is printed. Counts, ids
 * and durations are unsigned on the wire.
 */
public sealed interface Request extends Decoded
    permits SystemRequest, UserRequest, StreamRequest, TopicRequest, GroupRequest {}
