import io.resforge.client.BulkClassifier.Answer;
import io.resforge.client.Images;
import io.resforge.client.ResForgeClient;
import io.resforge.v1.ClassifyResponse;
import io.resforge.v1.Prediction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Classifies the images of a folder: ClassifyPhotos HOST:PORT FOLDER */
public final class ClassifyPhotos {

    public static void main(String... args) throws Exception {
        try (ResForgeClient client = ResForgeClient.builder().inference(args[0]).build();
                Stream<Path> files = Files.list(Path.of(args[1])).filter(Files::isRegularFile)) {
            List<Path> photos = files.sorted().toList();

            // One image: wait for its answer, or go on and look later.
            Prediction first = client.inference().classify(Images.file(photos.get(0))).getPredictions(0);
            System.out.println("first: " + first.getClasses(0).getLabel());
            CompletableFuture<ClassifyResponse> last =
                    client.inference().classifyAsync(Images.file(photos.get(photos.size() - 1)));

            // All images: in few calls, several at a time, in order; a file that is no image stops no other.
            try (Stream<Answer<Path>> answers = client.inference().bulk().classify(photos.stream(), Images::file)) {
                answers.forEach(it -> System.out.println(it.source().getFileName() + ": " + it.text()));
            }
            System.out.println("last: " + last.get().getPredictions(0).getClasses(0).getLabel());
        }
    }
}
