package io.resforge.trainer.kubernetes.job;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a worker gets of its node.
 *
 * @param cpu processors, asked for
 * @param cpuLimit the most of them; empty for as many as the node has to spare
 * @param memory asked for
 * @param memoryLimit the most of it; a worker that needs more is killed
 * @param gpus whole ones; a worker computes on the first
 * @param gpuResource what they are called, such as {@code nvidia.com/gpu} or a slice of one
 * @param scratch the most that a worker keeps in {@code /tmp}
 * @param home the most that it keeps of data sets and logs
 */
public record WorkerResources(
        Quantity cpu,
        Optional<Quantity> cpuLimit,
        Quantity memory,
        Quantity memoryLimit,
        int gpus,
        String gpuResource,
        Quantity scratch,
        Quantity home) {

    private static final String CPU = "cpu";
    private static final String MEMORY = "memory";

    public WorkerResources {
        cpuLimit.ifPresent(limit -> checkLimit(CPU, cpu, limit));
        checkLimit(MEMORY, memory, memoryLimit);
        if (gpus < 0) {
            throw new IllegalArgumentException("a worker must have 0 or more GPUs, was " + gpus);
        }
    }

    private static void checkLimit(String what, Quantity request, Quantity limit) {
        if (limit.getNumericalAmount().compareTo(request.getNumericalAmount()) < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "the %s limit must be at least what is asked for, %s, was %s", what, request, limit));
        }
    }

    Map<String, Quantity> requests() {
        Map<String, Quantity> requests = new TreeMap<>(Map.of(CPU, cpu, MEMORY, memory));
        addGpus(requests);
        return requests;
    }

    Map<String, Quantity> limits() {
        Map<String, Quantity> limits = new TreeMap<>(Map.of(MEMORY, memoryLimit));
        cpuLimit.ifPresent(limit -> limits.put(CPU, limit));
        addGpus(limits);
        return limits;
    }

    /** Kubernetes wants the two to be the same for what cannot be shared. */
    private void addGpus(Map<String, Quantity> resources) {
        if (gpus > 0) {
            resources.put(gpuResource, new Quantity(Integer.toString(gpus)));
        }
    }
}
