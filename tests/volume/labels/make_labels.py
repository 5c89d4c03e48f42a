#!/usr/bin/env python3
"""Writes disks with the labels of other systems than PCs': make_labels.py FOLDER

Made by hand from the systems' headers; the Linux kernel reads them the same way (linux_labels_test.cpp)."""
import os
import struct
import sys

SECTOR = 512
SECTORS = 4096


def bsd_label(partitions, version=0, bounds=(0, 0), count=None, damage=False):
    """partitions: (start, size, type); the label of 4.4BSD, with OpenBSD's high parts when version is 1."""
    count = count or len(partitions)
    label = struct.pack("<IHH16s16s", 0x82564557, 4, 0, b"virtual", b"label")
    label += struct.pack("<6I", SECTOR, 63, 16, 4, 1008, SECTORS)
    if version:
        label += bytes(8) + struct.pack("<I", 0)
        label += struct.pack("<HHII", bounds[0] >> 32, bounds[1] >> 32, bounds[0] & 0xffffffff, bounds[1] & 0xffffffff)
    else:
        label += bytes(4) + struct.pack("<IHHHHII", 0, 3600, 1, 0, 0, 0, 0)
    label += struct.pack("<I5I", 0, 0, 0, 0, 0, 0) + struct.pack("<HH4I", 0, version, 0, 0, 0, 0)
    label += struct.pack("<IHHII", 0x82564557, 0, count, 8192, 8192)
    for start, size, kind in partitions:
        if version:
            label += struct.pack("<IIHHBBH", size & 0xffffffff, start & 0xffffffff, start >> 32, size >> 32, kind, 0, 0)
        else:
            label += struct.pack("<IIIBBH", size & 0xffffffff, start, 2048, kind, 8, 16)
    label = label.ljust(148 + 16 * count, b"\0")
    checksum = 0
    for (word,) in struct.iter_unpack("<H", label):
        checksum ^= word
    return label[:136] + struct.pack("<H", checksum ^ (1 if damage else 0)) + label[138:]


def mbr(entries):
    """entries: (slot, type, start, size)."""
    table = bytearray(64)
    for slot, kind, start, size in entries:
        struct.pack_into("<B3sB3sII", table, 16 * (slot - 1), 0, b"\0\1\1", kind, b"\xfe\xff\xff", start, size)
    return bytes(440) + struct.pack("<IH", 0xB5D00001, 0) + bytes(table) + b"\x55\xaa"


def solaris_table(slices, version=1, count=16):
    """slices: slot -> (tag, start, size)."""
    table = bytes(12) + struct.pack("<II8sHH", 0x600DDEEE, version, b"volume", SECTOR, count) + bytes(40)
    for slot in range(16):
        tag, start, size = slices.get(slot, (0, 0, 0))
        table += struct.pack("<HHII", tag, 0, start, size)
    return table.ljust(SECTOR, b"\0")


def apple_entry(count, start, size, name, kind, block):
    return (b"PM" + struct.pack(">HIII", 0, count, start, size) + name.ljust(32, b"\0") + kind.ljust(32, b"\0")).ljust(block, b"\0")


def apple_map(entries, block):
    disk = (b"ER" + struct.pack(">HI", block, SECTORS * SECTOR // block)).ljust(block, b"\0")
    return disk + b"".join(apple_entry(len(entries), *entry, block) for entry in entries)


def sun_label(partitions, tracks, sectors, tags=True):
    """partitions: (tag, start cylinder, sectors)."""
    label = b"Test disk".ljust(128, b"\0") + struct.pack(">I8sH", 1 if tags else 0, b"", 8 if tags else 0)
    for tag, _, _ in partitions + [(0, 0, 0)] * (8 - len(partitions)):
        label += struct.pack(">HH", tag if tags else 0, 0)
    label += bytes(2 + 12) + struct.pack(">I", 0x600DDEEE if tags else 0)
    label = label.ljust(436, b"\0") + struct.pack(">HHHH", tracks, sectors, 0, 0)
    for _, cylinder, size in partitions + [(0, 0, 0)] * (8 - len(partitions)):
        label += struct.pack(">II", cylinder, size)
    label += struct.pack(">H", 0xDABE)
    checksum = 0
    for (word,) in struct.iter_unpack(">H", label):
        checksum ^= word
    return label + struct.pack(">H", checksum)


def write(folder, name, pieces):
    with open(os.path.join(folder, name + ".img"), "wb") as file:
        file.truncate(SECTORS * SECTOR)
        for sector, data in pieces:
            file.seek(int(sector * SECTOR))
            file.write(data)


def main():
    folder = sys.argv[1]
    extended = bytes(446) + struct.pack("<B3sB3sII", 0, b"", 0x83, b"", 8, 100) + bytes(48) + b"\x55\xaa"

    # Two slices with a logical partition between: one label counts from its slice, one from the disk.
    write(folder, "freebsd", [
        (0, mbr([(1, 0xA5, 64, 1000), (2, 0x05, 1100, 200), (3, 0xA5, 1400, 1000), (4, 0x83, 3000, 500)])),
        (65, bsd_label([(16, 300, 7), (316, 100, 1), (0, 1000, 0), (0, 0, 0), (500, 500, 27)])),
        (1100, extended),
        (1401, bsd_label([(1400, 400, 7), (0, 0, 0), (1400, 1000, 0), (1800, 500, 7), (2300, 100, 0)]))])
    # d is the whole disk, e lies in the MBR's other partition.
    write(folder, "netbsd", [
        (0, mbr([(1, 0x0C, 64, 500), (2, 0xA9, 600, 2000)])),
        (601, bsd_label([(600, 1500, 7), (2100, 500, 1), (600, 2000, 0), (0, SECTORS, 0), (64, 500, 8)]))])
    write(folder, "openbsd", [
        (0, mbr([(4, 0xA6, 64, 4000)])),
        (65, bsd_label([(128, 1000, 7), (1128, 500, 1), (0, SECTORS, 0), (1628, 2436, 7)], version=1, bounds=(64, 4064)))])
    # The whole disk is FreeBSD's; its boot code has a partition of 50000 sectors from sector 0.
    write(folder, "dedicated", [
        (0, mbr([(4, 0xA5, 0, 50000)])),
        (1, bsd_label([(16, 1000, 7), (1016, 200, 1), (0, SECTORS, 0), (1216, 2880, 7)]))])
    write(folder, "byte64", [(64 / SECTOR, bsd_label([(16, 1000, 7), (1016, 3080, 1), (0, SECTORS, 0)]))])
    # Behind 2^32 sectors, and more partitions than one sector holds.
    write(folder, "large", [
        (0, mbr([(4, 0xA6, 64, 0xFFFFFFFF)])),
        (65, bsd_label([(128, 1000, 7), (0, 0, 0), (0, 1 << 33, 0)] + [(1128 + 10 * i, 10, 7) for i in range(23)] +
                       [(2000, 1 << 33, 7)], version=1, bounds=(64, 1 << 33)))])
    write(folder, "damaged", [
        (0, mbr([(1, 0xA5, 64, 1000)])),
        (65, bsd_label([(16, 300, 7), (0, 0, 0), (0, 1000, 0)], damage=True))])

    slices = {0: (2, 100, 1000), 1: (3, 1100, 200), 2: (5, 0, 3000), 7: (8, 1300, 1700), 8: (1, 0, 100)}
    write(folder, "solaris", [(0, mbr([(1, 0xBF, 64, 3000), (2, 0x82, 3100, 900)])), (65, solaris_table(slices))])
    # The same in a partition of type 0x82, as older Solaris made it; and a Linux swap with a left-over table.
    write(folder, "solaris82", [(0, mbr([(2, 0x82, 64, 3000)])), (65, solaris_table(slices, count=8))])
    write(folder, "swap", [(0, mbr([(2, 0x82, 64, 3000)])), (65, solaris_table(slices)),
                           (64 + 8 - 10 / SECTOR, b"SWAPSPACE2")])

    write(folder, "sun", [(0, sun_label([(2, 1, 1000), (3, 4, 500), (5, 0, SECTORS), (0x83, 6, 2176)], 8, 40))])
    write(folder, "sun_untagged", [(0, sun_label([(0, 1, 1000), (0, 4, 500)], 8, 40, tags=False))])

    parts = [(1, 63, b"Apple", b"Apple_partition_map"), (64, 100, b"", b"Apple_Free"),
             (164, 1000, b"Macintosh HD", b"Apple_HFS"), (1164, 2000, b"linux", b"Apple_UNIX_SVR2")]
    write(folder, "apple", [(0, apple_map(parts, 512))])
    write(folder, "apple2048", [(0, apple_map([(1, 15, b"Apple", b"Apple_partition_map"),
                                               (20, 200, b"disc", b"Apple_HFS")], 2048))])


if __name__ == "__main__":
    main()
