package io.resforge.inference;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.resforge.inference.telemetry.MeterFactory;
import io.resforge.neuralnet.torch.ComputeDevice;

@AnalyzeClasses(packages = "io.resforge.inference", importOptions = DoNotIncludeTests.class)
class InferenceModuleRulesTest {

    private static final String[] EDGES = {"..inference.api..", "..inference.settings..", "..inference.app.."};

    private static final String[] METER_MAKERS = {"..inference.telemetry..", "..inference.api..", "..inference.app.."};

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("io.resforge.inference.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule protocolsHaveNoCycles =
            slices().matching("io.resforge.inference.api.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theFrameworkStaysAtTheEdges = noClasses()
            .that()
            .resideOutsideOfPackages(EDGES)
            .and()
            .doNotHaveFullyQualifiedName(MeterFactory.class.getName())
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..", "jakarta..", "io.smallrye..", "org.eclipse.microprofile..", "io.grpc..");

    @ArchTest
    static final ArchRule metersStayInTelemetry = noClasses()
            .that()
            .resideOutsideOfPackages(METER_MAKERS)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");

    @ArchTest
    static final ArchRule openTelemetryStaysInTelemetry = noClasses()
            .that()
            .resideOutsideOfPackage("..inference.telemetry..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule messagesStayWithWhatSpeaksGrpc = noClasses()
            .that()
            .resideOutsideOfPackages("..inference.api.grpc..", "..inference.app..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.resforge.v1..", "io.resforge.oip..", "com.google..");

    /** A device's name is a setting. */
    @ArchTest
    static final ArchRule onlyTheEnginePackageKnowsWhatComputes = noClasses()
            .that()
            .resideOutsideOfPackage("..inference.engine..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("ai.onnxruntime..", "ai.djl..", "io.resforge.neuralnet.torch..")
                    .and(not(belongToAnyOf(ComputeDevice.class))));

    /** Five floors: app; api; classify beside rollout; models and batching; engine. Telemetry and settings are for all above models. */
    @ArchTest
    static final ArchRule arrowsGoDown = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("app")
            .definedBy("..inference.app..")
            .layer("api")
            .definedBy("..inference.api..")
            .layer("classify")
            .definedBy("..inference.classify..")
            .layer("rollout")
            .definedBy("..inference.rollout..")
            .layer("batching")
            .definedBy("..inference.batching..")
            .layer("models")
            .definedBy("..inference.models..")
            .layer("engine")
            .definedBy("..inference.engine..")
            .layer("telemetry")
            .definedBy("..inference.telemetry..")
            .layer("settings")
            .definedBy("..inference.settings..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("classify")
            .mayOnlyBeAccessedByLayers("api", "app")
            .whereLayer("rollout")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("batching")
            .mayOnlyBeAccessedByLayers("classify", "api", "app")
            .whereLayer("models")
            .mayOnlyBeAccessedByLayers("batching", "telemetry", "rollout", "classify", "api", "app")
            .whereLayer("engine")
            .mayOnlyBeAccessedByLayers("models", "batching", "rollout", "app")
            .whereLayer("telemetry")
            .mayOnlyBeAccessedByLayers("batching", "rollout", "classify", "api", "app")
            .whereLayer("settings")
            .mayOnlyBeAccessedByLayers("engine", "telemetry", "api", "app");

    @ArchTest
    static final ArchRule theProtocolsShareOnlyWhatIsOfNone = noClasses()
            .that()
            .resideInAPackage("..inference.api.oip..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..inference.api.grpc..", "..inference.api.http..");
}
