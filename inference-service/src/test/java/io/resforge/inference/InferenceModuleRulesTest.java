package io.resforge.inference;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.resforge.inference", importOptions = DoNotIncludeTests.class)
class InferenceModuleRulesTest {

    private static final String[] EDGES = {"..grpc..", "..config..", "..metrics..", "..health..", "..http..", "..app.."
    };

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.resforge.inference.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theFrameworkStaysAtTheEdges = noClasses()
            .that()
            .resideOutsideOfPackages(EDGES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..",
                    "jakarta..",
                    "io.smallrye..",
                    "org.eclipse.microprofile..",
                    "io.micrometer..",
                    "io.grpc..");

    @ArchTest
    static final ArchRule openTelemetryStaysInItsPackage = noClasses()
            .that()
            .resideOutsideOfPackage("..inference.tracing..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule messagesStayInTheGrpcPackage = noClasses()
            .that()
            .resideOutsideOfPackage("..inference.grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.resforge.v1..", "io.resforge.oip..", "com.google..");

    @ArchTest
    static final ArchRule onlyTheEnginePackageKnowsWhatComputes = noClasses()
            .that()
            .resideOutsideOfPackage("..inference.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnxruntime..", "ai.djl..", "io.resforge.neuralnet.torch..");

    @ArchTest
    static final ArchRule dataFlowsOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("app")
            .definedBy("..inference.app..")
            .layer("grpc")
            .definedBy("..inference.grpc..")
            .layer("feedback")
            .definedBy("..inference.feedback..")
            .layer("http")
            .definedBy("..inference.http..")
            .layer("edge")
            .definedBy("..inference.edge..")
            .layer("oip")
            .definedBy("..inference.oip..")
            .layer("classify")
            .definedBy("..inference.classify..")
            .layer("catalog")
            .definedBy("..inference.catalog..")
            .layer("batcher")
            .definedBy("..inference.batching..")
            .layer("watcher")
            .definedBy("..inference.watcher..")
            .layer("canary")
            .definedBy("..inference.canary..")
            .layer("loader")
            .definedBy("..inference.loader..")
            .layer("engine")
            .definedBy("..inference.engine..")
            .layer("slot")
            .definedBy("..inference.slot..")
            .layer("policy")
            .definedBy("..inference.policy..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("grpc")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("edge")
            .mayOnlyBeAccessedByLayers("grpc", "http", "app")
            .whereLayer("oip")
            .mayOnlyBeAccessedByLayers("grpc", "http", "app")
            .whereLayer("feedback")
            .mayOnlyBeAccessedByLayers("grpc", "http", "app")
            .whereLayer("classify")
            .mayOnlyBeAccessedByLayers("feedback", "oip", "edge", "grpc", "http", "app")
            .whereLayer("catalog")
            .mayOnlyBeAccessedByLayers("classify", "feedback", "oip", "edge", "grpc", "http", "app")
            .whereLayer("batcher")
            .mayOnlyBeAccessedByLayers("classify", "oip", "edge", "grpc", "http", "app")
            .whereLayer("watcher")
            .mayOnlyBeAccessedByLayers("catalog", "oip", "grpc", "http", "app")
            .whereLayer("canary")
            .mayOnlyBeAccessedByLayers("watcher", "catalog", "classify", "feedback", "app")
            .whereLayer("loader")
            .mayOnlyBeAccessedByLayers("watcher", "app")
            .whereLayer("engine")
            .mayOnlyBeAccessedByLayers("loader", "watcher", "app")
            .whereLayer("slot")
            .mayOnlyBeAccessedByLayers(
                    "loader", "watcher", "canary", "catalog", "batcher", "classify", "oip", "grpc", "http", "app")
            .whereLayer("policy")
            .mayOnlyBeAccessedByLayers("watcher", "canary", "app");
}
