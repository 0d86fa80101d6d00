package io.resforge.spine;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Over a directory. */
class FromImagesToAnswersIT extends FromImagesToAnswers {

    @RegisterExtension
    static final Spine spine = Spine.withEmptyStore();

    FromImagesToAnswersIT() {
        super(spine);
    }
}
