package io.resforge.trainer.contract;

/** The labels that the program itself gives to runs. */
public final class RunLabels {

    /** What the keys of all of them begin with. */
    public static final String OWN = "resforge.io/";

    /** The run's id. A Job with this label is a run. */
    public static final String RUN = OWN + "run";

    /** The model that gets the checkpoint. */
    public static final String MODEL = OWN + "model";

    /** The name of the recipe that the run's is based on, or {@value #INLINE}. */
    public static final String RECIPE = OWN + "recipe";

    /** The run of the sweep that this run is a member of. */
    public static final String SWEEP = OWN + "sweep";

    /** Stands for a recipe that has no name. */
    public static final String INLINE = "inline";

    private RunLabels() {}
}
