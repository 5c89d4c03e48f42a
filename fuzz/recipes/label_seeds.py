#!/usr/bin/env python3
"""Seeds and damaged inputs of the fuzz target labels, made of tests/volume/labels/make_labels.py.

usage: label_seeds.py      (writes below fuzz/seeds and fuzz/damaged)"""
import os
import struct
import sys
import tempfile

FUZZ = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(FUZZ, "..", "tests", "volume", "labels"))
import make_labels  # noqa: E402


class Sparse:
    """Takes the place of make_labels.write: the form of fuzz/sparse_disk.hpp."""

    def __init__(self, kind):
        self.kind = kind

    def __call__(self, folder, name, pieces):
        out = struct.pack("<I", make_labels.SECTORS)
        for sector, data in pieces:
            data = bytes(int(sector % 1 * 512)) + data  # a label in the middle of a sector
            out += struct.pack("<IH", int(sector), len(data)) + data
        os.makedirs(os.path.join(FUZZ, self.kind, "labels"), exist_ok=True)
        with open(os.path.join(FUZZ, self.kind, "labels", name), "wb") as file:
            file.write(out)


def main():
    make_labels.write = Sparse("seeds")
    make_labels.main()
    damaged = Sparse("damaged")
    label, mbr = make_labels.bsd_label, make_labels.mbr
    slice1 = (0, mbr([(1, 0xA5, 64, 1000)]))
    damaged("", "bsd_many", [slice1, (65, label([(16, 300, 7)], count=64)[:146] + b"\xff\xff" + bytes(200))])
    damaged("", "bsd_far", [slice1, (65, label([(0xFFFFFFFF, 0xFFFFFFFF, 7), (5, 0xFFFFFFFF, 7), (0, 1000, 0)]))])
    damaged("", "bsd_high", [(0, mbr([(1, 0xA6, 64, 1000)])),
                             (65, label([(1 << 47, 1 << 47, 7), (64, (1 << 48) - 1, 7), (0, 1000, 0)], version=1))])
    damaged("", "bsd_at_end", [(0, mbr([(1, 0xA5, make_labels.SECTORS - 2, 2)])),
                               (make_labels.SECTORS - 1, label([(0, 1, 7)] * 40))])
    damaged("", "sun_far", [(0, make_labels.sun_label([(2, 0xFFFFFFFF, 0xFFFFFFFF)], 0xFFFF, 0xFFFF))])
    entry = (1, 63, b"Apple", b"Apple_partition_map")
    damaged("", "apple_many", [(0, make_labels.apple_map([entry], 512)[:516] + b"\xff\xff\xff\xff")])
    damaged("", "apple_block_zero", [(0, b"ER" + bytes(510) + make_labels.apple_map([entry], 512)[512:])])
    damaged("", "apple_far", [(0, make_labels.apple_map([entry, (0xFFFFFFFF, 0xFFFFFFFF, b"x", b"y")], 4096))])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.argv[1:] = [folder]
        main()
