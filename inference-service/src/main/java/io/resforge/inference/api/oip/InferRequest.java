package io.resforge.inference.api.oip;

import java.util.List;

/**
 * What a client asks for, before anything of it is checked.
 *
 * @param model that must answer; empty stands for the server's own
 * @param version a number or a label; empty stands for the server's choice
 * @param inputs the tensors that were sent
 * @param outputs the tensors that are asked for; none stands for all
 */
public record InferRequest(String model, String version, List<InputTensor> inputs, List<RequestedOutput> outputs) {

    /** A tensor as a client sends it, before anything of it is checked. */
    public record InputTensor(String name, String datatype, List<Long> shape, Elements elements) {}

    /**
     * An output that a client asks for.
     *
     * @param name of the output
     * @param classes how many of the likeliest classes to answer as texts; 0 for the numbers themselves
     */
    public record RequestedOutput(String name, long classes) {}
}
