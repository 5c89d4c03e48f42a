#!/usr/bin/env python3
"""Seeds and damaged inputs of the fuzz targets ldm and ldm_records, made of tests/volume/ldm/make_ldm.py.

usage: ldm_seeds.py      (writes below fuzz/seeds and fuzz/damaged)"""
import os
import struct
import sys

FUZZ = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(FUZZ, "..", "tests", "volume", "ldm"))
import make_ldm  # noqa: E402

# As many sectors as the records need: seeds are small.
make_ldm.VMDB_SECTORS = 14


def sparse(disk):
    """The disk without its volumes' data, as fuzz/sparse_disk.hpp reads it."""
    out = struct.pack("<I", len(disk) // 512)
    start, run = None, b""
    for number in range(len(disk) // 512 + 1):
        data = disk[number * 512:number * 512 + 512]
        if any(data):
            start = number if not run else start
            run += data
        elif run:
            run = run.rstrip(b"\0")
            out += struct.pack("<IH", start, len(run)) + run
            run = b""
    return out


def disk(group, index, extra=False):
    return bytes(make_ldm.Disk(group, index, extra).bytes)


def put(kind, target, name, data):
    folder = os.path.join(FUZZ, kind, target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def change(image, old, new, count=-1):
    assert old in image, old
    return image.replace(old, new, count)


def small(layouts, gpt=False):
    volumes = [volume for volume in make_ldm.all_layouts() if volume.layout in layouts]
    return make_ldm.Group("Dg0", 5, volumes, gpt=gpt)


def main():
    both = make_ldm.Group("Dg0", 5, make_ldm.all_layouts()[:3])
    image = disk(both, 2, True)
    put("seeds", "ldm", "mbr", sparse(image))
    put("seeds", "ldm", "gpt", sparse(disk(small(("mirrored", "raid5"), gpt=True), 4, True)))
    entries = both.database()[512:]
    put("seeds", "ldm_records", "entries", entries[:both_size(entries)])

    chunk = make_ldm.number(make_ldm.CHUNK) + make_ldm.number(2)
    put("damaged", "ldm", "chunk_zero", sparse(change(image, chunk, b"\1\0\1\2")))
    put("damaged", "ldm", "chunk_huge", sparse(change(image, chunk + bytes(7), b"\x08" + b"\xff" * 8 + b"\1\2")[:len(image)]))
    put("damaged", "ldm", "columns_other", sparse(change(image, chunk, b"\1\x80\1\3")))
    head = struct.pack(">II", make_ldm.VMDB_SECTORS * 4, make_ldm.ENTRY)
    put("damaged", "ldm", "entry_size_one", sparse(change(image, head, struct.pack(">II", 56, 1))))
    put("damaged", "ldm", "end_far", sparse(change(image, head, b"\xff\xff\xff\xff" + head[4:])))
    put("damaged", "ldm", "pieces_many", sparse(change(image, struct.pack(">HH", 0, 2) + b"\0\0\0\x34",
                                                      struct.pack(">HH", 0, 65535) + b"\0\0\0\x34")))
    put("damaged", "ldm", "number_too_long", sparse(change(image, make_ldm.text("Striped"), b"\xff" + b"Striped")))
    volume = make_ldm.all_layouts()[0]
    size = make_ldm.number(volume.sectors) + bytes(4) + b"\x07"
    put("damaged", "ldm", "volume_of_no_size", sparse(change(image, size, b"\2\0\0" + size[3:])))
    for name, place, value in (("public_far", 0x11B, 1 << 62), ("private_far", 0x12B, 1 << 55), ("private_none", 0x133, 0)):
        changed = bytearray(image)
        for sector in (6, 8192 - 192, 8191):
            struct.pack_into(">Q", changed, sector * 512 + place, value)
        put("damaged", "ldm", name, sparse(bytes(changed)))


def both_size(entries):
    """Up to the last entry in use."""
    last = max(at for at in range(0, len(entries), 128) if entries[at + 15])
    return last + 128


main()
