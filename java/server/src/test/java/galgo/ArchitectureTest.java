package galgo;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Holds the arrows between rooms and the determinism rule: the world comes in through the driver
 * alone.
 */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("galgo");

  /**
   * The only classes of the server room, configuration aside, that may start threads, read files
   * and clocks: those that start and stop a node, and those that do what a shard must not wait for.
   */
  private static final Set<String> EDGE =
      Set.of("Server", "ShardThread", "Offload", "HostStatistics", "DiagnosticArchive");

  private static final Set<String> FORBIDDEN_METHODS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.identityHashCode",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.time.Instant.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.lang.Thread.sleep",
          "java.lang.Thread.currentThread",
          "java.lang.Thread.start",
          "java.lang.Thread.ofVirtual",
          "java.lang.Thread.ofPlatform",
          "java.lang.Object.wait");

  private static final String[] FORBIDDEN_PACKAGES = {
    "java.nio.file..", "java.nio.channels..", "java.util.concurrent.locks.."
  };

  private static final Set<String> FORBIDDEN_CLASSES =
      Set.of(
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.RandomAccessFile",
          "java.net.Socket",
          "java.net.ServerSocket",
          "java.net.DatagramSocket",
          "java.time.Clock",
          "java.util.Random",
          "java.util.Timer",
          "java.util.IdentityHashMap",
          "java.util.WeakHashMap",
          "java.security.SecureRandom",
          "java.util.concurrent.ThreadLocalRandom",
          "java.util.concurrent.Executor",
          "java.util.concurrent.Executors",
          "java.util.concurrent.ExecutorService",
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.CompletableFuture",
          "java.util.concurrent.CountDownLatch",
          "java.lang.ThreadLocal");

  @Test
  void ioKnowsNoOtherRoom() {
    noClasses()
        .that()
        .resideInAPackage("galgo.io..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "galgo.journal..",
                "galgo.log..",
                "galgo.metadata..",
                "galgo.wire..",
                "galgo.server..",
                "galgo.cli.."))
        .check(CLASSES);
  }

  @Test
  void journalKnowsOnlyIo() {
    knowsOnlyIo("galgo.journal..").check(CLASSES);
  }

  @Test
  void logKnowsOnlyTheJournalAndIo() {
    knowsOnly("galgo.log..", "galgo.journal..", "galgo.io").check(CLASSES);
  }

  @Test
  void metadataKnowsOnlyIo() {
    knowsOnlyIo("galgo.metadata..").check(CLASSES);
  }

  @Test
  void wireKnowsOnlyIo() {
    knowsOnlyIo("galgo.wire..").check(CLASSES);
  }

  @Test
  void nobodyKnowsTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("galgo.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("galgo.cli..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineKnowsVerification() {
    noClasses()
        .that()
        .resideOutsideOfPackages("galgo.cli..", "galgo.verify..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("galgo.verify..")
        .check(CLASSES);
  }

  @Test
  void verificationKnowsNoServer() {
    noClasses()
        .that()
        .resideInAPackage("galgo.verify..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("galgo.server..", "galgo.wire.."))
        .check(CLASSES);
  }

  @Test
  void theImporterKnowsNoServer() {
    knowsOnly(
            "galgo.importer..",
            "galgo.metadata..",
            "galgo.log..",
            "galgo.journal..",
            "galgo.wire..",
            "galgo.io")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineKnowsTheImporter() {
    noClasses()
        .that()
        .resideOutsideOfPackages("galgo.cli..", "galgo.importer..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("galgo.importer..")
        .check(CLASSES);
  }

  @Test
  void configurationKnowsNoRoom() {
    noClasses()
        .that()
        .resideInAPackage("galgo.server.config..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("galgo..")
                .and(DescribedPredicate.not(resideInAnyPackage("galgo.server.config.."))))
        .check(CLASSES);
  }

  @Test
  void theCoreCallsNoClockChanceThreadOrEnvironment() {
    noClasses()
        .that(are(core()))
        .should()
        .accessTargetWhere(
            access("a forbidden method", access -> FORBIDDEN_METHODS.contains(name(access))))
        .check(CLASSES);
  }

  @Test
  void theCoreUsesNoFileSocketOrExecutor() {
    noClasses()
        .that(are(core()))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(FORBIDDEN_PACKAGES)
                .or(named("forbidden classes", FORBIDDEN_CLASSES)))
        .check(CLASSES);
  }

  @Test
  void noUnsafeReflectionOrServiceLoader() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("sun.misc..", "jdk.internal..", "java.lang.reflect..")
                .or(named("ServiceLoader", Set.of("java.util.ServiceLoader"))))
        .check(CLASSES);
  }

  @Test
  void staticFieldsAreFinal() {
    fields().that().areStatic().should().beFinal().check(CLASSES);
  }

  @Test
  void staticFieldsHoldNoState() {
    fields()
        .that()
        .areStatic()
        .should()
        .notHaveRawType(predicate("mutable by type", ArchitectureTest::isMutableHolder))
        .check(CLASSES);
  }

  private static ArchRule knowsOnlyIo(String room) {
    return knowsOnly(room, "galgo.io");
  }

  private static ArchRule knowsOnly(String room, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("galgo..")
                .and(DescribedPredicate.not(resideInAnyPackage(room)))
                .and(DescribedPredicate.not(resideInAnyPackage(others))))
        .allowEmptyShould(true);
  }

  private static DescribedPredicate<JavaClass> core() {
    return predicate("the deterministic core", ArchitectureTest::isCore);
  }

  private static boolean isCore(JavaClass type) {
    String room = type.getPackageName();
    if (room.startsWith("galgo.journal")
        || room.startsWith("galgo.log")
        || room.startsWith("galgo.metadata")
        || room.startsWith("galgo.verify")
        || room.startsWith("galgo.importer")) {
      return true;
    }
    return room.startsWith("galgo.wire") || room.equals("galgo.server") && !isEdge(type);
  }

  private static boolean isEdge(JavaClass type) {
    String name = type.getName().substring(type.getPackageName().length() + 1);
    int nested = name.indexOf('$');
    return EDGE.contains(nested < 0 ? name : name.substring(0, nested));
  }

  private static boolean isMutableHolder(JavaClass type) {
    return type.getPackageName().startsWith("java.util.concurrent.atomic")
        || type.isEquivalentTo(ThreadLocal.class)
        || type.isEquivalentTo(StringBuilder.class)
        || !type.isInterface()
            && (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class));
  }

  private static String name(JavaAccess<?> access) {
    return access.getTargetOwner().getName() + "." + access.getTarget().getName();
  }

  private static DescribedPredicate<JavaClass> named(String description, Set<String> names) {
    return predicate(description, type -> names.contains(type.getName()));
  }

  private static DescribedPredicate<JavaClass> predicate(
      String description, Predicate<JavaClass> test) {
    return DescribedPredicate.describe(description, test);
  }

  private static DescribedPredicate<JavaAccess<?>> access(
      String description, Predicate<JavaAccess<?>> test) {
    return DescribedPredicate.describe(description, test);
  }
}
