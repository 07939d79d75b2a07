package galgo.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.ConsoleAppender;
import galgo.server.RecentLines;
import org.slf4j.LoggerFactory;

/**
 * Log lines go to standard output, one line an event; set up in code, so that a start reads no XML.
 */
final class Logging {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%n";

  private Logging() {}

  static void start(String level) {
    start(level, new RecentLines());
  }

  /**
   * @param recent gets each line, too
   */
  static void start(String level, RecentLines recent) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder);
    console.start();
    Keeper keeper = new Keeper(encoder, recent);
    keeper.setContext(context);
    keeper.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(level));
    root.addAppender(console);
    root.addAppender(keeper);
  }

  private static final class Keeper extends AppenderBase<ILoggingEvent> {
    private final PatternLayoutEncoder encoder;
    private final RecentLines recent;

    Keeper(PatternLayoutEncoder encoder, RecentLines recent) {
      this.encoder = encoder;
      this.recent = recent;
    }

    @Override
    protected void append(ILoggingEvent event) {
      recent.add(encoder.getLayout().doLayout(event));
    }
  }
}
