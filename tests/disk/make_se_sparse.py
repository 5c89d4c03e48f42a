#!/usr/bin/env python3
"""Writes an seSparse delta and its descriptor from a raw image.

Independent of the reader: written from what QEMU's driver and dissect.hypervisor tell of the format.
usage: make_se_sparse.py RAW DESCRIPTOR [--parent NAME PARENTCID] [--zeros absent|zero|unmapped]
       [--pad GRAINS] [--journal]
--zeros tells how grains of zeros are stored: left out (they fall through to the parent), as grains of
kind "zero" or as unmapped. --pad puts a hole of so many grains before the first grain: from 4096 on,
the upper part of the rotated grain number is used. --journal marks the journal as not yet replayed.
"""
import argparse
import os
import struct

SECTOR = 512
GRAIN = 8 * SECTOR
ENTRIES = 4096
TABLE_SECTORS = ENTRIES * 8 // SECTOR
KINDS = {"absent": 0, "unmapped": 1 << 60, "zero": 2 << 60}


def rotated(number):
    return 3 << 60 | (number & 0xFFF) << 48 | number >> 12


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("raw")
    arguments.add_argument("descriptor")
    arguments.add_argument("--parent", nargs=2)
    arguments.add_argument("--zeros", default="absent", choices=KINDS)
    arguments.add_argument("--pad", type=int, default=0)
    arguments.add_argument("--journal", action="store_true")
    options = arguments.parse_args()
    disk = open(options.raw, "rb").read()
    capacity = len(disk) // SECTOR
    count = -(-len(disk) // GRAIN)
    present = [i for i in range(count) if disk[i * GRAIN:(i + 1) * GRAIN].strip(b"\0")]
    used = range(-(-count // ENTRIES)) if options.zeros != "absent" else sorted({i // ENTRIES for i in present})
    # Tables are stored in reverse, grains with the second half first.
    tables = list(reversed(list(used)))
    order = present[len(present) // 2:] + present[:len(present) // 2]
    number_of = {g: options.pad + n for n, g in enumerate(order)}
    directory_entries = -(-count // ENTRIES)
    directory_sectors = -(-directory_entries * 8 // SECTOR)
    offsets, at = {}, 2
    sizes = [("journal_header", 2), ("journal", 8), ("directory", directory_sectors),
             ("tables", len(tables) * TABLE_SECTORS), ("bitmap", 8), ("backmap", 8),
             ("grains", (options.pad + len(order)) * 8)]
    for name, size in sizes:
        offsets[name] = (at, size)
        at += size
    extent = os.path.splitext(options.descriptor)[0] + "-sesparse.vmdk"
    with open(extent, "wb") as out:
        constant = struct.pack("<10Q", 0xCAFEBABE, 0x200000001, capacity, 8, TABLE_SECTORS, 0, 0, 0, 0, 0)
        constant += struct.pack("<2Q", 1, 1)
        for name, _ in sizes:
            constant += struct.pack("<2Q", *offsets[name])
        out.write(constant.ljust(SECTOR, b"\0"))
        volatile = struct.pack("<4Q", 0xCAFECAFE, len(tables), 0, 1 if options.journal else 0)
        out.write(volatile.ljust(SECTOR, b"\0"))
        out.seek(offsets["directory"][0] * SECTOR)
        for table in range(directory_entries):
            entry = 0x1000000000000000 | tables.index(table) if table in tables else 0
            out.write(struct.pack("<Q", entry))
        out.seek(offsets["tables"][0] * SECTOR)
        for table in tables:
            for i in range(ENTRIES):
                g = table * ENTRIES + i
                absent = KINDS[options.zeros] if g < count else 0
                out.write(struct.pack("<Q", rotated(number_of[g]) if g in number_of else absent))
        out.seek((offsets["grains"][0] + options.pad * 8) * SECTOR)
        for g in order:
            out.write(disk[g * GRAIN:(g + 1) * GRAIN].ljust(GRAIN, b"\0"))
        out.truncate((offsets["grains"][0] + offsets["grains"][1]) * SECTOR)
    with open(options.descriptor, "w") as out:
        out.write("# Disk DescriptorFile\nversion=1\nCID=5e5e5e5e\n")
        out.write("parentCID=%s\n" % (options.parent[1] if options.parent else "ffffffff"))
        out.write('createType="seSparse"\n')
        if options.parent:
            out.write('parentFileNameHint="%s"\n' % options.parent[0])
        out.write('# Extent description\nRW %d SESPARSE "%s"\n' % (capacity, os.path.basename(extent)))


main()
