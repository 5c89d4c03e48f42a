#!/usr/bin/env python3
"""Makes the seeds and damaged inputs of the targets bitlocker and bitlocker_startup_key.

usage: fuzz/recipes/bitlocker_seeds.py        (writes below fuzz/; needs python3-cryptography)

Of each volume of tests/volume/bitlocker/make_volumes.py only what BitLocker itself reads is kept, with one copy of the
metadata."""
import pathlib
import struct
import sys

FUZZ = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FUZZ.parent / "tests/volume/bitlocker"))
import make_volumes  # noqa: E402

SECTOR = 512
SEEDS = ["aes-cbc-128-elephant", "aes-xts-256", "xts-4096", "to-go", "vista-backup", "clear-key", "partial-header", "dirty",
         "decrypted", "encrypt-on-write"]


def sparse(image, places):
    out = struct.pack("<I", len(image) // SECTOR)
    for place, length in places:
        data = image[place:place + length].rstrip(b"\0")
        out += struct.pack("<IH", place // SECTOR, len(data)) + data
    return out


def places_of(volume):
    places = [(0, SECTOR), (volume.blocks[0], 2048)]
    if volume.eow:
        places += [(place, 128) for place in volume.eow_offsets()[:1]]
        places += [(volume.bitmap_offset() + at, 64) for at in (0, 1024, 2048)]
    return places


def write(kind, target, name, content):
    folder = FUZZ / kind / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def image_of(name):
    volume = make_volumes.Volume(**make_volumes.VOLUMES[name])
    return volume, bytearray(volume.image())


def damaged(name, volume_name, at, layout, *values, in_block=True):
    volume, image = image_of(volume_name)
    struct.pack_into("<" + layout, image, at + (volume.blocks[0] if in_block else 0), *values)
    write("damaged", "bitlocker", name, sparse(image, places_of(volume)))


for seed in SEEDS:
    kept, bytes_of = image_of(seed)
    write("seeds", "bitlocker", seed, sparse(bytes_of, places_of(kept)))
damaged("block_behind_the_end", "aes-xts-256", 176, "Q", 1 << 62, in_block=False)
damaged("block_of_no_size", "aes-xts-256", 8, "H", 0)
damaged("block_of_largest_size", "aes-xts-256", 8, "H", 0xFFFF)
damaged("datum_of_no_size", "aes-xts-256", 112, "H", 0)
damaged("datum_too_small", "aes-xts-256", 112, "H", 7)
damaged("datum_too_large", "aes-xts-256", 112, "H", 0xFFFF)
damaged("datums_end_nowhere", "aes-xts-256", 76, "I", 0xFFFFFFFF)
damaged("datums_begin_at_their_end", "aes-xts-256", 72, "I", 0xFFFFFFFF)
damaged("header_over_itself", "aes-xts-256", 56, "Q", 0)
damaged("header_behind_the_end", "aes-xts-256", 56, "Q", 1 << 63)
damaged("header_of_all_sectors", "aes-xts-256", 28, "I", 0xFFFFFFFF)
damaged("metadata_everywhere", "aes-xts-256", 32, "3Q", 0, 0, 0xFFFFFFFFFFFFFE00)
damaged("converted_behind_the_end", "dirty", 16, "QI", 0xFFFFFFFFFFFFFE00, 0xFFFFFFFF)
damaged("vista_cluster_overflows", "vista-backup", 56, "Q", 0xFFFFFFFFFFFFFFFF, in_block=False)
EOW = 540 * 1024
damaged("chunks_of_one_byte", "encrypt-on-write", EOW + 20, "I", 1, in_block=False)
damaged("regions_without_end", "encrypt-on-write", EOW + 32, "I", 0xFFFFFFFF, in_block=False)
damaged("log_overflows", "encrypt-on-write", EOW + 8 * 1024 + 36, "Q", 0xFFFFFFFFFFFFFFFF, in_block=False)
damaged("region_overflows", "encrypt-on-write", EOW + 8 * 1024 + 20, "QQ", 0xFFFFFFFFFFFFFE00, 0xFFFFFFFFFFFFFE00,
        in_block=False)
damaged("bitmap_of_largest_size", "encrypt-on-write", EOW + 8 * 1024 + 12, "I", 0xFFFFFFFF, in_block=False)
damaged("record_of_largest_size", "encrypt-on-write", EOW + 10 * 1024 + 12, "II", 0xFFFFFFFF, 0xFFFFFFFF, in_block=False)

KEY = make_volumes.startup_key_file()
write("seeds", "bitlocker_startup_key", "startup.bek", KEY)
for label, length in (("empty", 0), ("header_only", 48), ("cut_in_key", 150)):
    write("damaged", "bitlocker_startup_key", label, KEY[:length])
for label, place in (("begin", 8), ("end", 12), ("size", 48), ("type", 52), ("size_of_key", 112)):
    write("damaged", "bitlocker_startup_key", label, KEY[:place] + b"\xff" + KEY[place + 1:])
