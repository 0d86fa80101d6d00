package io.resforge.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.resforge.trainer", importOptions = ImportOption.DoNotIncludeTests.class)
class TrainerModuleRulesTest {

    @ArchTest
    static final ArchRule flowsOneWay =
            slices().matching("io.resforge.trainer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule keepsQuarkusAtTheEdges = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.resforge.trainer", "..trainer.app..", "..trainer.grpc..", "..trainer.telemetry..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.smallrye..", "jakarta..", "org.eclipse.microprofile..");

    @ArchTest
    static final ArchRule keepsMetricsInTheirPackages = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..trainer.app..", "..trainer.grpc..", "..trainer.telemetry..", "..trainer.worker.metrics..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micrometer..");

    @ArchTest
    static final ArchRule theWorkerFlowsOneWay =
            slices().matching("io.resforge.trainer.worker.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule partsOfTheWorkerKnowNotTheWhole = noClasses()
            .that()
            .resideInAnyPackage("..trainer.worker.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..trainer.worker");

    @ArchTest
    static final ArchRule keepsTheContractInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("..trainer.grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.resforge.v1..", "io.grpc..", "com.google.protobuf..", "com.google.rpc..");

    @ArchTest
    static final ArchRule letsTheWorkerKnowNothingOfTheControlPlane = noClasses()
            .that()
            .resideInAPackage("..trainer.worker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..trainer.app..",
                    "..trainer.control..",
                    "..trainer.grpc..",
                    "..trainer.launcher..",
                    "..trainer.run..",
                    "..trainer.telemetry..");

    @ArchTest
    static final ArchRule letsOnlyTheWorkerTrain = noClasses()
            .that()
            .resideOutsideOfPackage("..trainer.worker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.resforge.training.loop..", "ai.djl..");

    /** A launcher only looks whether a data set is there and fits. */
    @ArchTest
    static final ArchRule letsOnlyWorkersAndTheirLauncherSeeDataSets = noClasses()
            .that()
            .resideOutsideOfPackages("..trainer.worker..", "..trainer.launcher.process..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.resforge.training.dataset..");

    @ArchTest
    static final ArchRule hidesHowRunsAreLaunched = noClasses()
            .that()
            .resideInAnyPackage("..trainer.control..", "..trainer.grpc..", "..trainer.telemetry..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..trainer.launcher.process..", "..trainer.process..");

    @ArchTest
    static final ArchRule speaksToKubernetesInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackages("..trainer.kubernetes..", "..trainer.app.kubernetes..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..");

    @ArchTest
    static final ArchRule buildsJobsWithoutKnowingHowTheyAreWatched = noClasses()
            .that()
            .resideInAnyPackage("..trainer.kubernetes.job..", "..trainer.kubernetes.failure..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..trainer.control..", "..trainer.run..", "..trainer.launcher..");

    @ArchTest
    static final ArchRule keepsThePartsOfTheClusterApart =
            slices().matching("io.resforge.trainer.kubernetes.(*)..").should().beFreeOfCycles();
}
