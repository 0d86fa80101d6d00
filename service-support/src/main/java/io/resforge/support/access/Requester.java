package io.resforge.support.access;

import io.grpc.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/** Who made the call that is being answered, from where, and what the call did, for the audit. */
public final class Requester {

    private static final Context.Key<Requester> KEY = Context.key("resforge-requester");
    private static final String ATTRIBUTE = Requester.class.getName();

    private final Principal principal;
    private final String from;
    private final String requestId;
    private volatile Change change = new Change("", "", "");

    /**
     * What a call changes.
     *
     * @param target such as {@code runs/quick-fox-1}; empty while it is not known
     * @param before what it was; empty if it was not there
     * @param after what it is then; empty if it is gone
     */
    record Change(String target, String before, String after) {}

    Requester(Principal principal, String from, String requestId) {
        this.principal = principal;
        this.from = from;
        this.requestId = requestId;
    }

    /** Of the gRPC call that is being handled. One that was let in by nothing may use nothing. */
    public static Requester current() {
        return Optional.ofNullable(KEY.get()).orElseGet(Requester::unknown);
    }

    /** Of an HTTP request. */
    public static Requester of(RoutingContext request) {
        return Optional.<Requester>ofNullable(request.get(ATTRIBUTE)).orElseGet(Requester::unknown);
    }

    private static Requester unknown() {
        return new Requester(Principal.STRANGER, "", "");
    }

    Context in(Context context) {
        return context.withValue(KEY, this);
    }

    void attachTo(RoutingContext request) {
        request.put(ATTRIBUTE, this);
    }

    /** Who. */
    public Principal principal() {
        return principal;
    }

    /** Whether it may do with this model what it asks for, whether or not there is one. */
    public boolean mayUse(String model) {
        return principal.mayUse(model);
    }

    /**
     * Requires that.
     *
     * @throws AccessRefused if it may not
     */
    public void requireUse(String model) {
        if (!mayUse(model)) {
            throw AccessRefused.denied(principal);
        }
    }

    /** The models that it may use; empty for all. */
    public Optional<Set<String>> models() {
        return principal.models();
    }

    /** Who, for a record that stays: the principal, or what the caller says of itself, marked as such, where no identity is asked for. */
    public String nameFor(String callersWord) {
        return principal.isProved() ? principal.name() : callersWord + " (unverified)";
    }

    /** Tells what the call changes, for the audit; the last word counts. */
    public void changes(String target, String before, String after) {
        change = new Change(target, before, after);
    }

    String from() {
        return from;
    }

    String requestId() {
        return requestId;
    }

    Change change() {
        return change;
    }
}
