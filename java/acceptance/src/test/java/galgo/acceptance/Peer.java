package galgo.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A client of another project's, in one version of one language, at its everyday work. */
sealed interface Peer permits JavaPeer, ProgramPeer {
  String STREAM = "peers";

  /** A member of a group, which hands what it gets to whoever has it join. */
  interface Member {
    /** Commits what it has handed over, leaves the group, and waits until that is done. */
    void leave() throws Exception;

    /** Ends at once, however it stands. */
    void kill();
  }

  /** Whether it lets ids and headers of messages be given. */
  boolean givesIds();

  /** Sends messages of {@link Numbered}, a batch to each partition in turn. */
  void produce(int port, String topic, int first, int count) throws Exception;

  /** Reads every partition of the topic to its end. */
  List<Received> consume(int port, String topic) throws Exception;

  /** Joins a group, which it makes where there is none; returns when it is a member. */
  Member join(int port, String topic, String group, Consumer<Received> taker) throws Exception;

  /** All that there are here: without the Rust client unless the build has compiled it. */
  static List<Peer> all() throws Exception {
    List<Peer> peers = new ArrayList<>();
    peers.add(new JavaPeer());
    peers.add(ProgramPeer.python(Python.CLASSIC));
    peers.add(ProgramPeer.python(Python.NEWER));
    String rust = System.getProperty("galgo.rust", "");
    if (!rust.isEmpty()) {
      peers.add(ProgramPeer.rust(rust, "direct"));
      peers.add(ProgramPeer.rust(rust, "background"));
    }
    return peers;
  }
}
