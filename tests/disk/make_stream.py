#!/usr/bin/env python3
"""Writes a stream-optimized VMDK in one pass: grain directory at the end, footer, markers.

Independent of the reader: written from VMware's "Virtual Disk Format" 1.1.
usage: make_stream.py RAW VMDK [--grain SECTORS] [--pad BYTES] [--cut BYTES]
--pad appends bytes behind the end of the stream, --cut takes away as many.
"""
import argparse
import os
import struct
import zlib

SECTOR = 512
ENTRIES = 512


def padded(data):
    return data + b"\0" * (-len(data) % SECTOR)


def marker(value, kind):
    return padded(struct.pack("<QII", value, 0, kind))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("raw")
    arguments.add_argument("vmdk")
    arguments.add_argument("--grain", type=int, default=128)
    arguments.add_argument("--pad", type=int, default=0)
    arguments.add_argument("--cut", type=int, default=0)
    options = arguments.parse_args()
    disk = open(options.raw, "rb").read()
    grain = options.grain * SECTOR
    capacity = len(disk) // SECTOR
    text = ('# Disk DescriptorFile\nversion=1\nCID=57f3a31d\nparentCID=ffffffff\n'
            'createType="streamOptimized"\n# Extent description\nRDONLY %d SPARSE "%s"\n'
            '#DDB\nddb.adapterType = "lsilogic"\n' % (capacity, os.path.basename(options.vmdk)))

    def header(directory):
        return struct.pack("<4sIIQQQQIQQQB4sH", b"KDMV", 3, 0x30001, capacity, options.grain, 1, 20, ENTRIES, 0,
                           directory, 128, 0, b"\n \r\n", 1).ljust(SECTOR, b"\0")

    with open(options.vmdk, "wb") as out:
        out.write(header(0xFFFFFFFFFFFFFFFF))
        out.write(text.encode())
        out.seek(128 * SECTOR)
        directory = []
        count = -(-len(disk) // grain)
        for first in range(0, count, ENTRIES):
            table = [0] * ENTRIES
            for g in range(first, min(first + ENTRIES, count)):
                data = disk[g * grain:(g + 1) * grain]
                if not data.strip(b"\0"):
                    continue
                table[g - first] = out.tell() // SECTOR
                stream = zlib.compress(data.ljust(grain, b"\0"), g % 10)
                out.write(padded(struct.pack("<QI", g * options.grain, len(stream)) + stream))
            if any(table):
                out.write(marker(ENTRIES * 4 // SECTOR, 1))
                directory.append(out.tell() // SECTOR)
                out.write(struct.pack("<%dI" % ENTRIES, *table))
            else:
                directory.append(0)
        packed = padded(struct.pack("<%dI" % len(directory), *directory))
        out.write(marker(len(packed) // SECTOR, 2))
        place = out.tell() // SECTOR
        out.write(packed)
        out.write(marker(1, 3))
        out.write(header(place))
        out.write(marker(0, 0))
        out.write(b"\0" * options.pad)
        out.truncate(out.tell() - options.cut)


main()
