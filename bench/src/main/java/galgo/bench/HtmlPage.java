package galgo.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** A page that needs nothing else: data, scripts, the plotting library and styles are in it. */
final class HtmlPage {
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String OWN = "/galgo/bench/";

  private HtmlPage() {}

  /**
   * @param script the resource that makes the page from the data
   * @param data anything that becomes JSON
   */
  static String of(String script, Object data) throws IOException {
    return resource(OWN + "report.html")
        .replace("/*UPLOT.CSS*/", resource(UPLOT + "uPlot.min.css"))
        .replace("/*REPORT.CSS*/", resource(OWN + "report.css"))
        .replace("/*UPLOT.JS*/", resource(UPLOT + "uPlot.iife.min.js"))
        .replace("/*REPORT.JS*/", resource(OWN + script))
        .replace("/*DATA*/", embeddable(ResultFile.json(data)));
  }

  /** JSON that may stand in a script element: nothing in it can end the element. */
  private static String embeddable(String json) {
    return json.replace("<", "\\u003c");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException("there is no " + name + " in this program");
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
