package io.resforge.benchmarks;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.resforge.benchmarks", importOptions = ImportOption.DoNotIncludeTests.class)
class BenchmarksModuleRulesTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.resforge.benchmarks.(*)..").should().beFreeOfCycles();
}
