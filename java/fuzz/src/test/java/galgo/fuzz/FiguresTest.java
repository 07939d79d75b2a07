package galgo.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void theLastStateCountsAndTheFinalNumberOfExecutions() {
    Figures figures = new Figures();
    figures.read("INFO: Seed: 2737177325");
    figures.read("#2\tINITED cov: 2 ft: 3 corp: 1/1b exec/s: 0 rss: 811Mb");
    figures.read("#43062\tNEW    cov: 15 ft: 16 corp: 5/18b lim: 413 exec/s: 0 rss: 811Mb L: 5/5");
    figures.read("stat::number_of_executed_units: 50000");
    assertThat(figures.executions()).isEqualTo(50_000);
    assertThat(figures.edges()).isEqualTo(15);
    assertThat(figures.features()).isEqualTo(16);
    assertThat(figures.inputs()).isEqualTo(5);
  }
}
