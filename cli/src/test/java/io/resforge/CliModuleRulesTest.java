package io.resforge;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.resforge.cli", importOptions = DoNotIncludeTests.class)
class CliModuleRulesTest {

    @ArchTest
    static final ArchRule hasNoCycles =
            slices().matching("io.resforge.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule commandsFlowOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.resforge.cli..")
            .layer("root")
            .definedBy("io.resforge.cli")
            .layer("demo")
            .definedBy("io.resforge.cli.demo..")
            .layer("run")
            .definedBy("io.resforge.cli.run..")
            .layer("recipe")
            .definedBy("io.resforge.cli.recipe..")
            .layer("local")
            .definedBy("io.resforge.cli.local..")
            .layer("model")
            .definedBy("io.resforge.cli.model..")
            .layer("classify")
            .definedBy("io.resforge.cli.classify..")
            .layer("shell")
            .definedBy("io.resforge.cli.shell..")
            .layer("data")
            .definedBy("io.resforge.cli.data..")
            .layer("top")
            .definedBy("io.resforge.cli.top..")
            .layer("sweep")
            .definedBy("io.resforge.cli.sweep..")
            .layer("common")
            .definedBy("io.resforge.cli.common..")
            .layer("terminal")
            .definedBy("io.resforge.cli.terminal..")
            .whereLayer("root")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("demo")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("model")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("classify")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("shell")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("top")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("sweep")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("data")
            .mayOnlyBeAccessedByLayers("root", "demo", "run")
            .whereLayer("run")
            .mayOnlyBeAccessedByLayers("root", "demo", "model", "sweep", "top")
            .whereLayer("local")
            .mayOnlyBeAccessedByLayers("root", "demo", "run")
            .whereLayer("recipe")
            .mayOnlyBeAccessedByLayers("root", "demo", "run", "sweep", "top")
            .whereLayer("common")
            .mayOnlyAccessLayers("terminal")
            .whereLayer("terminal")
            .mayNotAccessAnyLayer();
}
