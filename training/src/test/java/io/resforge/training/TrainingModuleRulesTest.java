package io.resforge.training;

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
                    "..training.event..");

    @ArchTest
    static final ArchRule recipesAndEventsStandAlone = noClasses()
            .that()
            .resideInAnyPackage("..training.recipe..", "..training.event..")
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
    static final ArchRule onlyTheLoopTellsEvents = noClasses()
            .that()
            .resideOutsideOfPackages("..training.loop..", "..training.event..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..training.event..");

    @ArchTest
    static final ArchRule knowsNoStorageAndNoFramework = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "io.resforge.registry..", "io.resforge.v1..", "io.grpc..");
}
