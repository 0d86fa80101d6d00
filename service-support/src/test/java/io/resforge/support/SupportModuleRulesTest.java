package io.resforge.support;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.resforge.support", importOptions = DoNotIncludeTests.class)
class SupportModuleRulesTest {

    @ArchTest
    static final ArchRule knowsNoServiceAndNoTraining = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.resforge.trainer..", "io.resforge.inference..", "io.resforge.training..", "io.resforge.v1..");
}
