#!/usr/bin/env python3
"""Makes fuzz/seeds/md of members of true arrays, and fuzz/seeds/imsm by hand.

usage: make_md_seeds.py FOLDER

FOLDER holds what tests/volume/md/make_levels.sh and make_crashes.sh make (build folder: made/md_levels-*, made/md_crashes-*,
copied together). Kept of each member are the superblock and its first sector of data.
"""
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MAGIC = struct.pack("<I", 0xA92B4EFC)


def seed(folder, image, name):
    data = open(os.path.join(folder, image), "rb").read()
    places = [0, 4096, (len(data) - 8192) // 4096 * 4096, len(data) // 65536 * 65536 - 65536]
    out = struct.pack("<I", len(data) // 512)
    for place in places:
        if data[place:place + 4] != MAGIC:
            continue
        block = data[place:place + 4096].rstrip(b"\0")
        out += struct.pack("<IH", place // 512, len(block)) + block
    with open(os.path.join(HERE, "md", name), "wb") as file:
        file.write(out)


def imsm(name, level, sectors):
    members = len(sectors)
    size = 216 + members * 48 + 112 + 48 + members * 4
    super_block = b"Intel Raid ISM Cfg Sig. 1.1.00\0\0" + struct.pack("<IIIIIIBB", 0, size, 7, 1, 0, 0, members, 1)
    out = super_block.ljust(216, b"\0")
    for count in sectors:
        out += b"serial".ljust(16, b"\0") + struct.pack("<III", count, 0, 2) + bytes(20)
    out += b"Volume0".ljust(16, b"\0") + struct.pack("<II", 64, 0) + bytes(88)
    out += struct.pack("<IIIHBBBBBB", 0, 64, 8, 8, 0, level, members, 1, 255, 1) + bytes(28)
    out += struct.pack(f"<{members}I", *range(members))
    with open(os.path.join(HERE, "imsm", name), "wb") as file:
        file.write(out)


def ddf():
    """An anchor, the primary header behind it in the input, and two slots of volumes."""
    primary = 124  # where the target puts the input's second sector
    header = struct.pack(">I", 0xDE11DE11).ljust(96, b"\0") + struct.pack(">Q", primary)
    header = (header.ljust(208, b"\0") + struct.pack(">II", 1, 1)).ljust(512, b"\0")
    volumes = struct.pack(">IIHH", 0xDDDDDDDD, 0, 1, 2).ljust(64, b"\0")
    volumes += (bytes(48) + b"data").ljust(64, b"\0") + b"\xff" * 64
    with open(os.path.join(HERE, "imsm", "ddf-volumes"), "wb") as file:
        file.write(header * 2 + volumes.ljust(512, b"\0"))


folder = sys.argv[1]
for image in ("raid0-0.90.0", "raid1-0.90.0", "raid5-1.0.0", "linear-1.1.0", "raid1-1.2.0", "raid6-1.2.0", "raid10-1.2.0",
              "raid1-bitmap.0", "reshape-raid5.0", "replace-raid1.2"):
    seed(folder, image, image)
imsm("mirror", 1, (128, 128))
imsm("stripe", 0, (128, 136))
imsm("parity", 5, (128, 136, 200))  # the third is missing
ddf()
with open(os.path.join(HERE, "imsm", "ddf"), "wb") as ddf:
    ddf.write(struct.pack(">I", 0xDE11DE11).ljust(512, b"\0"))
