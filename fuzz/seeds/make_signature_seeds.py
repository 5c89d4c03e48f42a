#!/usr/bin/env python3
"""Hand-made seeds for fuzz/fs_signatures.cpp: headers of kinds that no tool at hand makes, and damaged
inputs for it and for the partition tables.

Writes beside itself: fs_signatures/, ../damaged/{fs_signatures,mbr,gpt}/.
"""
import os
import struct
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))


def write(folder, name, sectors, *pieces):
    path = os.path.join(HERE, folder)
    os.makedirs(path, exist_ok=True)
    with open(os.path.join(path, name), "wb") as out:
        out.write(struct.pack("<I", sectors))
        for offset, data in pieces:
            assert offset % 512 == 0
            out.write(struct.pack("<IH", offset // 512, len(data)) + data)


def at(size, *fields):
    """`size` zero bytes with (offset, bytes) put in."""
    block = bytearray(size)
    for offset, data in fields:
        block[offset:offset + len(data)] = data
    return bytes(block)


def hfs_plus():
    header = at(512, (0, b"H+"), (40, struct.pack(">I", 4096)), (104, b"finderid"),
                (288, struct.pack(">II", 4, 8)))
    node0 = at(64, (8, b"\x01"), (24, struct.pack(">I", 1)), (32, struct.pack(">H", 4096)))
    leaf = at(64, (8, b"\xff"), (10, struct.pack(">H", 1)), (14, struct.pack(">HIH", 16, 1, 5)),
              (22, "label".encode("utf-16-be")))
    return (1024, header), (4 * 4096, node0), (5 * 4096, leaf)


def zfs():
    def pair(name, kind, value):
        text = name.encode()
        body = struct.pack(">I", len(text)) + text + b"\0" * (-len(text) % 4)
        body += struct.pack(">II", kind, 1) + value
        return struct.pack(">II", len(body) + 8, 0) + body
    pairs = pair("name", 9, struct.pack(">I", 4) + b"tank") + pair("pool_guid", 8, b"\1" * 8)
    magic = struct.pack("<Q", 0x00BAB10C)
    slots = [(128 * 1024 + i * 1024, magic) for i in range(4)]
    return [(16 * 1024, b"\1\1\0\0" + b"\0" * 8 + pairs + b"\0" * 8)] + slots


def bitlocker():
    guid = uuid.UUID("4967d63b-2e29-4ad8-8399-f6a339e3d001").bytes_le
    sector = at(512, (3, b"-FVE-FS-"), (160, guid), (176, struct.pack("<Q", 4096)))
    label = "label".encode("utf-16-le")
    entry = struct.pack("<HHHH", 8 + len(label), 7, 2, 1) + label
    block = at(112, (0, b"-FVE-FS-"), (64, struct.pack("<I", 48 + len(entry))), (80, b"\2" * 16))
    return (0, sector), (4096, block + entry)


def ufs2():
    return [(65536, at(1376, (144, b"\1" * 8), (680, b"label"),
                       (1372, struct.pack("<I", 0x19540119))))]


def raid(offset):
    return [(offset, at(256, (0, struct.pack("<II", 0xA92B4EFC, 1)), (16, b"\3" * 16),
                        (32, b"host:0"), (144, struct.pack("<Q", offset // 512))))]


def loop_of_records():
    def record(*entries):
        raw = b"".join(struct.pack("<B3xB3xII", 0, *entry) for entry in entries)
        return at(512, (446, raw), (510, b"\x55\xaa"))
    return ((0, record((5, 64, 512))), (64 * 512, record((0x83, 1, 8), (5, 32, 16))),
            (96 * 512, record((0x83, 1, 8), (5, 0, 16))))


def gpt(entry_count, entry_size, entries_block):
    protective = at(512, (446, struct.pack("<B3xB3xII", 0, 0xEE, 1, 0xFFFFFFFF)), (510, b"\x55\xaa"))
    header = struct.pack("<8sIIIIQQQQ16sQIII", b"EFI PART", 0x10000, 92, 0, 0, 1, 2047, 34, 2014,
                         b"\4" * 16, entries_block, entry_count, entry_size, 0)
    entry = b"\5" * 32 + struct.pack("<QQ", 2**64 - 2, 2**64 - 1) + b"\0" * 80
    return (0, protective), (512, header), (1024, entry)


write("fs_signatures", "hfsplus", 2048, *hfs_plus())
write("fs_signatures", "zfs", 4096, *zfs())
write("fs_signatures", "bitlocker", 2048, *bitlocker())
write("fs_signatures", "ufs2", 2048, *ufs2())
write("fs_signatures", "raid_1.2", 2048, *raid(4096))
write("fs_signatures", "vmfs", 8192, (2 << 20, at(160, (0, struct.pack("<I", 0x2FABF15E)), (29, b"l"))))
write("fs_signatures", "luks2", 64, (0, at(512, (0, b"LUKS\xba\xbe\0\2"), (24, b"l"), (168, b"id"))))
write("../damaged/fs_signatures", "cut_boot_sector", 0)
# The master file table lies behind 2^64.
write("../damaged/fs_signatures", "ntfs_far_table", 64,
      (0, at(512, (3, b"NTFS    "), (11, b"\0\2\x08"), (48, b"\xff" * 8), (64, b"\xf6"))))
# A FAT32 whose root directory's chain points to itself.
write("../damaged/fs_signatures", "fat32_chain_loop", 65536,
      (0, at(512, (11, b"\0\2\1\1\0\1"), (21, b"\xf8"), (36, b"\1\0\0\0"), (44, b"\2\0\0\0"))),
      (512, b"\xf8\xff\xff\x0f\xff\xff\xff\x0f\2\0\0\0"), (1024, b"A" * 512))
write("../damaged/mbr", "chain_loop", 2048, *loop_of_records())
write("../damaged/gpt", "too_many_entries", 2048, *gpt(0xFFFFFFFF, 128, 2))
write("../damaged/gpt", "entry_size_zero", 2048, *gpt(128, 0, 2))
write("../damaged/gpt", "entries_behind_end", 2048, *gpt(4, 128, 2**60))
write("../damaged/gpt", "partition_wraps", 2048, *gpt(1, 128, 2))
