package io.resforge.neuralnet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.resforge.neuralnet", importOptions = ImportOption.DoNotIncludeTests.class)
class NeuralNetModuleRulesTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.resforge.neuralnet.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheTorchPackageKnowsTheEngine = noClasses()
            .that()
            .resideOutsideOfPackage("..neuralnet.torch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule interpretersDoNotKnowHowAGraphWasMade = noClasses()
            .that()
            .resideInAnyPackage(
                    "..neuralnet.layout..",
                    "..neuralnet.torchscript..",
                    "..neuralnet.onnx..",
                    "..neuralnet.drawing..",
                    "..neuralnet.torch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..neuralnet.resnet..");

    @ArchTest
    static final ArchRule imagesKnowNoNetwork = noClasses()
            .that()
            .resideInAPackage("..neuralnet.image..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..neuralnet.graph..", "..neuralnet.layout..", "..neuralnet.torch..");
}
