#!/usr/bin/env python3
"""Makes an empty HFS+ or HFSX volume for tests, as TN1150 describes it.

usage: format.py IMAGE SIZE [--block N] [--node N] [--small-node N] [--sensitive] [--journal BYTES] [--wrapper]
  --node        catalog and attributes nodes; --small-node those of the extents overflow tree
  --sensitive   HFSX whose catalog compares names as they are
  --journal     room for a journal, which nobody has begun; see journal.py
  --wrapper     inside an HFS volume
"""
import argparse
import struct

LABEL = "Test volume"
CREATED = 3786825600  # 2024-01-01, in seconds since 1904


def tree(node_size, key_length, attributes, compare, nodes, leaves):
    """A B-tree file: a header node and at most one leaf with `leaves` (bytes of whole records)."""
    used = 2 if leaves else 1
    header = struct.pack(">HIIIIHHIIHIBBI", 1 if leaves else 0, 1 if leaves else 0, len(leaves),
                         1 if leaves else 0, 1 if leaves else 0, node_size, key_length, nodes, nodes - used,
                         0, node_size, 0, compare, attributes) + bytes(64)
    bits = bytearray(node_size - 256)
    assert nodes <= len(bits) * 8, "the tree needs a map node"
    for node in range(used):
        bits[node // 8] |= 0x80 >> node % 8
    first = struct.pack(">IIbBHH", 0, 0, 1, 0, 3, 0) + header + bytes(128) + bits
    first += struct.pack(">4H", node_size - 8, 248, 120, 14)
    second = b""
    if leaves:
        second = struct.pack(">IIbBHH", 0, 0, -1, 1, len(leaves), 0)
        offsets = []
        for record in leaves:
            offsets.append(len(second))
            second += record
        offsets.append(len(second))
        tail = struct.pack(">%dH" % len(offsets), *reversed(offsets))
        assert len(second) + len(tail) <= node_size, "the records need two leaves"
        second += bytes(node_size - len(second) - len(tail)) + tail
    return (first + second).ljust(nodes * node_size, b"\0")


def fork(size, block_size, start, count):
    return struct.pack(">QII", size, block_size, count) + struct.pack(">II", start, count) + bytes(56)


def catalog_record(parent, name, data):
    units = name.encode("utf-16-be")
    key = struct.pack(">IH", parent, len(units) // 2) + units
    return struct.pack(">H", len(key)) + key + data


def folder(number, valence):
    return struct.pack(">HHII5I", 1, 0, valence, number, *[CREATED] * 4, 0) + struct.pack(
        ">IIBBHI", 0, 0, 0, 0, 0o40755, 1) + bytes(40)


def file_record(number, data_fork):
    return struct.pack(">HHII5I", 2, 2, 0, number, *[CREATED] * 4, 0) + struct.pack(
        ">IIBBHI", 0, 0, 0, 0, 0o100644, 1) + bytes(40) + data_fork + bytes(80)


def thread(kind, parent, name):
    units = name.encode("utf-16-be")
    return struct.pack(">HHIH", kind, 0, parent, len(units) // 2) + units


def embed(image, size, options):
    """An HFS volume around it: a master directory block that says where the HFS+ is."""
    unit = 4096
    first = 16  # sectors
    blocks = (size - first * 512 - 1024) // unit
    block = bytearray(512)
    struct.pack_into(">HIIHHHHHIIH", block, 0, 0x4244, 0, 0, 0x8300, 0, 3, 0, blocks, unit, unit, first)
    block[36:37 + 7] = bytes([7]) + b"Wrapper"
    struct.pack_into(">HHH", block, 124, 0x4858 if options.sensitive else 0x482B, 2, blocks - 2)
    image.seek(1024)
    image.write(block)
    image.seek(size - 1024)
    image.write(block)
    return first * 512 + 2 * unit, (blocks - 2) * unit


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("image")
    parser.add_argument("size", type=int)
    parser.add_argument("--block", type=int, default=4096)
    parser.add_argument("--node", type=int, default=4096)
    parser.add_argument("--small-node", type=int, default=1024)
    parser.add_argument("--nodes", type=int, default=16, help="of the catalog: Linux fragments one that it lets grow")
    parser.add_argument("--sensitive", action="store_true")
    parser.add_argument("--journal", type=int, default=0)
    parser.add_argument("--wrapper", action="store_true")
    options = parser.parse_args()
    with open(options.image, "wb") as image:
        image.truncate(options.size)
        start, size = embed(image, options.size, options) if options.wrapper else (0, options.size)
        make(image, start, size, options)


def make(image, start, size, options):
    block = options.block
    total = size // block
    used = []

    def allocate(byte_count):
        count = max(1, -(-byte_count // block))
        first = used[-1][0] + used[-1][1]
        used.append((first, count))
        return first, count

    def write(first, data):
        image.seek(start + first * block)
        image.write(data)

    used.append((0, -(-1536 // block)))
    bitmap_place = allocate(-(-total // 8))
    journal_files = []
    info_block = 0
    if options.journal:
        info = allocate(512)
        journal = allocate(options.journal)
        info_block = info[0]
        write(info_block, struct.pack(">I32xQQ", 5, journal[0] * block, options.journal))
        journal_files = [(16, ".journal", fork(options.journal, block, *journal)),
                         (17, ".journal_info_block", fork(block, block, *info))]

    extents_nodes, other_nodes = 32, 16
    extents_file = tree(options.small_node, 10, 2, 0, min(extents_nodes, (options.small_node - 256) * 8), [])
    root = [catalog_record(1, LABEL, folder(2, len(journal_files)))]
    root.append(catalog_record(2, "", thread(3, 1, LABEL)))
    root += [catalog_record(2, name, file_record(number, data)) for number, name, data in journal_files]
    root += [catalog_record(number, "", thread(4, 2, name)) for number, name, _ in journal_files]
    catalog_file = tree(options.node, 516, 6, 0xBC if options.sensitive else 0xCF, options.nodes, root)
    attributes_file = tree(options.node, 266, 6, 0xBC, other_nodes, [])
    forks = []
    for content in (extents_file, catalog_file, attributes_file):
        place = allocate(len(content))
        write(place[0], content)
        forks.append(fork(len(content), block, *place))

    used.append(((size - 1024) // block, total - (size - 1024) // block))
    bitmap = bytearray(-(-total // 8))
    for first, count in used:
        for number in range(first, first + count):
            bitmap[number // 8] |= 0x80 >> number % 8
    write(bitmap_place[0], bitmap)
    forks.insert(0, fork(len(bitmap), block, *bitmap_place))

    free = total - sum(count for _, count in used)
    header = struct.pack(">HHI4sI4I", *((0x4858, 5) if options.sensitive else (0x482B, 4)),
                         0x100 | (0x2000 if options.journal else 0), b"10.0", info_block, CREATED, CREATED, 0, CREATED)
    header += struct.pack(">II", len(journal_files), 0)
    header += struct.pack(">IIIIIIII", block, total, free, used[-2][0] + used[-2][1], block, block, 18, 0)
    header += struct.pack(">Q", 1) + bytes(24) + bytes.fromhex("0123456789abcdef")
    header += b"".join(forks) + bytes(80)
    for offset in (1024, size - 1024):
        image.seek(start + offset)
        image.write(header)


main()
