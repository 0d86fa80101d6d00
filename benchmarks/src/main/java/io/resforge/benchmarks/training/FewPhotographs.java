package io.resforge.benchmarks.training;

import io.resforge.neuralnet.torch.TorchRuntime;
import io.resforge.training.dataset.Dataset;
import io.resforge.training.loop.Training;
import io.resforge.training.loop.TrainingResult;
import io.resforge.training.recipe.FewImages;
import io.resforge.training.recipe.Recipe;
import io.resforge.training.recipe.RecipeReader;
import io.resforge.training.recipe.RecipeTree;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Trains on twenty photographs each of circles, squares and triangles, as {@code train} does when it is told nothing but the data, and
 * tells how many of sixty others are classified correctly. The shapes have any colour, size and place, and are turned a little. Argument: a
 * number of seeds (3), each of which draws other photographs.
 */
public final class FewPhotographs {

    private static final int EACH = 20;
    private static final int WIDTH = 1200;
    private static final int HEIGHT = 900;
    private static final List<String> KINDS = List.of("circle", "square", "triangle");

    private FewPhotographs() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int seeds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        TorchRuntime.tuneForTraining();
        TorchRuntime.start(Runtime.getRuntime().availableProcessors());
        double sum = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            Path folder = Files.createTempDirectory("photographs");
            write(folder.resolve("train"), new Random(seed));
            write(folder.resolve("test"), new Random(1_000L + seed));
            RecipeTree asked = new RecipeTree(Map.of("seed", seed));
            Recipe recipe = RecipeReader.tree(
                    FewImages.fit(asked, Dataset.outline(folder).images()));
            long begun = System.nanoTime();
            TrainingResult result =
                    new Training(recipe, Dataset.open(folder, recipe.image()), Optional.empty(), event -> {}).run();
            double test = result.testAccuracy().orElseThrow();
            sum += test;
            System.out.printf(
                    Locale.ROOT,
                    "seed %d: %s, %d epochs, %.0f s: held-out %.1f%% of 6, test %.1f%% of 60%n",
                    seed,
                    recipe.arch().name(),
                    recipe.epochs(),
                    (System.nanoTime() - begun) / 1e9,
                    100 * result.heldOutAccuracy(),
                    100 * test);
        }
        System.out.printf(Locale.ROOT, "test accuracy, mean of %d seeds: %.1f%%%n", seeds, 100 * sum / seeds);
    }

    private static void write(Path folder, Random random) throws IOException {
        for (String kind : KINDS) {
            Path ofKind = Files.createDirectories(folder.resolve(kind));
            for (int i = 0; i < EACH; i++) {
                ImageIO.write(
                        photograph(kind, random),
                        "jpg",
                        ofKind.resolve("IMG_" + (1000 + i) + ".jpg").toFile());
            }
        }
    }

    private static BufferedImage photograph(String kind, Random random) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        Color ground = colour(random);
        Color other = new Color(shade(ground.getRed()), shade(ground.getGreen()), shade(ground.getBlue()));
        graphics.setPaint(new GradientPaint(0, 0, ground, WIDTH, HEIGHT, other));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        double size = HEIGHT * (0.35 + 0.35 * random.nextDouble());
        double x = size / 2 + (WIDTH - size) * random.nextDouble();
        double y = size / 2 + (HEIGHT - size) * random.nextDouble();
        graphics.setPaint(unlike(ground, random));
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.rotate(Math.toRadians(30 * (random.nextDouble() - 0.5)));
        place.scale(size / 2, size / 2);
        graphics.fill(place.createTransformedShape(outline(kind)));
        graphics.dispose();
        return image;
    }

    private static Shape outline(String kind) {
        return switch (kind) {
            case "circle" -> new Ellipse2D.Double(-1, -1, 2, 2);
            case "square" -> new Rectangle2D.Double(-0.85, -0.85, 1.7, 1.7);
            default -> {
                Path2D triangle = new Path2D.Double();
                triangle.moveTo(0, -1);
                triangle.lineTo(1, 0.8);
                triangle.lineTo(-1, 0.8);
                triangle.closePath();
                yield triangle;
            }
        };
    }

    private static Color colour(Random random) {
        return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    private static int shade(int value) {
        return Math.max(0, value - 30);
    }

    /** A colour that one can tell from the ground. */
    private static Color unlike(Color ground, Random random) {
        while (true) {
            Color colour = colour(random);
            int difference = Math.abs(colour.getRed() - ground.getRed())
                    + Math.abs(colour.getGreen() - ground.getGreen())
                    + Math.abs(colour.getBlue() - ground.getBlue());
            if (difference > 200) {
                return colour;
            }
        }
    }
}
