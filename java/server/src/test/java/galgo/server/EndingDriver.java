package galgo.server;

import galgo.io.Driver;
import galgo.io.Files;
import galgo.io.nio.NioDriver;
import galgo.io.nio.NioHandover;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * A driver with which a process ends after so many steps, each a turn or a call of files: as if it
 * had been killed there.
 */
final class EndingDriver {
  /** The process has ended. */
  static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final NioDriver driver = new NioDriver(64, 64, new NioHandover());
  private final long last;
  private long steps;

  /**
   * @param last steps that are still carried out
   */
  EndingDriver(long last) {
    this.last = last;
  }

  long steps() {
    return steps;
  }

  /** For closing it: the lock of the process goes. */
  Driver closer() {
    return driver;
  }

  Driver driver() {
    Files files = wrap(driver.files());
    return (Driver)
        Proxy.newProxyInstance(
            Driver.class.getClassLoader(),
            new Class<?>[] {Driver.class},
            (proxy, method, arguments) ->
                method.getName().equals("files")
                    ? files
                    : invoke(driver, method, arguments, method.getName().equals("turn")));
  }

  private Files wrap(Files wrapped) {
    return (Files)
        Proxy.newProxyInstance(
            Files.class.getClassLoader(),
            new Class<?>[] {Files.class},
            (proxy, method, arguments) -> invoke(wrapped, method, arguments, true));
  }

  private Object invoke(Object on, Method method, Object[] arguments, boolean step)
      throws Throwable {
    if (step && ++steps > last) {
      throw new Ended();
    }
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
