package io.resforge.registry.checkpoint;

import com.fasterxml.jackson.databind.util.StdConverter;
import io.resforge.neuralnet.image.Normalisation;
import io.resforge.neuralnet.image.Normalisation.NormalisationKind;
import io.resforge.registry.value.FieldChecks;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How a manifest spells a normalisation.
 *
 * @param kind in lower case; absent in the first manifests, for {@code mean_deviation}
 * @param meanImage for {@code pixel_mean} alone: {@code [height, width, channels]}, float32, little-endian
 */
record NormalisationForm(String kind, List<Double> mean, List<Double> deviation, byte[] meanImage) {

    static final class Writer extends StdConverter<Normalisation, NormalisationForm> {

        @Override
        public NormalisationForm convert(Normalisation normalisation) {
            String kind = name(normalisation.kind());
            return switch (normalisation) {
                case Normalisation.MeanDeviation(List<Double> mean, List<Double> deviation) ->
                    new NormalisationForm(kind, mean, deviation, null);
                case Normalisation.PixelMean(byte[] mean) -> new NormalisationForm(kind, null, null, mean);
                case Normalisation.Unit _, Normalisation.None _ -> new NormalisationForm(kind, null, null, null);
            };
        }
    }

    static final class Reader extends StdConverter<NormalisationForm, Normalisation> {

        @Override
        public Normalisation convert(NormalisationForm form) {
            return switch (form.knownKind()) {
                case MEAN_DEVIATION ->
                    new Normalisation.MeanDeviation(
                            FieldChecks.present("normalisation.mean", form.mean),
                            FieldChecks.present("normalisation.deviation", form.deviation));
                case PIXEL_MEAN ->
                    new Normalisation.PixelMean(FieldChecks.present("normalisation.meanImage", form.meanImage));
                case UNIT -> new Normalisation.Unit();
                case NONE -> new Normalisation.None();
            };
        }
    }

    private NormalisationKind knownKind() {
        if (kind == null) {
            return NormalisationKind.MEAN_DEVIATION;
        }
        return Arrays.stream(NormalisationKind.values())
                .filter(known -> name(known).equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "normalisation.kind must be one of %s, was '%s'",
                        Arrays.stream(NormalisationKind.values())
                                .map(NormalisationForm::name)
                                .toList(),
                        kind)));
    }

    private static String name(NormalisationKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
