#!/usr/bin/env python3
"""Makes the seeds of device_mapper, thin, dm_cache, dm_snapshot and writecache, beside this script.

Each is a small sound device, in the form of fuzz/sparse_disk.hpp. Checksums and block numbers of metadata are left 0:
the targets make them good. usage: make_device_mapper_seeds.py
"""
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
BLOCK = 4096
FREE = (1 << 64) - 1


def sparse(size, pieces):
    """A device of `size` bytes; `pieces`: (offset, bytes). Only sectors that are not zero are kept."""
    image = bytearray(size)
    for offset, content in pieces:
        image[offset:offset + len(content)] = content
    out = struct.pack("<I", size // 512)
    sector = 0
    while sector < size // 512:
        end = sector
        while end < size // 512 and any(image[end * 512:end * 512 + 512]) and end - sector < 100:
            end += 1
        if end > sector:
            content = bytes(image[sector * 512:end * 512]).rstrip(b"\0")
            out += struct.pack("<IH", sector, len(content)) + content
        sector = max(end, sector + 1)
    return out


def node(flags, entries, words=1):
    """A B-tree node; `entries`: (key, values...)."""
    most = (BLOCK - 32) // (8 + words * 8) // 3 * 3
    out = struct.pack("<IIQIIII", 0, flags, 0, len(entries), most, words * 8, 0)
    out += b"".join(struct.pack("<Q", e[0]) for e in entries).ljust(most * 8, b"\0")
    return out + b"".join(struct.pack("<%dQ" % words, *e[1:]) for e in entries)


def leaf(entries, words=1):
    return node(2, entries, words)


def internal(entries):
    return node(1, entries)


def array(values):
    return struct.pack("<IIIIQ", 0, 509, len(values), 8, 0) + struct.pack("<%dQ" % len(values), *values)


def blocks(contents, count=32):
    return sparse(count * BLOCK, [(number * BLOCK, content) for number, content in contents.items()])


def thin_superblock(mapping_root, details_root):
    return (struct.pack("<IIQ16xQIIQQ", 0, 0, 0, 27022010, 2, 3, 7, 0) + bytes(256) +
            struct.pack("<QQIIQIII", mapping_root, details_root, 128, 8, 32, 0, 0, 0))


def cache_superblock(version, flags, count, mapping_root, dirty_root):
    return (struct.pack("<IIQ16xQI16sI", 0, flags, 0, 0o6142003, version, b"smq", 4) + bytes(128) +
            struct.pack("<QQQQQIIIIII", mapping_root, 0, 0, 0, 0, 64, 8, count, 0, 0, 0) + bytes(16 + 12) +
            struct.pack("<Q", dirty_root))


def mapped(block, time=1):
    return block << 24 | time


def write(target, name, content):
    folder = os.path.join(HERE, target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)


write("device_mapper", "two_levels", blocks({
    1: internal([(0, 3), (100, 4)]), 3: leaf([(0, 10), (5, 11), (99, 12)]), 4: leaf([(100, 13), (5000, 14)]),
    2: leaf([(0, 5), (1, 6), (2, 7)]), 5: array([1] * 509), 6: array([2] * 509), 7: array([3] * 200)}))
write("device_mapper", "wide_values", blocks({
    1: leaf([(1, 3, 5, 0), (2, 0, 6, 1)], 3), 2: leaf([(0, 3)]), 3: array([7])}))

write("thin", "one_device", blocks({
    0: thin_superblock(1, 2), 1: leaf([(1, 3)]), 2: leaf([(1, 3, 5, 0)], 3),
    3: leaf([(1, mapped(4)), (2, mapped(5)), (9, mapped(0))])}))
write("thin", "shared_blocks", blocks({
    0: thin_superblock(1, 2), 1: leaf([(1, 3), (2, 6), (7, 9)]),
    2: leaf([(1, 3, 5, 0), (2, 2, 6, 1), (7, 0, 7, 0)], 3), 3: internal([(0, 4), (100, 5)]),
    4: leaf([(i * 2, mapped(i)) for i in range(20)]), 5: leaf([(100 + i, mapped(30 + i)) for i in range(20)]),
    6: internal([(0, 4), (100, 8)]), 8: leaf([(100, mapped(60, 2))]), 9: leaf([])}))

mappings = [5 << 16 | 3, 6 << 16 | 1, 7 << 16, 0 << 16 | 3]
write("dm_cache", "version_1", blocks({0: cache_superblock(1, 1, 4, 1, 0), 1: leaf([(0, 3)]), 3: array(mappings)}))
for name, flags in ("version_2", 1), ("not_closed", 0):
    write("dm_cache", name, blocks({
        0: cache_superblock(2, flags, 4, 1, 2), 1: leaf([(0, 3)]), 3: array(mappings), 2: leaf([(0, 4)]),
        4: array([9])}))

header = struct.pack("<IIII", 0x70416E53, 1, 1, 8)
write("dm_snapshot", "few_chunks", sparse(64 * BLOCK, [
    (0, header), (BLOCK, struct.pack("<6Q", 3, 5, 4, 6, 0, 2))]))
write("dm_snapshot", "two_areas", sparse(320 * BLOCK, [
    (0, header), (BLOCK, b"".join(struct.pack("<QQ", i * 3, 2 + i) for i in range(256))),
    (258 * BLOCK, struct.pack("<QQ", 1, 259))]))
write("dm_snapshot", "given_up", sparse(64 * BLOCK, [(0, struct.pack("<IIII", 0x70416E53, 0, 1, 8))]))

entries = [(0, 3), (8, 4), (80, 5), (80, 6), (16, FREE), (24, 20), (FREE, FREE)]
write("writecache", "few_blocks", sparse(16 * BLOCK, [
    (0, struct.pack("<IIIIQQ32x", 0x23489321, 1, 4096, 0, len(entries), 10) +
     b"".join(struct.pack("<QQ", *entry) for entry in entries))]))
write("writecache", "small_blocks", sparse(16 * BLOCK, [
    (0, struct.pack("<IIIIQQ32x", 0x23489321, 1, 512, 0, 3, 1) + struct.pack("<6Q", 1, 0, 2, 0, 7, 1))]))

# Damaged ones, to be replayed: they must end in an error, soon.
DAMAGED = "../damaged/"
write(DAMAGED + "device_mapper", "circle", blocks({1: internal([(0, 3)]), 3: internal([(0, 1)]), 2: leaf([(0, 2)])}))
write(DAMAGED + "device_mapper", "itself", blocks({1: internal([(0, 1), (7, 1)]), 2: internal([(0, 2)])}))
write(DAMAGED + "device_mapper", "shared_empty_leaf", blocks({
    1: internal([(i, 3) for i in range(252)]), 3: leaf([]), 2: leaf([])}))
write(DAMAGED + "device_mapper", "shared_array_block", blocks({
    1: leaf([(i, 3) for i in range(252)]), 2: leaf([(i, 3) for i in range(252)]), 3: array([1] * 509)}))
write(DAMAGED + "device_mapper", "behind_the_end", blocks({
    1: internal([(0, 32), (9, FREE)]), 2: leaf([(0, 32)])}))
write(DAMAGED + "thin", "map_behind_the_data", blocks({
    0: thin_superblock(1, 2), 1: leaf([(1, 3)]), 2: leaf([(1, 3, 5, 0)], 3), 3: leaf([(1, FREE), (FREE, FREE)])}))
write(DAMAGED + "thin", "map_in_a_circle", blocks({
    0: thin_superblock(1, 2), 1: leaf([(1, 3), (2, 1)]), 2: leaf([(1, 3, 5, 0), (2, FREE, 0, 0)], 3),
    3: internal([(0, 3)])}))
write(DAMAGED + "thin", "no_map", blocks({
    0: thin_superblock(1, 2), 1: leaf([]), 2: leaf([(1, 3, 5, 0), (2, 1, 0, 0)], 3)}))
write(DAMAGED + "dm_cache", "block_twice", blocks({
    0: cache_superblock(2, 0, 4, 1, 2), 1: leaf([(0, 3)]), 3: array([5 << 16 | 1] * 4), 2: leaf([(0, 4)]), 4: array([9])}))
write(DAMAGED + "dm_cache", "too_many_blocks", blocks({
    0: cache_superblock(2, 1, 1 << 28, 1, 2), 1: leaf([(i, 3) for i in range(252)]), 3: array([1] * 509),
    2: leaf([(i, 3) for i in range(252)])}))
write(DAMAGED + "dm_snapshot", "behind_the_store", sparse(64 * BLOCK, [
    (0, header), (BLOCK, struct.pack("<4Q", 3, 5, 4, FREE))]))
write(DAMAGED + "dm_snapshot", "huge_chunks", sparse(64 * BLOCK, [(0, struct.pack("<IIII", 0x70416E53, 1, 1, 1 << 17))]))
write(DAMAGED + "writecache", "too_many_blocks", sparse(16 * BLOCK, [
    (0, struct.pack("<IIIIQQ", 0x23489321, 1, 4096, 0, FREE // 16 + 2, 10))]))
write(DAMAGED + "writecache", "block_twice", sparse(16 * BLOCK, [
    (0, struct.pack("<IIIIQQ32x", 0x23489321, 1, 4096, 0, 3, 10) + struct.pack("<6Q", 8, 4, 8, 4, 9, 1))]))
