package io.resforge.trainer.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.resforge.trainer.contract.InvalidInput.Violation;
import io.resforge.v1.ListRunsRequest;
import io.resforge.v1.RegistryProto;
import io.resforge.v1.RunSpec;
import io.resforge.v1.SubmitRunRequest;
import io.resforge.v1.SubmitSweepRequest;
import io.resforge.v1.TrainerProto;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestBoundsTest {

    /** Every text of every request of both services, also of those that are added one day. */
    static Stream<Arguments> texts() {
        return Stream.of(TrainerProto.getDescriptor(), RegistryProto.getDescriptor())
                .flatMap(file -> file.getServices().stream())
                .flatMap(service -> service.getMethods().stream())
                .flatMap(method ->
                        texts(method.getInputType(), method.getInputType().getName(), it -> it));
    }

    private static Stream<Arguments> texts(Descriptor type, String path, UnaryOperator<Message> within) {
        return type.getFields().stream().flatMap(field -> {
            String name = path + "." + field.getName();
            if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
                return Stream.of(Arguments.of(name, field, within));
            }
            return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                            && !field.getMessageType().getFullName().startsWith("google.")
                    ? texts(field.getMessageType(), name, inner -> within.apply(with(type, field, inner)))
                    : Stream.of();
        });
    }

    private static Message with(Descriptor type, FieldDescriptor field, Object value) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        return (field.isRepeated() ? message.addRepeatedField(field, value) : message.setField(field, value)).build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void refusesATextThatIsTooLongOrCannotBeShown(String name, FieldDescriptor field, UnaryOperator<Message> within) {
        int longest = RequestBounds.LONGEST.getOrDefault(field.getFullName(), RequestBounds.USUAL);
        UnaryOperator<Message> request = within;

        assertThat(RequestBounds.violations(request.apply(with(field.getContainingType(), field, "x".repeat(longest)))))
                .isEmpty();
        assertThat(RequestBounds.violations(
                        request.apply(with(field.getContainingType(), field, "x".repeat(longest + 1)))))
                .singleElement()
                .satisfies(it -> assertThat(it.field()).contains(field.getName()))
                .extracting(Violation::description)
                .isEqualTo("must have at most " + longest + " characters, has " + (longest + 1));
        for (String hostile : List.of("a\0b", "\u001b[31m", "a\u0085", "\u202e", "a\u2028b", "\u007f")) {
            assertThat(RequestBounds.violations(request.apply(with(field.getContainingType(), field, hostile))))
                    .singleElement()
                    .extracting(Violation::description)
                    .asString()
                    .startsWith("must have no control characters, has U+");
        }
    }

    @Test
    void namesFieldsByTheirPaths() {
        Value zero = Value.newBuilder().setStringValue("a\0").build();
        Struct recipe = Struct.newBuilder()
                .putFields(
                        "optimizer",
                        Value.newBuilder()
                                .setStructValue(Struct.newBuilder().putFields("kind", zero))
                                .build())
                .putFields(
                        "augment",
                        Value.newBuilder()
                                .setListValue(ListValue.newBuilder().addValues(zero))
                                .build())
                .putFields("b\0", Value.newBuilder().setNumberValue(1).build())
                .build();
        SubmitRunRequest request = SubmitRunRequest.newBuilder()
                .setSpec(RunSpec.newBuilder()
                        .setRecipe(recipe)
                        .setDataset("x".repeat(300_000))
                        .putLabels("a", "\n"))
                .build();

        assertThat(RequestBounds.violations(request))
                .extracting(Violation::field)
                .containsExactlyInAnyOrder(
                        "spec.dataset",
                        "spec.recipe.optimizer.kind",
                        "spec.recipe.augment[]",
                        "spec.recipe",
                        "spec.labels.value");
    }

    @Test
    void boundsHowManyThereAre() {
        SubmitSweepRequest.Builder settings = SubmitSweepRequest.newBuilder();
        ListRunsRequest.Builder states = ListRunsRequest.newBuilder();
        ListValue.Builder list = ListValue.newBuilder();
        for (int i = 0; i < 3000; i++) {
            settings.addSettings("epochs=1").putLabels("k" + i, "v");
            states.addStatesValue(1);
            list.addValues(Value.newBuilder().setNumberValue(i));
        }
        Struct recipe = Struct.newBuilder()
                .putFields("lr", Value.newBuilder().setListValue(list).build())
                .build();

        assertThat(RequestBounds.violations(settings.build()))
                .extracting(Violation::field)
                .containsExactly("settings", "labels");
        assertThat(RequestBounds.violations(states.build()))
                .extracting(Violation::field)
                .containsExactly("states");
        assertThat(RequestBounds.violations(SubmitRunRequest.newBuilder()
                        .setSpec(RunSpec.newBuilder().setRecipe(recipe))
                        .build()))
                .singleElement()
                .extracting(Violation::toString)
                .asString()
                .contains("at most 2000");
    }

    @Test
    void takesLinesInASweepAndInARecipe() {
        Value lines = Value.newBuilder().setStringValue("one\n\ttwo\n").build();

        assertThat(RequestBounds.violations(SubmitSweepRequest.newBuilder()
                        .setYaml("name: a\r\nset:\n\tx")
                        .build()))
                .isEmpty();
        assertThat(RequestBounds.violations(SubmitRunRequest.newBuilder()
                        .setSpec(RunSpec.newBuilder()
                                .setRecipe(Struct.newBuilder().putFields("about", lines)))
                        .build()))
                .isEmpty();
    }
}
