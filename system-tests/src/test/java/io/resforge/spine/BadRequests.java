package io.resforge.spine;

import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.resforge.client.Images;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.ClassifyRequest;
import io.resforge.v1.Image;
import io.resforge.v1.RunSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.params.provider.Arguments;

/** Requests that a service must refuse: a call, its status, the field that is to blame ("" for none), words of the message. */
final class BadRequests {

    private static final int MOST_IMAGES = 256;

    private BadRequests() {}

    /** For the inference service. */
    static Stream<Arguments> classifications() {
        return Stream.of(
                image("text", "images[0].encoded", "no image of a known format", Images.encoded(utf8("not a picture"))),
                image("no bytes", "images[0].encoded", "has no bytes", Images.encoded(new byte[0])),
                image("huge", "images[0].encoded", "20000", Images.encoded(pngHeader(20_000, 20_000))),
                image("raw of 100 bytes", "images[0].raw", "3072 bytes", rawOf(100)),
                image("nothing in it", "images[0].content", "must be set", Image.getDefaultInstance()),
                classify("no image", Code.INVALID_ARGUMENT, "images", "from 1 to 256", request(0)),
                classify("too many images", Code.INVALID_ARGUMENT, "images", "was 257", request(MOST_IMAGES + 1)),
                classify(
                        "top_k -1",
                        Code.INVALID_ARGUMENT,
                        "top_k",
                        "was -1",
                        request(1).setTopK(-1)),
                classify(
                        "top_k 11",
                        Code.INVALID_ARGUMENT,
                        "top_k",
                        "at most 10",
                        request(1).setTopK(11)),
                classify(
                        "unknown model",
                        Code.NOT_FOUND,
                        "",
                        "\"mnist\" is not served",
                        request(1).setModel("mnist")),
                classify(
                        "unknown version",
                        Code.NOT_FOUND,
                        "",
                        "version 99",
                        request(1).setVersion("99")));
    }

    /** For the trainer service. */
    static Stream<Arguments> submissions() {
        return Stream.of(
                recipe("architecture", "arch", "it cannot have depth 9", text("resnet9-v1")),
                spec("no data set", "spec.dataset", "must be given", spec -> spec.setDataset("")),
                spec("folder not there", "spec.dataset", "there is no folder", spec -> spec.setDataset("/not/there")),
                spec("relative folder", "spec.dataset", "absolute path", spec -> spec.setDataset("pictures")),
                recipe("epochs", "epochs", "was -1", number(-1)),
                recipe("batch size", "batch_size", "was 1", number(1)),
                recipe("weight decay", "weight_decay", "NaN", number(Double.NaN)),
                recipe("smoothing", "label_smoothing", "was 2", number(2)),
                recipe("rate", "lr", "was -0.5", number(-0.5)),
                recipe("unknown kind", "optimizer", "did you mean 'adam'?", text("addam")),
                recipe("unknown base", "base", "did you mean 'he2016-resnet20'?", text("he2016-resnet21")),
                spec("model", "spec.model", "../up", spec -> spec.setModel("../up")),
                spec("version", "spec.from_version", "no version '99'", spec -> spec.setFromVersion("99")));
    }

    /** About runs and versions, for the trainer service. */
    static Stream<Arguments> questions() {
        return Stream.of(
                trainer("unknown run", Code.NOT_FOUND, "", "unknown-run", it -> it.runs()
                        .get("unknown-run")),
                trainer("unknown watch", Code.NOT_FOUND, "", "unknown-run", it -> it.runs()
                        .watch("unknown-run", run -> {})),
                trainer("run id", Code.INVALID_ARGUMENT, "run_id", "Not An Id!", it -> it.runs()
                        .submit(RunSpec.newBuilder().setDataset("/tmp").build(), "Not An Id!")),
                trainer("unknown version", Code.NOT_FOUND, "", "99", it -> it.versions()
                        .get("", "99")),
                trainer("promote nothing", Code.NOT_FOUND, "", "99", it -> it.versions()
                        .promote("", "99", "to see", "")),
                trainer("promote silently", Code.INVALID_ARGUMENT, "reason", "must be given", it -> it.versions()
                        .promote("", "2", "", "")),
                trainer("unknown model", Code.NOT_FOUND, "", "mnist", it -> it.versions()
                        .list("mnist", 1)));
    }

    private static Arguments image(String name, String field, String words, Image image) {
        ClassifyRequest.Builder request = ClassifyRequest.newBuilder().addImages(image);
        return classify(name, Code.INVALID_ARGUMENT, field, words, request);
    }

    private static Arguments classify(
            String name, Status.Code code, String field, String words, ClassifyRequest.Builder request) {
        return trainer(name, code, field, words, client -> client.inference().classify(request.build()));
    }

    private static Arguments recipe(String name, String key, String words, Value value) {
        Struct recipe = Struct.newBuilder().putFields(key, value).build();
        return spec(name, "spec.recipe." + key, words, spec -> spec.setRecipe(recipe));
    }

    private static Value text(String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value number(double number) {
        return Value.newBuilder().setNumberValue(number).build();
    }

    private static Arguments spec(String name, String field, String words, Consumer<RunSpec.Builder> change) {
        RunSpec.Builder spec = RunSpec.newBuilder()
                .setDataset(BadInputIT.files.resolve("damaged").toString());
        change.accept(spec);
        return trainer(name, Code.INVALID_ARGUMENT, field, words, client -> client.runs()
                .submit(spec.build()));
    }

    private static Arguments trainer(
            String name, Status.Code code, String field, String words, Consumer<ResForgeClient> call) {
        return argumentSet(name, call, code, field, words);
    }

    private static ClassifyRequest.Builder request(int images) {
        return ClassifyRequest.newBuilder().addAllImages(Collections.nCopies(images, SampleImages.rawFrog()));
    }

    private static Image rawOf(int bytes) {
        return Image.newBuilder().setRaw(ByteString.copyFrom(new byte[bytes])).build();
    }

    /** A PNG file that ends after its header. */
    static byte[] pngHeader(int width, int height) {
        byte[] chunk = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 crc = new CRC32();
        crc.update(chunk);
        return ByteBuffer.allocate(33)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
                .putInt(13)
                .put(chunk)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
