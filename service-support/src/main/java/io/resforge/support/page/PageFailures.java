package io.resforge.support.page;

/** Tells what a failure of a service means to the person who looks at a page: one implementation a service. */
public interface PageFailures {

    /**
     * What a person is told.
     *
     * @param status of HTTP
     * @param code its name among gRPC's statuses
     * @param sentence what was wrong, and what is allowed
     */
    record PageFailure(int status, String code, String sentence) {}

    /** What a failure means; it never throws. */
    PageFailure of(RuntimeException failure);
}
