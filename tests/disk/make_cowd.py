#!/usr/bin/env python3
"""Writes a COWD (vmfsSparse) delta and its descriptor from a raw image.

Independent of the reader: written from the format's description (libvmdk documentation, QEMU).
usage: make_cowd.py RAW DESCRIPTOR [--parent NAME PARENTCID] [--grain SECTORS]
Grains of zeros are left out (they fall through to the parent). The others are stored in an order
that is not the disk's.
"""
import argparse
import os
import struct

SECTOR = 512
ENTRIES = 4096


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("raw")
    arguments.add_argument("descriptor")
    arguments.add_argument("--parent", nargs=2)
    arguments.add_argument("--grain", type=int, default=1)
    options = arguments.parse_args()
    disk = open(options.raw, "rb").read()
    grain = options.grain * SECTOR
    capacity = len(disk) // SECTOR
    count = -(-len(disk) // grain)
    present = [i for i in range(count) if disk[i * grain:(i + 1) * grain].strip(b"\0")]
    tables = sorted({i // ENTRIES for i in present})
    directory_entries = -(-count // ENTRIES)
    directory_sectors = -(-directory_entries * 4 // SECTOR)
    table_sectors = ENTRIES * 4 // SECTOR
    first_table = 4 + directory_sectors
    first_grain = first_table + len(tables) * table_sectors
    # The second half of the grains is stored first.
    order = present[len(present) // 2:] + present[:len(present) // 2]
    sector_of = {g: first_grain + n * options.grain for n, g in enumerate(order)}
    directory = [0] * (directory_sectors * SECTOR // 4)
    for n, table in enumerate(tables):
        directory[table] = first_table + n * table_sectors
    extent = os.path.splitext(options.descriptor)[0] + "-delta.vmdk"
    with open(extent, "wb") as out:
        header = struct.pack("<4sIIIIIII", b"COWD", 1, 3, capacity, options.grain, 4,
                             directory_entries, first_grain + len(order) * options.grain)
        out.write(header.ljust(4 * SECTOR, b"\0"))
        out.write(struct.pack("<%dI" % len(directory), *directory))
        for table in tables:
            entries = [sector_of.get(table * ENTRIES + i, 0) for i in range(ENTRIES)]
            out.write(struct.pack("<%dI" % ENTRIES, *entries))
        for g in order:
            out.write(disk[g * grain:(g + 1) * grain].ljust(grain, b"\0"))
    with open(options.descriptor, "w") as out:
        out.write("# Disk DescriptorFile\nversion=1\nCID=c0c0c0c0\n")
        out.write("parentCID=%s\n" % (options.parent[1] if options.parent else "ffffffff"))
        out.write('createType="vmfsSparse"\n')
        if options.parent:
            out.write('parentFileNameHint="%s"\n' % options.parent[0])
        out.write('# Extent description\nRW %d VMFSSPARSE "%s"\n' % (capacity, os.path.basename(extent)))


main()
