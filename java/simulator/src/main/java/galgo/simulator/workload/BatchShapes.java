package galgo.simulator.workload;

import galgo.simulator.Chance;

/** How large batches are: mostly small, some of many messages, some of hundreds of KiB. */
final class BatchShapes {
  private static final int LARGEST = 400_000;

  private final Chance chance;
  private final int share;

  BatchShapes(Chance chance) {
    this.chance = chance;
    this.share = (int) chance.oneOf(0, 3, 10, 30);
  }

  SendAction.Shape draw(boolean record) {
    if (chance.below(100) < share) {
      int count = (int) chance.between(1, 20);
      int most = (int) chance.between(10_000, LARGEST) / count;
      return new SendAction.Shape(count, Math.max(1, most / 2), most, record);
    }
    return switch (chance.below(4)) {
      case 0 -> new SendAction.Shape(1, 1, 200, record);
      case 1 -> new SendAction.Shape((int) chance.between(2, 10), 1, 1000, record);
      case 2 -> new SendAction.Shape((int) chance.between(10, 200), 1, 100, record);
      default -> new SendAction.Shape(1, 100, 10_000, record);
    };
  }
}
