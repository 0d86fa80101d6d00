package io.resforge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.resforge.client", importOptions = DoNotIncludeTests.class)
class ClientModuleRulesTest {

    @ArchTest
    static final ArchRule hasNoCycles =
            slices().matching("io.resforge.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theChannelKnowsNothingOfTheCallsOverIt = noClasses()
            .that()
            .resideInAPackage("io.resforge.client.channel..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.resforge.client", "io.resforge.v1..");
}
