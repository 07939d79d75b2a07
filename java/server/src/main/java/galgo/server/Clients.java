package galgo.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All connected clients of the node, by id. Any thread: touched when clients come, go and are
 * listed, never by a request on its way.
 */
final class Clients {
  private final ConcurrentHashMap<Integer, Client> byId = new ConcurrentHashMap<>();

  void add(Client client) {
    byId.put(client.id(), client);
  }

  /** Takes the client out, unless a newer one has its id. */
  void remove(Client client) {
    client.drop();
    byId.remove(client.id(), client);
  }

  @Nullable Client find(int id) {
    return byId.get(id);
  }

  /** Takes out all clients of a user; their sockets stay open. */
  void dropOf(int user) {
    for (Client client : all()) {
      if (client.user() == user) {
        remove(client);
      }
    }
  }

  int count() {
    return byId.size();
  }

  /** In ascending order of id. */
  List<Client> all() {
    List<Client> clients = new ArrayList<>(byId.values());
    clients.sort(Comparator.comparing(Client::id, Integer::compareUnsigned));
    return clients;
  }
}
