#!/usr/bin/env python3
"""Makes a seed for the fuzz targets that read a sparse volume (fuzz/sparse_disk.hpp).

usage: make_sparse_seed.py IMAGE SEED [LIMIT]

Keeps the sectors of IMAGE that are not zero, from the front, until LIMIT bytes (8192) are used up;
the last sector (a backup header) is always kept.
"""
import os
import struct
import sys

SECTOR = 512


def pieces(image, sectors, limit):
    """Runs of sectors that are not zero, at most `limit` bytes of them."""
    run_start, run = 0, b""
    for number in range(sectors):
        data = image.read(SECTOR)
        if any(data):
            if not run:
                run_start = number
            run += data
            limit -= SECTOR
        if run and (not any(data) or limit <= 0 or len(run) > 60000 or number == sectors - 1):
            yield run_start, run
            run = b""
        if limit <= 0:
            break


def main():
    source, seed = sys.argv[1:3]
    limit = int(sys.argv[3]) if len(sys.argv) > 3 else 8192
    sectors = os.path.getsize(source) // SECTOR
    with open(source, "rb") as image, open(seed, "wb") as out:
        out.write(struct.pack("<I", sectors))
        for start, run in pieces(image, sectors, limit):
            run = run.rstrip(b"\0")
            out.write(struct.pack("<IH", start, len(run)) + run)
        image.seek((sectors - 1) * SECTOR)
        last = image.read(SECTOR).rstrip(b"\0")
        if last:
            out.write(struct.pack("<IH", sectors - 1, len(last)) + last)


main()
