#!/usr/bin/env python3
"""Makes a seed of the target btrfs_items (which tells its form) from an image with a log in use.

usage: btrfs_items_seeds.py IMAGE SEED      (one device, metadata single or mixed; subvolume 256 is the other one)"""
import struct
import sys

TOP, OTHER, CHECKSUMS, LOGS = 5, 256, 7, 2**64 - 6
ROOT_ITEM, CHUNK_ITEM = 132, 228
NUMBERS = {"top": 0, "top_log": 1, "other": 2, "other_log": 3, "checksums": 4, "roots": 5}


class Image:
    def __init__(self, path):
        with open(path, "rb") as image:
            self.bytes = image.read()
        self.superblock = self.bytes[65536:65536 + 4096]
        (self.node_size,) = struct.unpack_from("<I", self.superblock, 0x94)
        (length,) = struct.unpack_from("<I", self.superblock, 0xA0)
        self.chunks = []
        at = 0x32B
        while at < 0x32B + length:
            (logical,) = struct.unpack_from("<Q", self.superblock, at + 9)
            (stripes,) = struct.unpack_from("<H", self.superblock, at + 17 + 44)
            self.add_chunk(logical, self.superblock[at + 17:at + 17 + 48 + 32 * stripes])
            at += 17 + 48 + 32 * stripes

    def number(self, offset):
        return struct.unpack_from("<Q", self.superblock, offset)[0]

    def add_chunk(self, logical, item):
        (length,), (position,) = struct.unpack_from("<Q", item, 0), struct.unpack_from("<Q", item, 48 + 8)
        self.chunks.append((logical, length, position))

    def node(self, logical):
        for begin, length, position in self.chunks:
            if begin <= logical < begin + length:
                at = position + logical - begin
                return self.bytes[at:at + self.node_size]
        raise SystemExit(f"no chunk holds {logical}")

    def items(self, logical):
        node = self.node(logical)
        (count,), level = struct.unpack_from("<I", node, 96), node[100]
        for i in range(count):
            if level != 0:
                yield from self.items(struct.unpack_from("<Q", node, 101 + i * 33 + 17)[0])
                continue
            at = 101 + i * 25
            offset, size = struct.unpack_from("<II", node, at + 17)
            yield node[at:at + 17], node[101 + offset:101 + offset + size]


def roots(image, tree):
    """Addresses of the trees that `tree` names, by the number of each."""
    out = {}
    for key, data in image.items(tree):
        objectid, kind, offset = struct.unpack("<QBQ", key)
        if kind == ROOT_ITEM:
            out[offset if objectid == LOGS else objectid] = struct.unpack_from("<Q", data, 176)[0]
    return out


def main():
    image = Image(sys.argv[1])
    for key, data in image.items(image.number(0x58)):
        objectid, kind, offset = struct.unpack("<QBQ", key)
        if kind == CHUNK_ITEM:
            image.add_chunk(offset, data)
    trees = roots(image, image.number(0x50))
    logs = roots(image, image.number(0x60)) if image.number(0x60) else {}
    out = b""

    def add(name, logical, keep=lambda kind: True):
        nonlocal out
        for key, data in image.items(logical) if logical else []:
            if keep(key[8]):
                out += bytes([NUMBERS[name]]) + key + struct.pack("<H", len(data)) + data

    add("top", trees[TOP])
    add("top_log", logs.get(TOP))
    add("other", trees[OTHER])
    add("other_log", logs.get(OTHER))
    # The target writes ROOT_ITEMs itself.
    add("roots", image.number(0x50), lambda kind: kind in (84, 144, 156))
    with open(sys.argv[2], "wb") as seed:
        seed.write(out)


main()
