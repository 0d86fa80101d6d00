package io.resforge.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.resforge.report", importOptions = DoNotIncludeTests.class)
class ReportModuleRulesTest {

    @ArchTest
    static final ArchRule hasNoCycles =
            slices().matching("io.resforge.report.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule flowsFromTheRunToThePage = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("run")
            .definedBy("..report.run..")
            .layer("page")
            .definedBy("..report.page..")
            .layer("tensorboard")
            .definedBy("..report.tensorboard..")
            .layer("source")
            .definedBy("..report.source..")
            .whereLayer("page")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("tensorboard")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("source")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule onlyItsSourceKnowsTheStore = classes()
            .that()
            .resideOutsideOfPackage("..report.source..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.resforge.report..",
                    "io.resforge.web..",
                    "io.resforge.neuralnet.logits..",
                    "java..",
                    "javax.imageio..",
                    "com.fasterxml.jackson..",
                    "com.google.protobuf..");
}
