package io.resforge.training;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.resforge.training", importOptions = DoNotIncludeTests.class)
class TrainingModuleRulesTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.resforge.training.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule imagesFlowOneWay = noClasses()
            .that()
            .resideInAPackage("..training.dataset..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..training.augment..", "..training.batch..", "..training.loop..");

    @ArchTest
    static final ArchRule augmentationKnowsNoBatches = noClasses()
            .that()
            .resideInAPackage("..training.augment..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..training.batch..", "..training.loop..");

    @ArchTest
    static final ArchRule imagesKnowNothingOfLearning = noClasses()
            .that()
            .resideInAnyPackage(
                    "..training.dataset..", "..training.augment..", "..training.batch..", "..training.preview..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..training.recipe..",
                    "..training.schedule..",
                    "..training.optimizer..",
                    "..training.resume..",
                    "..training.loop..");

    @ArchTest
    static final ArchRule recipesStandAlone = noClasses()
            .that()
            .resideInAPackage("..training.recipe..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..training.dataset..",
                    "..training.batch..",
                    "..training.schedule..",
                    "..training.optimizer..",
                    "..training.resume..",
                    "..training.loop..");

    @ArchTest
    static final ArchRule theLoopIsAboveAll = noClasses()
            .that()
            .resideOutsideOfPackage("..training.loop..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..training.loop..");

    @ArchTest
    static final ArchRule eventsStandAlone = noClasses()
            .that()
            .haveNameMatching(".*\\.TrainingEvent(\\$.*)?")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.resforge.training..").and(not(nameMatching(".*\\.TrainingEvent(\\$.*)?"))));

    @ArchTest
    static final ArchRule knowsNoStorageAndNoFramework = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.resforge.registry..", "io.resforge.v1..", "io.grpc..");
}
