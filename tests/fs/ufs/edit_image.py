#!/usr/bin/env python3
"""Turns a volume of makefs into what makefs cannot make: holes, files of three levels, and dialects.

usage: edit_image.py IMAGE bsd44|at64k|old|solaris"""
import sys

from ufs_image import DIRECT, Image

SUPERBLOCK_BYTES = 1376


def make_holes(image):
    base = image.pointers_at(image.find("edited/holes"))
    for index in (0, 3, 4, 11):
        image.put_pointer(base, index, 0)
    number = image.find("edited/single")
    base = image.pointers_at(number)
    image.put("Q", image.size_at(number), (DIRECT + 3) * image.block - 5)
    single = image.get_pointer(base, DIRECT)
    if single == 0:  # blocks are so large that the file has no pointer block: its first one becomes that
        single = image.get_pointer(base, 0)
        begin = single * image.fragment
        image.bytes[begin:begin + image.block] = bytes(image.block)
        image.put_pointer(begin, 2, image.get_pointer(base, 1))
        image.put_pointer(base, DIRECT, single)
    else:
        image.put_pointer(single * image.fragment, 1, 0)


def reach_third_level(image):
    """The file's data blocks 0 to 2 become pointer blocks; what they lead to is its block 3."""
    number = image.find("edited/triple")
    base = image.pointers_at(number)
    levels = [image.get_pointer(base, index) for index in range(4)]
    slots = (0, 0, 5)
    for index, slot in enumerate(slots):
        begin = levels[index] * image.fragment
        image.bytes[begin:begin + image.block] = bytes(image.block)
        image.put_pointer(begin, slot, levels[index + 1])
    for index in range(DIRECT + 3):
        image.put_pointer(base, index, 0)
    image.put_pointer(base, 5, levels[3])
    image.put_pointer(base, DIRECT + 2, levels[0])
    per_block = image.block // image.pointer
    image.put("Q", image.size_at(number), (DIRECT + per_block + per_block ** 2 + slots[2]) * image.block + 100)


def move_inode(image, old, new):
    begin, target = image.inode(old), image.inode(new)
    image.bytes[target:target + image.inode_size] = image.bytes[begin:begin + image.inode_size]
    for offset, inode, _ in list(image.walk()):
        if inode == old:
            image.put("I", offset, new)
    image.bytes[begin:begin + image.inode_size] = bytes(image.inode_size)


def put_superblock_at_64k(image):
    """What is there: inodes of group 0, which move to the last group, or the descriptor of group 0, which nobody
    reads."""
    place = 65536
    moved_to = image.groups * image.inodes - 1
    for number in range(3, image.inodes):
        at = image.inode(number)
        if at < place + SUPERBLOCK_BYTES and at + image.inode_size > place:
            if image.mode(number):
                move_inode(image, number, moved_to)
                moved_to -= 1
    assert image.table * image.fragment + image.inodes * image.inode_size >= place + SUPERBLOCK_BYTES
    image.put("Q", image.place + 1000, place)
    image.bytes[place:place + SUPERBLOCK_BYTES] = image.bytes[image.place:image.place + SUPERBLOCK_BYTES]
    image.bytes[image.place:image.place + SUPERBLOCK_BYTES] = bytes(SUPERBLOCK_BYTES)
    image.place = place


def drop_entry_types(image):
    for offset, _, _ in list(image.walk()):
        image.put("H", offset + 6, image.bytes[offset + 7])


def make_old(image):
    drop_entry_types(image)
    image.put("I", image.place + 1324, 0xFFFFFFFF)
    for number in image.used_inodes():
        at = image.inode(number)
        owner, group = image.u32(at + 112), image.u32(at + 116)
        image.put("HH", at + 4, owner & 0xFFFF, group & 0xFFFF)
        image.put("IIII", at + 112, 0, 0, 0, 0)


def make_solaris(image):
    drop_entry_types(image)
    masks = bytes(image.bytes[image.place + 1336:image.place + 1352])
    image.put("IIIII", image.place + 1316, 0, 0, 0, 0, 0)
    image.put("I", image.place + 1336, 0x1234)
    image.bytes[image.place + 1340:image.place + 1356] = masks
    for number in image.used_inodes():
        at = image.inode(number)
        owner, group = image.u32(at + 112), image.u32(at + 116)
        image.put("HH", at + 4, min(owner, 0xFFFF), min(group, 0xFFFF))
        image.put("IIII", at + 112, 0, owner, group, 0)
        for time in (16, 24, 32):
            image.put("I", at + time + 4, image.u32(at + time + 4) // 1000)
        if image.mode(number) >> 12 in (2, 6):
            old = image.u32(at + 40)
            new = (old >> 8 & 0xFFF) << 18 | old & 0xFF
            image.put("II", at + 40, *((0, new) if image.order == "<" else (new, 0)))


def set_fractions(image):
    """Of the seconds of UFS2: makefs leaves them 0."""
    for number in image.used_inodes():
        image.put("III", image.inode(number) + 64, number * 1000 + 1, number * 1000 + 2, number * 1000 + 3)


def main():
    image = Image(sys.argv[1])
    if image.is_second:
        set_fractions(image)
    make_holes(image)
    reach_third_level(image)
    {"bsd44": lambda _: None, "at64k": put_superblock_at_64k, "old": make_old,
     "solaris": make_solaris}[sys.argv[2]](image)
    image.save()


main()
