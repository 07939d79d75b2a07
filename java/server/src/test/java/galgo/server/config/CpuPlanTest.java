package galgo.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import galgo.server.config.CpuTopology.Cpu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuPlanTest {
  /** Two nodes of two cores of two hardware threads; CPU 7 is not allowed. */
  private static final CpuTopology MACHINE =
      new CpuTopology(
          List.of(
              new Cpu(0, 0, 0),
              new Cpu(1, 0, 1),
              new Cpu(2, 1, 2),
              new Cpu(3, 1, 3),
              new Cpu(4, 0, 0),
              new Cpu(5, 0, 1),
              new Cpu(6, 1, 2)));

  @Test
  void everyFormPicksItsCpus() throws ConfigurationException {
    assertThat(plan("all")).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(plan("3")).containsExactly(0, 1, 2);
    assertThat(plan("4..7")).containsExactly(4, 5, 6);
    assertThat(plan("numa:auto")).containsExactly(0, 1, 2, 3);
    assertThat(plan("numa:nodes=1;no_ht=false")).containsExactly(2, 3, 6);
    assertThat(plan("numa:nodes=1,0;cores=1")).containsExactly(2, 0);
  }

  @Test
  void whatTheMachineDoesNotHaveIsRefusedWithAWayOut() {
    for (String text : List.of("8", "6..8", "numa:nodes=2", "numa:cores=3")) {
      assertThatThrownBy(() -> plan(text))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("system.sharding.cpu_allocation asks for")
          .hasMessageContaining("Write \"all\"");
    }
  }

  @Test
  void theTopologyIsReadFromTheKernelsFiles(@TempDir Path root) throws Exception {
    write(root.resolve("proc/self/status"), "Name:\tx\nCpus_allowed_list:\t0,2-3\n");
    write(root.resolve("sys/devices/system/cpu/cpu2/topology/thread_siblings_list"), "0,2\n");
    write(root.resolve("sys/devices/system/cpu/cpu3/topology/thread_siblings_list"), "1,3\n");
    Files.createDirectories(root.resolve("sys/devices/system/cpu/cpu3/node1"));
    assertThat(CpuTopology.read(root).cpus())
        .containsExactly(new Cpu(0, 0, 0), new Cpu(2, 0, 0), new Cpu(3, 1, 1));
    assertThat(CpuTopology.read(Path.of("/")).cpus()).isNotEmpty();
  }

  private static List<Integer> plan(String text) throws ConfigurationException {
    return CpuPlan.of(CpuAllocation.parse(text), MACHINE);
  }

  private static void write(Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
