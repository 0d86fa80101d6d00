package io.resforge.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house: app, api and telemetry, run, backend, contract, with arrows down only; the worker is a program of its own. */
@AnalyzeClasses(packages = "io.resforge.trainer", importOptions = ImportOption.DoNotIncludeTests.class)
class TrainerModuleRulesTest {

    @ArchTest
    static final ArchRule arrowsPointDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("main")
            .definedBy("io.resforge.trainer")
            .layer("app")
            .definedBy("..trainer.app..")
            .layer("api")
            .definedBy("..trainer.api..")
            .layer("telemetry")
            .definedBy("..trainer.telemetry..")
            .layer("run")
            .definedBy("..trainer.run..")
            .layer("backend")
            .definedBy("..trainer.backend..")
            .layer("worker")
            .definedBy("..trainer.worker..")
            .layer("contract")
            .definedBy("..trainer.contract..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("main")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("telemetry")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("run")
            .mayOnlyBeAccessedByLayers("app", "api", "telemetry")
            .whereLayer("backend")
            .mayOnlyBeAccessedByLayers("app", "api", "telemetry", "run")
            .whereLayer("worker")
            .mayOnlyBeAccessedByLayers("main")
            .whereLayer("contract")
            .mayOnlyBeAccessedByLayers("main", "app", "api", "telemetry", "run", "backend", "worker");

    @ArchTest
    static final ArchRule flowsOneWay =
            slices().matching("io.resforge.trainer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule keepsQuarkusAtTheEdges = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.resforge.trainer", "..trainer.app..", "..trainer.api..", "..trainer.telemetry..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.smallrye..", "jakarta..", "org.eclipse.microprofile..");

    @ArchTest
    static final ArchRule keepsMetricsInTheirPackages = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..trainer.app..", "..trainer.api..", "..trainer.telemetry..", "..trainer.worker.metrics..")
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
    static final ArchRule keepsTheProtocolInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("..trainer.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.resforge.v1..", "io.grpc..", "com.google.protobuf..", "com.google.rpc..");

    @ArchTest
    static final ArchRule letsOnlyTheWorkerTrain = noClasses()
            .that()
            .resideOutsideOfPackage("..trainer.worker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.resforge.training.loop..", "ai.djl..");

    /** The backend for processes only looks whether a data set is there and fits. */
    @ArchTest
    static final ArchRule letsOnlyWorkersAndTheirBackendSeeDataSets = noClasses()
            .that()
            .resideOutsideOfPackages("..trainer.worker..", "..trainer.backend.process..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.resforge.training.dataset..");

    /** What Kubernetes refuses has statuses of its own; nothing else of a backend is known above it. */
    @ArchTest
    static final ArchRule hidesHowWorkersAreStarted = noClasses()
            .that()
            .resideInAnyPackage("..trainer.run..", "..trainer.api..", "..trainer.telemetry..", "..trainer.backend")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..trainer.backend.process..",
                    "..trainer.backend.kubernetes",
                    "..trainer.backend.kubernetes.job..",
                    "..trainer.backend.kubernetes.state..",
                    "..trainer.backend.kubernetes.watch..");

    @ArchTest
    static final ArchRule keepsTheBackendsApart =
            slices().matching("io.resforge.trainer.backend.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule speaksToKubernetesInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackages("..trainer.backend.kubernetes..", "..trainer.app.kubernetes..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..");

    /** A Job is made of what is asked for and of settings, by functions that know nothing of what became of others. */
    @ArchTest
    static final ArchRule buildsJobsWithoutKnowingHowTheyAreWatched = noClasses()
            .that()
            .resideInAnyPackage("..trainer.backend.kubernetes.job..", "..trainer.backend.kubernetes.client..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..trainer.backend", "..trainer.backend.kubernetes.watch..");

    @ArchTest
    static final ArchRule keepsThePartsOfTheClusterApart = slices().matching(
                    "io.resforge.trainer.backend.kubernetes.(*)..")
            .should()
            .beFreeOfCycles();
}
