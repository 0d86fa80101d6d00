package io.resforge.inference.api.oip;


import java.util.List;

/** A tensor as a client sends it, before anything of it is checked. */
public record InputTensor(String name, String datatype, List<Long> shape, Elements elements) {}
