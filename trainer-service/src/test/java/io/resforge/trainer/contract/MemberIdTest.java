package io.resforge.trainer.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberIdTest {

    @Test
    void readsWhatItWrites() {
        assertThat(MemberId.all("my-sweep", 11))
                .hasSize(11)
                .startsWith("my-sweep-0")
                .endsWith("my-sweep-10");
        assertThat(MemberId.parse("my-sweep-10")).contains(new MemberId("my-sweep", 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"study", "study-", "-3", "study-03", "study-1000000000", "study-x", "3"})
    void takesNoOtherIdForAMembers(String runId) {
        assertThat(MemberId.parse(runId)).isEmpty();
    }
}
