package io.resforge.registry;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.resforge.registry.store.ObjectStore;

@AnalyzeClasses(packages = "io.resforge.registry", importOptions = DoNotIncludeTests.class)
class RegistryModuleRulesTest {

    @ArchTest
    static final ArchRule hasNoCycles =
            slices().matching("io.resforge.registry.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule storesKnowNothingOfWhatTheyKeep = noClasses()
            .that()
            .resideInAPackage("..registry.store..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "..registry.json..",
                            "..registry.value..",
                            "..registry.safetensors..",
                            "..registry.checkpoint..",
                            "..registry.promotion..",
                            "..registry.run..",
                            "..registry.dataset..",
                            "..registry.retention..",
                            "io.resforge.neuralnet..")
                    .and(resideOutsideOfPackage("io.resforge.neuralnet.text")));

    /** Anyone may have written an object, of any size. */
    @ArchTest
    static final ArchRule nothingIsReadWithoutABound = noClasses()
            .that()
            .resideOutsideOfPackage("..registry.store..")
            .should()
            .callMethod(ObjectStore.class, "get", String.class);

    @ArchTest
    static final ArchRule nothingNeedsToKnowWhatIsRemoved = noClasses()
            .that()
            .resideOutsideOfPackage("..registry.retention..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..registry.retention..");

    @ArchTest
    static final ArchRule dataSetsRestOnTheStoreAlone = noClasses()
            .that()
            .resideInAPackage("..registry.dataset..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "..registry.safetensors..",
                            "..registry.checkpoint..",
                            "..registry.promotion..",
                            "..registry.run..",
                            "io.resforge.neuralnet..")
                    .and(resideOutsideOfPackage("io.resforge.neuralnet.text")));

    @ArchTest
    static final ArchRule theStorePortKnowsNoKindOfStoreInTheNetwork = noClasses()
            .that()
            .resideInAPackage("io.resforge.registry.store")
            .or()
            .resideOutsideOfPackage("..registry.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..registry.store.s3..", "..registry.store.http..", "..registry.store.transfer..");

    @ArchTest
    static final ArchRule kindsOfStoresHaveNoCycles =
            slices().matching("io.resforge.registry.store.(*)").should().beFreeOfCycles();

    // Loading it takes time that a laptop with a directory need not spend.
    @ArchTest
    static final ArchRule theAwsSdkIsMetInS3Alone = noClasses()
            .that()
            .resideOutsideOfPackage("..registry.store.s3..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon..");

    @ArchTest
    static final ArchRule checkpointsKnowNothingOfPromotions = noClasses()
            .that()
            .resideInAnyPackage("..registry.json..", "..registry.safetensors..", "..registry.checkpoint..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..registry.promotion..", "..registry.run..");

    @ArchTest
    static final ArchRule runsRestOnTheStoreAlone = noClasses()
            .that()
            .resideInAPackage("..registry.run..")
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "..registry.safetensors..",
                            "..registry.checkpoint..",
                            "..registry.promotion..",
                            "io.resforge.neuralnet..")
                    .and(resideOutsideOfPackage("io.resforge.neuralnet.text")));

    @ArchTest
    static final ArchRule knowsNoServiceAndNoTraining = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.resforge.training..", "io.resforge.v1..", "io.grpc..");
}
