package galgo.simulator.workload;

/** A personal access token of a user, which never expires. */
final class TokenModel {
  final UserModel owner;
  final String name;
  final Lifetime life;

  /** What a login with it says; empty as long as the answer that told it has not come. */
  byte[] secret = {};

  TokenModel(UserModel owner, String name) {
    this.owner = owner;
    this.name = name;
    this.life = new Lifetime("token " + name + " of " + owner, owner.life);
  }

  @Override
  public String toString() {
    return life.toString();
  }
}
