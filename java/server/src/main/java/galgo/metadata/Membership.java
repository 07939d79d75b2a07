package galgo.metadata;

/** One consumer group a client is in, by ids. */
public record Membership(int stream, int topic, int group) {}
