#!/usr/bin/env python3
"""Makes the seeds and the damaged inputs of the target raid (fuzz/raid.cpp says how it reads them)."""
import pathlib
import random
import struct

FUZZ = pathlib.Path(__file__).resolve().parent.parent
random.seed(1)


def write(kind, name, data):
    folder = FUZZ / kind / "raid"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def model(kind, members, chunk, missing, variant, extra=b"", size=3000):
    """An array that is compared with the model; the chunk in sectors."""
    head = struct.pack("<BBBBBHB", 1, kind, members - 2, chunk - 1, missing, 700, variant)
    return head + extra + random.randbytes(size)


def numbers(kind, chunk, size, variant, members):
    """An array of these numbers over members of zeros; a member of None is missing."""
    head = struct.pack("<BBQQIB", 0, kind, chunk, size, variant, len(members))
    return head + b"".join(struct.pack("<Q", 7 if member is None else member) for member in members)


LAYOUTS = ("la ra ls rs first last zr nr nc la_6 ra_6 ls_6 rs_6 first_6").split()
write("seeds", "raid5_ls", model(0, 4, 1, 0b0010, LAYOUTS.index("ls")))
write("seeds", "raid5_ra", model(0, 3, 2, 0b0001, LAYOUTS.index("ra")))
write("seeds", "raid4", model(0, 4, 1, 0b0100, LAYOUTS.index("last")))
# 128 and more are two parity members; the remainder by 14 is the layout.
for layout, name in enumerate(LAYOUTS):
    write("seeds", "raid6_" + name, model(0, 5, 1, 0b01001, 140 + layout, size=1600))
write("seeds", "raid10_near", model(1, 5, 1, 0b00010, 2 + 4 * 1))
write("seeds", "raid10_far", model(1, 4, 1, 0b0100, 1 + 4 * 2))
write("seeds", "raid10_offset", model(1, 3, 1, 0b001, 1 + 4 * 2 + 64))
write("seeds", "raid10_far_sets", model(1, 5, 1, 0b00001, 1 + 4 * 2 + 128))
write("seeds", "striped_zones", model(2, 4, 1, 0, 1, bytes([0, 4, 2, 5])))
write("seeds", "striped_original", model(2, 3, 1, 0b010, 0, bytes([1, 3, 2])))
MIB = 1 << 20
write("seeds", "numbers_raid5", numbers(1, 65536, 2 * MIB, 0x0201, [MIB, None, MIB]))
write("seeds", "numbers_raid10", numbers(2, 65536, 2 * MIB, 0x0102, [MIB] * 4))

write("damaged", "chunk_of_nothing", numbers(3, 0, MIB, 0, [MIB, MIB]))
write("damaged", "chunk_too_large", numbers(1, 1 << 63, 1 << 59, 0x0201, [1 << 62] * 3))
write("damaged", "size_of_all_bits", numbers(3, 512, (1 << 64) - 1, 0, [(1 << 64) - 16] * 4))
write("damaged", "copies_beyond_members", numbers(2, 4096, MIB, 0xFFFF, [MIB] * 4))
write("damaged", "copies_that_overlap", numbers(2, 4096, MIB, 0x30202, [MIB] * 5))
write("damaged", "no_copies", numbers(2, 4096, MIB, 0x30000, [MIB] * 4))
write("damaged", "more_parity_than_members", numbers(1, 4096, MIB, 0x0202, [MIB, MIB]))
write("damaged", "unknown_layout", numbers(1, 4096, MIB, 0xFF01, [MIB] * 4))
write("damaged", "all_missing", numbers(3, 4096, 1 << 40, 0, [None] * 9))
write("damaged", "members_too_small", numbers(0, 4096, MIB, 0, [MIB, 4096]))
