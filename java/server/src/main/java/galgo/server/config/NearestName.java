package galgo.server.config;

import java.util.Collection;

/** Finds the known name that a mistyped one was probably meant to be. */
final class NearestName {
  private NearestName() {}

  /** The name with the smallest edit distance to {@code wanted}; the first of equals. */
  static String of(String wanted, Collection<String> known) {
    String best = "";
    int bestDistance = Integer.MAX_VALUE;
    for (String name : known) {
      int distance = distance(wanted, name);
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
    return best;
  }

  /**
   * Insertions, deletions and replacements of one character that lead from one text to the other
   * (Levenshtein).
   */
  static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
