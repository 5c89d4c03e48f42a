#!/usr/bin/env python3
"""Makes fuzz/damaged/ext from the seeds: one lie of the disk in each."""
import pathlib
import struct

FUZZ = pathlib.Path(__file__).resolve().parent.parent
SEEDS, DAMAGED = FUZZ / "seeds/ext", FUZZ / "damaged/ext"
SUPERBLOCK = 1024


def u32(image, offset):
    return struct.unpack_from("<I", image, offset)[0]


class Image:
    """A seed with blocks of 1 KiB; offsets of its root folder."""

    def __init__(self, seed):
        self.bytes = bytearray((SEEDS / seed).read_bytes())
        self.inode_size = struct.unpack_from("<H", self.bytes, SUPERBLOCK + 0x58)[0]
        table = u32(self.bytes, 2048 + 8) * 1024
        self.root = table + self.inode_size
        self.i_block = self.root + 40

    def put(self, offset, layout, *values):
        struct.pack_into("<" + layout, self.bytes, offset, *values)
        return self

    def save(self, name, length=None):
        (DAMAGED / name).write_bytes(self.bytes[:length])


DAMAGED.mkdir(parents=True, exist_ok=True)
for name, offset, layout, value in [
    ("superblock_block_size", 0x18, "I", 40),
    ("superblock_no_blocks_in_group", 0x20, "I", 0),
    ("superblock_no_inodes_in_group", 0x28, "I", 0),
    ("superblock_many_inodes", 0x0, "I", 0xFFFFFFFF),
    ("superblock_inode_size", 0x58, "H", 3),
    ("superblock_first_data_block", 0x14, "I", 0xFFFFFFFF),
]:
    Image("ext2").put(SUPERBLOCK + offset, layout, value).save(name, 4096)
Image("ext2").put(2048 + 8, "I", 0xFFFFFFFF).save("inode_table_behind_the_end", 8192)

root_block = u32(Image("ext2").bytes, Image("ext2").i_block) * 1024
end = root_block + 2048
Image("ext2").put(root_block + 4, "H", 0).save("directory_record_of_no_length", end)
Image("ext2").put(root_block + 12 + 4, "H", 0xFFFC).save("directory_record_too_long", end)
Image("ext2").put(root_block + 12, "I", 0xFFFFFFFF).save("directory_entry_of_no_inode", end)
image = Image("ext2")
image.put(image.root + 4, "I", 0xFFFFFFFF).save("directory_of_endless_size", end)
image = Image("ext2")
own = image.i_block // 1024
image.put(image.root + 4, "I", 0x10000000)
image.put(image.i_block + 48, "III", own, own, own).save("indirect_block_points_at_inodes", end)

image = Image("ext4-meta-bg")
own = image.i_block // 1024
limit = (own + 3) * 1024
image.put(image.i_block, "HHHH", 0xF30A, 1, 4, 0xFFFF).save("extent_tree_endlessly_deep", limit)
image = Image("ext4-meta-bg")
# A node of depth 1 whose child is a block that calls itself depth 1 again.
child = 120
image.put(image.i_block, "HHHHIIIHH", 0xF30A, 1, 4, 1, 0, 0, child, 0, 0)
image.put(child * 1024, "HHHHIIIHH", 0xF30A, 1, 84, 1, 0, 0, child, 0, 0).save("extent_tree_cycle")
image = Image("ext4-meta-bg")
image.put(image.i_block, "HHHHIIHHI", 0xF30A, 1, 4, 0, 0, 0, 0x8000, 0, 0xFFFFFFF0)
image.save("extent_behind_the_end", limit)
image = Image("ext4-meta-bg")
image.put(image.i_block, "HHHHIIHHI", 0xF30A, 9999, 9999, 0, 0, 0, 1, 0, 1)
image.save("extent_node_too_full", limit)
