package galgo.metadata;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Things by small ids. An id freed last is given out first; when none is free, the next higher
 * number. Iterates by ascending id.
 *
 * <p>Readable inside {@link Metadata#enter}; changed by {@link State} only.
 */
public final class Slots<T> implements Iterable<T> {
  private static final int SMALLEST = 4;

  private final int limit;
  private @Nullable Object[] things = new @Nullable Object[SMALLEST];
  private int[] free = new int[SMALLEST];
  private int freeCount;
  private int end;

  /** With at most {@code limit} things at a time. */
  Slots(int limit) {
    this.limit = limit;
  }

  /** How many there are. */
  public int size() {
    return end - freeCount;
  }

  /** One above the highest id ever given out and not forgotten: a bound for walking by id. */
  public int end() {
    return end;
  }

  /**
   * The thing with this id, or null.
   *
   * @param id any number
   */
  @SuppressWarnings("unchecked") // only T goes in
  public @Nullable T get(long id) {
    return id < 0 || id >= end ? null : (T) things[(int) id];
  }

  /** The thing with this id, which must be there. */
  public T require(long id) {
    T thing = get(id);
    if (thing == null) {
      throw new IllegalStateException("nothing has id " + id);
    }
    return thing;
  }

  boolean isFull() {
    return size() >= limit;
  }

  /** The id that {@link #add} will give out. */
  int nextId() {
    return freeCount > 0 ? free[freeCount - 1] : end;
  }

  /** Adds under {@link #nextId}. */
  int add(T thing) {
    if (isFull()) {
      throw new IllegalStateException("all " + limit + " ids are in use");
    }
    int id = nextId();
    if (freeCount > 0) {
      freeCount--;
    } else {
      reserve(end + 1);
      end++;
    }
    things[id] = thing;
    return id;
  }

  void replace(int id, T thing) {
    require(id);
    things[id] = thing;
  }

  void remove(int id) {
    require(id);
    things[id] = null;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, 2 * free.length);
    }
    free[freeCount++] = id;
  }

  /** The free ids below {@link #end}, the one given out next at the end. */
  int[] freeIds() {
    return Arrays.copyOf(free, freeCount);
  }

  /**
   * Sets which ids are in use without their things, which {@link #restore} then brings.
   *
   * @param freeIds as {@link #freeIds} gave them
   */
  void restore(int newEnd, int[] freeIds) {
    if (end != 0 || newEnd < 0 || newEnd - freeIds.length > limit || newEnd < freeIds.length) {
      throw new IllegalStateException(
          "ids to " + newEnd + " with " + freeIds.length + " free, over " + end);
    }
    reserve(newEnd);
    end = newEnd;
    free = Arrays.copyOf(freeIds, Math.max(SMALLEST, freeIds.length));
    freeCount = freeIds.length;
  }

  /** Puts a thing into an id that {@link #restore(int, int[])} declared to be in use. */
  void restore(int id, T thing) {
    if (id < 0 || id >= end || things[id] != null) {
      throw new IllegalStateException("id " + id + " is not to be restored");
    }
    things[id] = thing;
  }

  private void reserve(int length) {
    if (length > things.length) {
      things = Arrays.copyOf(things, Math.max(length, 2 * things.length));
    }
  }

  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      private int at = next(0);

      @Override
      public boolean hasNext() {
        return at < end;
      }

      @Override
      public T next() {
        if (at >= end) {
          throw new NoSuchElementException();
        }
        T thing = require(at);
        at = next(at + 1);
        return thing;
      }

      private int next(int from) {
        int id = from;
        while (id < end && things[id] == null) {
          id++;
        }
        return id;
      }
    };
  }
}
