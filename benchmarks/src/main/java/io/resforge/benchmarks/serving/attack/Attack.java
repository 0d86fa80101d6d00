package io.resforge.benchmarks.serving.attack;

/**
 * Something that a stranger may do to the service.
 *
 * @param name as the table has it
 * @param deed does it; it ends by itself within a minute and leaves nothing open
 */
public record Attack(String name, Deed deed) {

    /** What is done. */
    @FunctionalInterface
    public interface Deed {

        /**
         * Does it.
         *
         * @return what the attacker saw, in some words
         */
        String against(AttackedService service) throws Exception;
    }
}
