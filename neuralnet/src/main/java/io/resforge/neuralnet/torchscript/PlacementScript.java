package io.resforge.neuralnet.torchscript;

import io.resforge.neuralnet.image.ImageShape;
import java.util.List;

/**
 * Puts a batch together from images on the device, as one function: {@code forward(places, pixels, channels, levels, mean) -> x}.
 *
 * <ul>
 *   <li>{@code places}, int32 {@code [N, 1 + (1 + blanks) · (height + width)]}: an image's index, then for each of its rows and columns the
 *       one that it comes from or −1, then for each blank rectangle 1 for each row and each column that it covers;
 *   <li>{@code pixels}, uint8 {@code [images · height · width, channels]};
 *   <li>{@code levels}, fp32 {@code [channels · 256]}: what each byte of a channel becomes, and {@code channels}, int64: where each
 *       channel begins in it;
 *   <li>{@code mean}, fp32 {@code [height · width, channels]}: what is taken away from each pixel before it moves;
 *   <li>{@code x}, fp32 {@code [N, channels, height, width]}, channels-last.
 * </ul>
 */
public final class PlacementScript {

    private static final int INT64 = 4;

    private final ImageShape shape;
    private final ScriptBody body = new ScriptBody();

    private PlacementScript(ImageShape shape) {
        this.shape = shape;
    }

    /**
     * Writes the script for images of a shape.
     *
     * @param meanImage whether a mean is taken away
     */
    public static String of(ImageShape shape, int blanks, boolean meanImage) {
        return new PlacementScript(shape).write(blanks, meanImage);
    }

    private String write(int blanks, boolean meanImage) {
        int height = shape.height();
        int width = shape.width();
        int channels = shape.channels();
        String places = body.assign("torch.to(places, %d)", INT64);
        String rows = part(places, 1, height);
        String columns = part(places, 1 + height, width);
        String zero = eachPixel(
                "torch.bitwise_or", body.assign("torch.lt(%s, 0)", rows), body.assign("torch.lt(%s, 0)", columns));
        for (int blank = 1; blank <= blanks; blank++) {
            int from = 1 + blank * (height + width);
            String covered = eachPixel(
                    "torch.bitwise_and",
                    body.assign("torch.gt(%s, 0)", part(places, from, height)),
                    body.assign("torch.gt(%s, 0)", part(places, from + height, width)));
            zero = body.assign("torch.bitwise_or(%s, %s)", zero, covered);
        }
        String row = body.assign("torch.mul(torch.clamp(%s, 0), %d)", rows, width);
        String at = eachPixel("torch.add", row, body.assign("torch.clamp(%s, 0)", columns));
        String image = body.assign(
                "torch.unsqueeze(torch.unsqueeze(torch.mul(torch.select(%s, 1, 0), %d), 1), 2)",
                places, height * width);
        String from = body.assign("torch.reshape(torch.add(%s, %s), [-1])", at, image);
        String bytes = body.assign("torch.to(torch.index_select(pixels, 0, %s), %d)", from, INT64);
        String level = body.assign("torch.reshape(torch.add(%s, channels), [-1])", bytes);
        String x = body.assign("torch.reshape(torch.index_select(levels, 0, %s), [-1, %d])", level, channels);
        if (meanImage) {
            x = body.assign("torch.sub(%s, torch.index_select(mean, 0, torch.reshape(%s, [-1])))", x, at);
        }
        String images = body.assign("torch.reshape(%s, [-1, %d, %d, %d])", x, height, width, channels);
        String cleared = body.assign("torch.masked_fill(%s, torch.unsqueeze(%s, 3), 0.)", images, zero);
        return body.script(
                List.of("places: Tensor", "pixels: Tensor", "channels: Tensor", "levels: Tensor", "mean: Tensor"),
                "Tensor",
                body.assign("torch.permute(%s, [0, 3, 1, 2])", cleared));
    }

    private String part(String places, int from, int length) {
        return body.assign("torch.slice(%s, 1, %d, %d)", places, from, from + length);
    }

    /** Combines a number of each row, {@code [N, height]}, with one of each column, {@code [N, width]}. */
    private String eachPixel(String operation, String rows, String columns) {
        return body.assign("%s(torch.unsqueeze(%s, 2), torch.unsqueeze(%s, 1))", operation, rows, columns);
    }
}
