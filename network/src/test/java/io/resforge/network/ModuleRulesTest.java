package io.resforge.network;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.resforge.network", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleRulesTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.resforge.network.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheTorchPackageKnowsTheEngine = noClasses()
            .that()
            .resideOutsideOfPackage("..network.torch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule interpretersDoNotKnowHowAGraphWasMade = noClasses()
            .that()
            .resideInAnyPackage(
                    "..network.layout..",
                    "..network.initialisation..",
                    "..network.torchscript..",
                    "..network.onnx..",
                    "..network.folding..",
                    "..network.summary..",
                    "..network.drawing..",
                    "..network.torch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..network.resnet..");

    @ArchTest
    static final ArchRule imagesKnowNoNetwork = noClasses()
            .that()
            .resideInAPackage("..network.image..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..network.graph..", "..network.layout..", "..network.torch..");
}
