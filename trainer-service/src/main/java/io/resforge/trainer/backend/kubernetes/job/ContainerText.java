package io.resforge.trainer.backend.kubernetes.job;

/**
 * Text in a container's arguments and variables. There Kubernetes puts the value of a variable, secret or not, in place of {@code $(NAME)},
 * and one dollar in place of two.
 */
public final class ContainerText {

    private ContainerText() {}

    /** The text to write so that the container gets this one, whatever it is. */
    static String literal(String text) {
        return text.replace("$", "$$");
    }

    /** What a container gets of a text if it has no variables: the opposite of {@link #literal}. */
    public static String read(String text) {
        return text.replace("$$", "$");
    }
}
