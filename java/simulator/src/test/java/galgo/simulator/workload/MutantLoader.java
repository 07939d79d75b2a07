package galgo.simulator.workload;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/** Loads Galgo's classes a second time, some of them broken, and runs scenarios with them. */
final class MutantLoader extends ClassLoader {
  private final List<Mutation> mutations;

  MutantLoader(List<Mutation> mutations) {
    super(MutantLoader.class.getClassLoader());
    this.mutations = mutations;
  }

  /** What the scenario of the seed finds; empty for nothing. */
  String run(long seed) throws ReflectiveOperationException {
    Class<?> scenario = loadClass(Scenario.class.getName());
    Method run = scenario.getMethod("run", long.class, java.util.function.Consumer.class);
    try {
      Object result = run.invoke(null, seed, null);
      return (String) result.getClass().getMethod("finding").invoke(result);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof LinkageError broken) {
        throw new IllegalStateException(
            "the mutant cannot be run: its mutations " + mutations, broken);
      }
      // What the scenario itself cannot bear was caused by the mutant all the same.
      return String.valueOf(e.getCause());
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("galgo.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      for (Mutation mutation : mutations) {
        bytes = name.equals(mutation.className()) ? mutation.apply(bytes) : bytes;
      }
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
