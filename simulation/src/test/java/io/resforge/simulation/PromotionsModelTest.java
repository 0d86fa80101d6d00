package io.resforge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import edu.mit.csail.sdg.alloy4.A4Reporter;
import edu.mit.csail.sdg.parser.CompModule;
import edu.mit.csail.sdg.parser.CompUtil;
import edu.mit.csail.sdg.translator.A4Options;
import edu.mit.csail.sdg.translator.A4Solution;
import edu.mit.csail.sdg.translator.TranslateAlloyToKodkod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The protocol of promotions and removals in {@code promotions.als}, in all orders of its steps, crashes among them, for promoters, a
 * removal, three versions and four promotions. Alloy 6 with SAT4J looks through them.
 */
class PromotionsModelTest {

    private static final Path MODEL = Path.of("src/test/resources/promotions.als");

    @ParameterizedTest(name = "{0} promoters, {1} steps")
    @CsvSource({"1, 10", "2, 6"})
    void holdsInEveryOrderOfSteps(int promoters, int steps) throws IOException {
        assertThat(counterexample("Rule", "Everything", promoters, steps)).isFalse();
    }

    /** A property that holds whatever is left out would prove nothing. */
    @ParameterizedTest(name = "without {0}: {1}")
    @CsvSource({
        "CreateOnly, EntriesNeverChange, 2, 6",
        "CheckAfter, WhatWasToldStays, 1, 9",
        "MarkFirst, WhatWasToldStays, 1, 9",
        "LookAfter, WhatWasToldStays, 1, 9",
        "ManifestFirst, WhatIsPublishedIsWhole, 1, 6",
        "NotWithdrawn, WithdrawnStaysOut, 1, 11",
        "MendAfter, ChampionIsThere, 1, 12",
    })
    void failsWithoutAnyOfTheRules(String rule, String property, int promoters, int steps) throws IOException {
        assertThat(counterexample("Rule - " + rule, property, promoters, steps)).isTrue();
    }

    private static boolean counterexample(String rules, String property, int promoters, int steps) throws IOException {
        String command = "fact { Kept.rules = " + rules + " }\ncheck { " + property
                + " } for exactly 3 Version, 4 Number, exactly " + promoters
                + " Promoter, exactly 1 Remover, 1.." + steps + " steps";
        CompModule model =
                CompUtil.parseEverything_fromString(A4Reporter.NOP, Files.readString(MODEL) + "\n" + command);
        A4Solution solution = TranslateAlloyToKodkod.execute_command(
                A4Reporter.NOP,
                model.getAllReachableSigs(),
                model.getAllCommands().getFirst(),
                new A4Options());
        return solution.satisfiable();
    }
}
