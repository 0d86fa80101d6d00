package io.resforge.report;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
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
            .layer("measure")
            .definedBy("..report.measure..")
            .layer("chart")
            .definedBy("..report.chart..")
            .layer("page")
            .definedBy("..report.page..")
            .whereLayer("page")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("chart")
            .mayOnlyBeAccessedByLayers("page")
            .whereLayer("measure")
            .mayOnlyBeAccessedByLayers("chart", "page");

    @ArchTest
    static final ArchRule onlyItsSourceKnowsAnotherModule = classes()
            .that()
            .resideOutsideOfPackage("..report.source..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.resforge.report..",
                    "io.resforge.neuralnet.logits..",
                    "io.resforge.neuralnet.text..",
                    "java..",
                    "javax.xml..",
                    "javax.imageio..",
                    "org.w3c.dom..",
                    "org.jfree..",
                    "org.apache.batik.svggen..",
                    "com.samskivert.mustache..",
                    "com.google.protobuf..");

    @ArchTest
    static final ArchRule onlyChartsDraw = noClasses()
            .that()
            .resideOutsideOfPackage("..report.chart..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.awt..", "org.jfree..", "org.apache.batik..");
}
