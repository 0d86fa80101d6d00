#!/usr/bin/env python3
"""Makes small picture files of every kind that is read, and beside each the pixels that Pillow reads from it.

A maker of test data only: neither ResForge nor its tests run it. It was run with Pillow 13.0.0 (libjpeg-turbo 3.2.0):

    pip install pillow==13.0.0 && python3 make_pictures.py

NAME.KIND is the file, NAME.ppm what ImageOps.exif_transpose(...).convert("RGB") makes of it.
"""

import io
import math
import pathlib
import random
import struct
import zlib

from PIL import Image, ImageCms, ImageOps

FOLDER = pathlib.Path(__file__).parent
NOISE = random.Random(28)


def picture(width=21, height=17):
    """Smooth and sharp parts, of many colours; the sides are no multiples of eight."""
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            red = int(127 + 127 * math.sin(x / 3))
            green = 255 * y // height
            blue = int(127 + 127 * math.cos((x + y) / 4))
            if (x - 14) ** 2 + (y - 9) ** 2 < 16:
                red, green, blue = 250, 20, 30
            if x < 4 and y < 4:
                red, green, blue = [NOISE.randrange(256) for _ in range(3)]
            image.putpixel((x, y), (red, green, blue))
    return image


def with_alpha(image):
    alpha = Image.new("L", image.size)
    alpha.putdata([(17 * i) % 256 for i in range(image.width * image.height)])
    image = image.copy()
    image.putalpha(alpha)
    return image


def keep(name, content):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    (FOLDER / name).write_bytes(content)
    header = b"P6 %d %d 255\n" % image.size
    (FOLDER / name).with_suffix(".ppm").write_bytes(header + image.tobytes())


def saved(image, kind, **settings):
    content = io.BytesIO()
    image.save(content, kind, **settings)
    return content.getvalue()


def profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


def orientation(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


# ---------------------------------------------------------------- JPEG


def segments(jpeg):
    """The segments before the first scan, and the rest from its marker on."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        length = struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        found.append((jpeg[at + 1], jpeg[at + 4 : at + 2 + length]))
        at += 2 + length
    return found, jpeg[at:]


def joined(found, rest):
    out = b"\xff\xd8"
    for marker, content in found:
        out += struct.pack(">BBH", 0xFF, marker, 2 + len(content)) + content
    return out + rest


def without(jpeg, *markers):
    found, rest = segments(jpeg)
    return joined([s for s in found if s[0] not in markers], rest)


def and_first(jpeg, marker, content):
    found, rest = segments(jpeg)
    return joined([(marker, content)] + found, rest)


def adobe(jpeg, transform):
    return and_first(without(jpeg, 0xEE, 0xE0), 0xEE, b"Adobe\0\x64\0\0\0\0" + bytes([transform]))


def frame(jpeg, ids=None, sampling=None, size=None):
    """Writes other numbers into the frame's header; the coded blocks stay, in another order."""
    found, rest = segments(jpeg)
    changed = []
    for marker, content in found:
        if marker in (0xC0, 0xC1, 0xC2):
            content = bytearray(content)
            if size:
                content[1:5] = struct.pack(">HH", size[1], size[0])
            for i in range(content[5]):
                if ids:
                    content[6 + 3 * i] = ids[i]
                if sampling:
                    content[7 + 3 * i] = sampling[i]
            content = bytes(content)
        changed.append((marker, content))
    rest = bytearray(rest)
    if ids:
        for i in range(rest[4]):
            rest[5 + 2 * i] = ids[i]
    return joined(changed, bytes(rest))


def jpegs():
    image = picture()
    keep("jpeg-444.jpg", saved(image, "JPEG", quality=90, subsampling=0))
    keep("jpeg-422.jpg", saved(image, "JPEG", quality=90, subsampling=1))
    keep("jpeg-420.jpg", saved(image, "JPEG", quality=90, subsampling=2))
    keep("jpeg-420-large.jpg", saved(picture(70, 45), "JPEG", quality=60, subsampling=2))
    keep("jpeg-422-narrow.jpg", saved(picture(1, 9), "JPEG", quality=90, subsampling=1))
    keep("jpeg-420-narrow.jpg", saved(picture(2, 33), "JPEG", quality=90, subsampling=2))
    wide = saved(picture(32, 32), "JPEG", quality=90, subsampling=1)
    keep("jpeg-440.jpg", frame(wide, sampling=(0x12, 0x11, 0x11)))
    square = saved(picture(32, 32), "JPEG", quality=90, subsampling=2)
    keep("jpeg-411.jpg", frame(square, sampling=(0x41, 0x11, 0x11)))
    keep("jpeg-tall.jpg", frame(square, sampling=(0x14, 0x11, 0x11)))
    keep("jpeg-grey.jpg", saved(image.convert("L"), "JPEG", quality=90))
    keep("jpeg-grey-sampled.jpg", frame(saved(image.convert("L"), "JPEG", quality=90), sampling=(0x22,)))
    keep("jpeg-poor.jpg", saved(image, "JPEG", quality=5))
    keep("jpeg-optimised.jpg", saved(image, "JPEG", quality=100, optimize=True, subsampling=0))
    keep("jpeg-restarts.jpg", saved(picture(40, 40), "JPEG", restart_marker_blocks=1))
    keep("jpeg-progressive.jpg", saved(image, "JPEG", quality=90, progressive=True))
    keep("jpeg-progressive-444.jpg", saved(image, "JPEG", quality=90, progressive=True, subsampling=0))
    keep("jpeg-progressive-grey.jpg", saved(image.convert("L"), "JPEG", progressive=True))
    keep("jpeg-progressive-cmyk.jpg", saved(image.convert("CMYK"), "JPEG", progressive=True))
    plain = saved(image, "JPEG", quality=90, subsampling=0)
    keep("jpeg-no-jfif.jpg", without(plain, 0xE0))
    keep("jpeg-no-jfif-420.jpg", without(saved(image, "JPEG"), 0xE0))
    keep("jpeg-other-ids.jpg", frame(without(plain, 0xE0), ids=(0, 1, 2)))
    keep("jpeg-ids-of-rgb.jpg", frame(without(plain, 0xE0), ids=(82, 71, 66)))
    keep("jpeg-jfif-ids-of-rgb.jpg", frame(plain, ids=(82, 71, 66)))
    keep("jpeg-rgb-adobe.jpg", saved(image, "JPEG", quality=90, keep_rgb=True))
    keep("jpeg-adobe-0.jpg", adobe(plain, 0))
    keep("jpeg-adobe-1.jpg", adobe(plain, 1))
    keep("jpeg-adobe-2.jpg", adobe(plain, 2))
    keep("jpeg-jfif-and-adobe-0.jpg", and_first(plain, 0xEE, b"Adobe\0\x64\0\0\0\0\0"))
    keep("jpeg-jfif-late-adobe-0.jpg", late_adobe(plain))
    inks = saved(image.convert("CMYK"), "JPEG", quality=90)
    keep("jpeg-cmyk.jpg", inks)
    keep("jpeg-cmyk-no-adobe.jpg", without(inks, 0xEE, 0xE0))
    keep("jpeg-cmyk-adobe-1.jpg", adobe(inks, 1))
    keep("jpeg-ycck.jpg", adobe(inks, 2))
    sampled = saved(picture(32, 32).convert("CMYK"), "JPEG", quality=90, subsampling=2)
    keep("jpeg-ycck-sampled.jpg", adobe(sampled, 2))
    keep("jpeg-cmyk-sampled.jpg", without(sampled, 0xEE, 0xE0))
    keep("jpeg-profile-of-lab.jpg", saved(image, "JPEG", icc_profile=profile()))
    keep("jpeg-cmyk-profile-of-lab.jpg", saved(image.convert("CMYK"), "JPEG", icc_profile=profile()))
    keep("jpeg-broken-profile.jpg", saved(image, "JPEG", icc_profile=b"no profile at all"))
    for value in range(0, 10):
        keep(f"jpeg-orientation-{value}.jpg", saved(image, "JPEG", quality=90, exif=orientation(value)))
    exif = orientation(6)
    exif.endian = ">"
    keep("jpeg-orientation-motorola.jpg", saved(image, "JPEG", exif=exif.tobytes()))
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x><rdf:Description tiff:Orientation=\"8\"/></x>"
    keep("jpeg-orientation-xmp.jpg", and_first(saved(image, "JPEG"), 0xE1, xmp))
    keep("jpeg-broken-exif.jpg", and_first(plain, 0xE1, b"Exif\0\0MM\0\x2a\0\0\0\x08"))
    keep("jpeg-film-behind.jpg", plain + b"\xff\xda" * 40)
    keep("jpeg-fill-bytes.jpg", plain.replace(b"\xff\xda", b"\xff\xff\xff\xda", 1))


def late_adobe(jpeg):
    found, rest = segments(jpeg)
    return joined(found + [(0xEE, b"Adobe\0\x64\0\0\0\0\0")], rest)


# ---------------------------------------------------------------- PNG


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width, height, bits, colour, rows, *before, interlaced=False):
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, int(interlaced))
    data = zlib.compress(b"".join(bytes([0]) + row for row in rows))
    parts = [chunk(b"IHDR", header)] + [chunk(*c) for c in before] + [chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def packed(samples, bits):
    """One row of samples."""
    if bits == 16:
        return b"".join(struct.pack(">H", s) for s in samples)
    number = 0
    for sample in samples:
        number = number << bits | sample
    padding = -len(samples) * bits % 8
    return (number << padding).to_bytes((len(samples) * bits + padding) // 8, "big")


def samples(width, height, bits, channels):
    noise = random.Random(bits * 10 + channels)
    return [[noise.randrange(1 << bits) for _ in range(width * channels)] for _ in range(height)]


PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def interlaced(rows, channels, bits):
    width = len(rows[0]) // channels
    for x0, y0, dx, dy in PASSES:
        for y in range(y0, len(rows), dy):
            row = [rows[y][x * channels + c] for x in range(x0, width, dx) for c in range(channels)]
            if row:
                yield packed(row, bits)


def pngs():
    image = picture()
    for colour, channels, depths in ((0, 1, (1, 2, 4, 8, 16)), (2, 3, (8, 16)), (4, 2, (8, 16)), (6, 4, (8, 16))):
        name = {0: "grey", 2: "rgb", 4: "grey-alpha", 6: "rgba"}[colour]
        for bits in depths:
            rows = samples(13, 9, bits, channels)
            keep(f"png-{name}-{bits}.png", png(13, 9, bits, colour, [packed(r, bits) for r in rows]))
            keep(f"png-{name}-{bits}-interlaced.png",
                 png(13, 9, bits, colour, interlaced(rows, channels, bits), interlaced=True))
    for bits in (1, 2, 4, 8):
        palette = (b"PLTE", bytes(random.Random(bits).randrange(256) for _ in range(3 << bits)))
        rows = samples(13, 9, bits, 1)
        keep(f"png-palette-{bits}.png", png(13, 9, bits, 3, [packed(r, bits) for r in rows], palette))
        clear = (b"tRNS", bytes(i * 97 % 256 for i in range(1 << bits)))
        keep(f"png-palette-{bits}-clear.png", png(13, 9, bits, 3, [packed(r, bits) for r in rows], palette, clear))
    rows = samples(13, 9, 4, 1)
    short = (b"PLTE", bytes(range(40, 40 + 3 * 10)))
    keep("png-palette-short.png", png(13, 9, 4, 3, [packed(r, 4) for r in rows], short))
    few = [[s % 2 * 200 for s in r] for r in samples(13, 9, 8, 3)]
    keep("png-rgb-clear.png", png(13, 9, 8, 2, [packed(r, 8) for r in few], (b"tRNS", struct.pack(">3H", 200, 0, 200))))
    grey = samples(13, 9, 4, 1)
    keep("png-grey-clear.png", png(13, 9, 4, 0, [packed(r, 4) for r in grey], (b"tRNS", struct.pack(">H", 3))))
    keep("png-grey-1-clear.png",
         png(13, 9, 1, 0, [packed(r, 1) for r in samples(13, 9, 1, 1)], (b"tRNS", struct.pack(">H", 1))))
    deep = samples(13, 9, 16, 1)
    keep("png-grey-16-clear.png",
         png(13, 9, 16, 0, [packed(r, 16) for r in deep], (b"tRNS", struct.pack(">H", deep[0][0]))))
    dark = [[s % 300 for s in r] for r in deep]
    keep("png-grey-16-dark.png", png(13, 9, 16, 0, [packed(r, 16) for r in dark]))
    tiny = samples(1, 1, 8, 3)
    keep("png-tiny-interlaced.png", png(1, 1, 8, 2, interlaced(tiny, 3, 8), interlaced=True))
    keep("png-filters.png", saved(picture(40, 30), "PNG"))
    keep("png-rgba-filters.png", saved(with_alpha(picture(40, 30)), "PNG"))
    rows = [packed(r, 8) for r in samples(13, 9, 8, 3)]
    keep("png-gamma.png", png(13, 9, 8, 2, rows, (b"gAMA", struct.pack(">I", 100000))))
    keep("png-srgb.png", png(13, 9, 8, 2, rows, (b"sRGB", b"\0"), (b"gAMA", struct.pack(">I", 45455))))
    keep("png-chromaticities.png",
         png(13, 9, 8, 2, rows, (b"cHRM", struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000))))
    keep("png-profile-of-lab.png", saved(image, "PNG", icc_profile=profile()))
    keep("png-broken-profile.png", png(13, 9, 8, 2, rows, (b"iCCP", b"x\0\0" + zlib.compress(b"no profile"))))
    keep("png-background.png", png(13, 9, 8, 6, [packed(r, 8) for r in samples(13, 9, 8, 4)], (b"bKGD", bytes(6))))
    keep("png-significant-bits.png", png(13, 9, 8, 2, rows, (b"sBIT", b"\5\6\5")))
    keep("png-orientation.png", saved(image, "PNG", exif=orientation(5)))
    xmp = b"XML:com.adobe.xmp\0\0\0\0\0<tiff:Orientation>3</tiff:Orientation>"
    keep("png-orientation-xmp.png", png(13, 9, 8, 2, rows, (b"iTXt", xmp)))
    raw = orientation(7).tobytes()
    text = "\nexif\n%8d\n%s\n" % (len(raw), raw.hex())
    keep("png-orientation-raw.png",
         png(13, 9, 8, 2, rows, (b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(text.encode()))))
    frames = [picture(), picture().rotate(180)]
    keep("png-animated.png", saved(frames[0], "PNG", save_all=True, append_images=frames[1:]))
    behind = png(13, 9, 8, 2, rows)
    keep("png-bytes-behind.png", behind + bytes(50))


# ---------------------------------------------------------------- GIF


def gif_data(image):
    """The coded pixels of an image of indices, from the smallest code's size to the end of the blocks."""
    content = saved(image, "GIF", optimize=False, interlace=0)
    at = 13 + (3 << (content[10] & 7) + 1 if content[10] & 128 else 0)
    assert content[at : at + 1] == b","
    skip = 10 + (3 << (content[at + 9] & 7) + 1 if content[at + 9] & 128 else 0)
    return content[at + skip : -1]


def gif(size, frames, palette=None, background=0):
    flags = 0 if palette is None else 0x80 | (len(palette) // 3).bit_length() - 2
    out = b"GIF89a" + struct.pack("<HHBBB", *size, flags, background, 0) + (palette or b"")
    for frame in frames:
        out += frame
    return out + b";"


def gif_frame(image, at=(0, 0), clear=None, disposal=0, own=None, rows=False):
    out = b""
    if clear is not None or disposal:
        out += b"!\xf9\x04" + struct.pack("<BHBB", disposal << 2 | (clear is not None), 5, clear or 0, 0)
    flags = (0 if own is None else 0x80 | (len(own) // 3).bit_length() - 2) | (0x40 if rows else 0)
    return out + b"," + struct.pack("<HHHHB", *at, *image.size, flags) + (own or b"") + gif_data(image)


def indices(width, height, colours=16):
    image = Image.new("P", (width, height))
    noise = random.Random(width)
    image.putpalette(bytes(noise.randrange(256) for _ in range(768)))
    image.putdata([noise.randrange(colours) for _ in range(width * height)])
    return image


def gifs():
    colours = bytes(random.Random(3).randrange(256) for _ in range(48))
    others = bytes(random.Random(4).randrange(256) for _ in range(48))
    keep("gif-plain.gif", saved(picture().quantize(64), "GIF", interlace=0))
    keep("gif-interlaced.gif", saved(picture().quantize(64), "GIF", interlace=1))
    keep("gif-large.gif", saved(indices(80, 70, 256), "GIF", interlace=1))
    keep("gif-grey.gif", saved(picture().convert("L"), "GIF"))
    keep("gif-two-colours.gif", saved(picture().convert("1"), "GIF"))
    small = indices(8, 8)
    keep("gif-clear.gif", gif((8, 8), [gif_frame(small, clear=5)], colours))
    keep("gif-offset.gif", gif((16, 14), [gif_frame(small, at=(5, 3))], colours, background=7))
    keep("gif-offset-clear.gif", gif((16, 14), [gif_frame(small, at=(5, 3), clear=9)], colours, background=7))
    keep("gif-offset-interlaced.gif", gif((16, 14), [gif_frame(small, at=(5, 3), rows=True)], colours))
    keep("gif-own-palette.gif", gif((16, 14), [gif_frame(small, at=(1, 1), own=others)], colours, background=3))
    keep("gif-only-own-palette.gif", gif((16, 14), [gif_frame(small, at=(1, 1), own=others)]))
    keep("gif-no-palette.gif", gif((8, 8), [gif_frame(small)]))
    keep("gif-short-palette.gif", gif((8, 8), [gif_frame(small)], colours[:24]))
    keep("gif-clear-outside-palette.gif", gif((12, 12), [gif_frame(small, clear=200)], colours))
    keep("gif-ramp-palette.gif", gif((12, 12), [gif_frame(small, own=bytes(i // 3 for i in range(48)))], colours))
    keep("gif-larger-than-screen.gif", gif((4, 5), [gif_frame(small, at=(2, 1))], colours))
    for disposal in (1, 2, 3):
        frames = [gif_frame(small, at=(3, 3), disposal=disposal), gif_frame(indices(9, 9))]
        keep(f"gif-disposal-{disposal}.gif", gif((16, 14), frames, colours, background=2))
    note = b"!\xfe\x03abc\0"
    keep("gif-comments.gif", gif((8, 8), [note, b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0", gif_frame(small), note], colours))
    keep("gif-87.gif", gif((8, 8), [gif_frame(small)], colours).replace(b"GIF89a", b"GIF87a"))
    keep("gif-no-end.gif", gif((8, 8), [gif_frame(small)], colours)[:-1])


# ---------------------------------------------------------------- BMP


def bmp(width, height, bits, data, compression=0, header=40, palette=b"", masks=(), colours=0):
    if header == 12:
        info = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, compression, len(data), 2835, 2835, colours, 0)
        inside = struct.pack("<%dI" % len(masks), *masks)
        if header > 40:
            info = (info + inside).ljust(header, b"\0")
        else:
            info += inside
    offset = 14 + len(info) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + info + palette + data


def lines(rows):
    return b"".join(row + bytes(-len(row) % 4) for row in rows)


def bmps():
    noise = random.Random(7)
    quads = lambda n: b"".join(bytes(noise.randrange(256) for _ in range(3)) + b"\0" for _ in range(n))
    triples = lambda n: bytes(noise.randrange(256) for _ in range(3 * n))
    for bits in (1, 4, 8):
        data = lines(packed(r, bits) for r in samples(13, 9, bits, 1))
        keep(f"bmp-{bits}.bmp", bmp(13, 9, bits, data, palette=quads(1 << bits)))
        keep(f"bmp-{bits}-os2.bmp", bmp(13, 9, bits, data, header=12, palette=triples(1 << bits)))
        keep(f"bmp-{bits}-os2-2.bmp", bmp(13, 9, bits, data, header=64, palette=quads(1 << bits)))
        keep(f"bmp-{bits}-v5.bmp", bmp(13, 9, bits, data, header=124, palette=quads(1 << bits)))
    for byte in (4, 5):
        data = lines(packed(r, 8) for r in samples(13, 9, 8, 1))
        odd = bytearray(triples(256))
        odd[4] = byte
        keep(f"bmp-os2-palette-{byte}.bmp", bmp(13, 9, 8, data, header=12, palette=bytes(odd)))
    eight = lines(packed([s % 100 for s in r], 8) for r in samples(13, 9, 8, 1))
    keep("bmp-8-few-colours.bmp", bmp(13, 9, 8, eight, palette=quads(100), colours=100))
    keep("bmp-8-grey.bmp", saved(picture().convert("L"), "BMP"))
    keep("bmp-1-grey.bmp", saved(picture().convert("1"), "BMP"))
    keep("bmp-1-white-first.bmp",
         bmp(13, 9, 1, lines(packed(r, 1) for r in samples(13, 9, 1, 1)), palette=b"\xff\xff\xff\0\0\0\0\0"))
    keep("bmp-24.bmp", saved(picture(), "BMP"))
    three = samples(13, 9, 8, 3)
    keep("bmp-24-top-down.bmp", bmp(13, -9, 24, lines(packed(r, 8) for r in three)))
    keep("bmp-24-os2.bmp", bmp(13, 9, 24, lines(packed(r, 8) for r in three), header=12))
    keep("bmp-24-v4.bmp", bmp(13, 9, 24, lines(packed(r, 8) for r in three), header=108))
    keep("bmp-24-v5.bmp", bmp(13, 9, 24, lines(packed(r, 8) for r in three), header=124))
    four = lines(packed(r, 8) for r in samples(13, 9, 8, 4))
    keep("bmp-32.bmp", bmp(13, 9, 32, four))
    keep("bmp-32-top-down.bmp", bmp(13, -9, 32, four))
    keep("bmp-32-v5.bmp", bmp(13, 9, 32, four, header=124))
    bgra = (0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    keep("bmp-32-masks.bmp", bmp(13, 9, 32, four, 3, masks=bgra[:3]))
    keep("bmp-32-masks-v3-alpha.bmp", bmp(13, 9, 32, four, 3, header=56, masks=bgra))
    keep("bmp-32-masks-v4-alpha.bmp", bmp(13, 9, 32, four, 3, header=108, masks=bgra))
    keep("bmp-32-masks-v5-alpha.bmp", bmp(13, 9, 32, four, 3, header=124, masks=bgra))
    keep("bmp-32-masks-rgba.bmp", bmp(13, 9, 32, four, 3, header=108, masks=(0xFF, 0xFF00, 0xFF0000, 0xFF000000)))
    keep("bmp-32-masks-xbgr.bmp", bmp(13, 9, 32, four, 3, masks=(0xFF000000, 0xFF0000, 0xFF00)))
    keep("bmp-32-masks-none.bmp", bmp(13, 9, 32, four, 3, header=108, masks=(0, 0, 0, 0)))
    two = lines(packed(r, 16) for r in samples(13, 9, 16, 1))
    keep("bmp-16.bmp", bmp(13, 9, 16, two))
    keep("bmp-16-555.bmp", bmp(13, 9, 16, two, 3, masks=(0x7C00, 0x3E0, 0x1F)))
    keep("bmp-16-565.bmp", bmp(13, 9, 16, two, 3, masks=(0xF800, 0x7E0, 0x1F)))
    keep("bmp-16-565-v4.bmp", bmp(13, 9, 16, two, 3, header=108, masks=(0xF800, 0x7E0, 0x1F, 0)))
    rle8 = b"\x05\x07\x00\x04\x01\x02\x03\x04\x04\x09\x00\x00" b"\x0d\x03\x00\x00" b"\x00\x02\x03\x01\x06\x08" b"\x00\x03\x0a\x0b\x0c\x00\x00\x00" b"\x02\x05" + b"\x00\x00\x0d\x09" * 6 + b"\x00\x01"
    keep("bmp-rle8.bmp", bmp(13, 9, 8, rle8, 1, palette=quads(256)))
    full = b"".join(b"\x0d" + bytes([y * 20]) + b"\0\0" for y in range(9)) + b"\0\1"
    keep("bmp-rle8-full.bmp", bmp(13, 9, 8, full, 1, palette=quads(256)))
    rle4 = b"\x05\x72\x00\x05\x12\x34\x50\x00\x03\x9a\x00\x00" b"\x0d\x31\x00\x00" b"\x00\x02\x03\x01\x06\x84" b"\x00\x00" b"\x02\x57" + b"\x00\x00\x0d\x94" * 6 + b"\x00\x01"
    keep("bmp-rle4.bmp", bmp(13, 9, 4, rle4, 2, palette=quads(16)))


if __name__ == "__main__":
    for old in list(FOLDER.glob("*.ppm")):
        for both in FOLDER.glob(old.stem + ".*"):
            both.unlink()
    jpegs()
    pngs()
    gifs()
    bmps()
