package galgo.bench;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The middle of repeats. */
final class Medians {
  private Medians() {}

  /** Of an even number of values the mean of the two in the middle. */
  static <T> double of(List<T> repeats, ToDoubleFunction<T> figure) {
    double[] sorted = repeats.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The repeat whose figure is in the middle; of two the lower one. */
  static <T> T repeat(List<T> repeats, ToDoubleFunction<T> figure) {
    return repeats.stream()
        .sorted(Comparator.comparingDouble(figure))
        .toList()
        .get((repeats.size() - 1) / 2);
  }
}
