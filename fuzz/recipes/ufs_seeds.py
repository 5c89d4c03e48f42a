#!/usr/bin/env python3
"""Makes fuzz/seeds/ufs and fuzz/damaged/ufs: small volumes of makefs, with what makefs cannot make put in by hand
(attributes, ACLs, times, a snapshot, check hashes, a journal of NetBSD), and one lie of the disk in each damaged one.
Needs makefs. The tests of tests/fs/ufs count on the names and values here."""
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

FUZZ = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FUZZ.parent / "tests/fs/ufs"))
from ufs_image import Image  # noqa: E402

SECTOR = 512


def save(folder, name, image):
    """As fuzz/sparse_disk.hpp reads it."""
    (FUZZ / folder).mkdir(parents=True, exist_ok=True)
    out = bytearray(struct.pack("<I", len(image) // SECTOR))
    start = None
    for number in range(len(image) // SECTOR + 1):
        data = image[number * SECTOR:(number + 1) * SECTOR]
        if any(data):
            start = number if start is None else start
        if start is not None and (not any(data) or number - start == 64):
            piece = bytes(image[start * SECTOR:number * SECTOR]).rstrip(b"\0")
            out += struct.pack("<IH", start, len(piece)) + piece
            start = number if any(data) else None
    (FUZZ / folder / name).write_bytes(out)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc


def make_tree(folder):
    (folder / "dir/below").mkdir(parents=True)
    (folder / "file").write_bytes(b"content of the file")
    (folder / "dir/below/empty").write_bytes(b"")
    (folder / "dir/tail").write_bytes(b"x" * 700)
    blocks = b"".join(bytes([97 + number]).ljust(4096, b"\0") for number in range(14))
    (folder / "holes").write_bytes(blocks)
    (folder / "attributes").write_bytes(b"a")
    (folder / "donor").write_bytes(blocks[:4096 * 2])
    (folder / "snapshot").write_bytes(blocks[:4096 * 5])
    os.symlink("dir/tail", folder / "short")
    os.symlink("y" * 200, folder / "long")
    for node in [folder, *folder.rglob("*")]:
        os.utime(node, (1000000000, 1000000000), follow_symlinks=False)


def make(folder, name, *options):
    path = folder / name
    subprocess.run(["makefs", "-t", "ffs", "-s", "512k", "-T", "1000000000", *options, path, folder / "tree"], check=True,
                   stdout=subprocess.DEVNULL)
    image = Image(path)
    # Addresses in the process' memory are in the superblock and its copies, and random numbers.
    magic = image.u32(image.place + 1372)
    for place in range(image.place, len(image.bytes) - 1376, SECTOR):
        if image.u32(place + 1372) == magic:
            image.bytes[place + 724:place + 852] = bytes(128)
            image.put("II", place + 144, 0x11223344, 0x55667788)
    for number in range(2, image.groups * image.inodes):
        image.put("I", image.inode(number) + (80 if image.is_second else 108), 7 if image.mode(number) else 0)
    if image.is_second:
        for number in image.used_inodes():
            image.put("QQQ", image.inode(number) + 32, 1000000000, 1000000000, 1000000000)
    base = image.pointers_at(image.find("holes"))
    for index in (1, 2, 11):
        image.put_pointer(base, index, 0)
    return image


def attribute(order, space, name, content):
    name_length = (7 + len(name) + 7) // 8 * 8
    padding = -len(content) % 8
    head = struct.pack(order + "IBBB", name_length + len(content) + padding, space, padding, len(name)) + name
    return head.ljust(name_length, b"\0") + content + bytes(padding)


def acl(order, *entries):
    stored = struct.pack(order + "I", len(entries))
    for tag, number, permissions in entries:
        stored += struct.pack(order + "IIHH", tag, number, permissions, 0)
    return stored.ljust(388, b"\0")


def put_attributes(image, path, area, block):
    """The area into block number `block` of the file "donor"."""
    number = image.find(path)
    fragment = image.get_pointer(image.pointers_at(image.find("donor")), block)
    begin = fragment * image.fragment
    image.bytes[begin:begin + image.block] = area.ljust(image.block, b"\0")
    image.put("I", image.inode(number) + 92, len(area))
    image.put("Q", image.inode(number) + 96, fragment)


def add_second_features(image):
    order = image.order
    # The permissions of the owner, the mask and others are stale: the mode (0644) counts.
    access = acl(order, (0x01, 0xFFFFFFFF, 0), (0x20, 0xFFFFFFFF, 7), (0x04, 0xFFFFFFFF, 6), (0x08, 2000, 5),
                 (0x02, 1001, 6), (0x10, 0xFFFFFFFF, 7))
    default = acl(order, (0x01, 0xFFFFFFFF, 7), (0x04, 0xFFFFFFFF, 5), (0x20, 0xFFFFFFFF, 0))
    put_attributes(image, "attributes",
                   attribute(order, 1, b"comment", b"of a user") + attribute(order, 2, b"label", b"of the system") +
                   attribute(order, 2, b"posix1e.acl_access", access) + attribute(order, 1, b"empty", b""), 0)
    put_attributes(image, "dir", attribute(order, 2, b"posix1e.acl_default", default), 1)
    image.put("H", image.inode(image.find("attributes")), 0o100644)
    at = image.inode(image.find("file"))
    image.put("qqqq", at + 32, 1500000001, 1500000002, 1500000003, 1400000000)
    image.put("IIII", at + 64, 222, 111, 333, 444)
    number = image.find("snapshot")
    image.put("I", image.inode(number) + 88, 0x00200000)
    base = image.pointers_at(number)
    image.put_pointer(base, 2, 0)  # as on the volume: what is at 8 KiB, the superblock
    image.put_pointer(base, 3, 1)
    image.put_pointer(base, 4, 2)
    image.bytes[image.place + 680:image.place + 690] = b"seed label"


def put_check_hashes(image):
    place = image.place
    image.put("I", place + 1312, image.u32(place + 1312) | 0x200)
    image.put("I", place + 1308, 5)
    for number in image.used_inodes():
        at = image.inode(number)
        image.put("I", at + 244, 0)
        image.put("I", at + 244, crc32c(image.bytes[at:at + 256]))
    image.put("I", place + 1304, 0)
    image.put("I", place + 1304, crc32c(image.bytes[place:place + image.u32(place + 104)]))


def ring_write(log, ring, position, data):
    """Returns the position behind."""
    offset, size = ring
    for begin in range(0, len(data), SECTOR):
        log[position:position + SECTOR] = data[begin:begin + SECTOR].ljust(SECTOR, b"\0")
        position += SECTOR
        if position == offset + size:
            position = offset
    return position


def add_log(image):
    """A journal behind the file system: the second record, which the ring's end divides, renames "file"; the first one
    would have changed "dir/tail", but is revoked; its inode's newer size stands in the third."""
    order, place = image.order, image.place
    begin, ring = len(image.bytes), (1024, 16 * SECTOR)
    log = bytearray(ring[0] + ring[1])

    def record(kind, blocks, contents=b""):
        head = struct.pack(order + "IIII", kind, SECTOR + len(contents), len(blocks), 0)
        for sector, length in blocks:
            head += struct.pack(order + "QII", sector, 0, length)
        return head.ljust(SECTOR, b"\0") + contents

    data = image.get_pointer(image.pointers_at(image.find("dir/tail")), 0) * image.fragment // SECTOR
    entry = next(offset for offset, _, name in image.entries(2) if name == b"file")
    names = entry // SECTOR
    renamed = bytearray(image.bytes[names * SECTOR:(names + 1) * SECTOR])
    renamed[entry % SECTOR + 8:entry % SECTOR + 12] = b"kept"
    inode = image.size_at(image.find("dir/tail"))
    sizes = inode // SECTOR
    shorter = bytearray(image.bytes[sizes * SECTOR:(sizes + 1) * SECTOR])
    struct.pack_into(order + "Q", shorter, inode % SECTOR, 650)

    tail = position = ring[0] + 11 * SECTOR
    position = ring_write(log, ring, position, record(0x5741424F, [(data, SECTOR)], b"stale".ljust(SECTOR, b"!")))
    position = ring_write(log, ring, position, record(0x5741424E, [(data, SECTOR)]))
    position = ring_write(log, ring, position, record(0x5741424D, [(9, 0o100644)]))
    position = ring_write(log, ring, position,
                          record(0x5741424F, [(names, SECTOR), (sizes, SECTOR)], bytes(renamed) + bytes(shorter)))
    for number, (generation, head) in enumerate([(4, tail), (5, position)]):
        header = struct.pack(order + "IIIIIIQIIIIQQQQ", 0x5741424C, SECTOR, 0, generation, 1, 2, 0, 0, 1, 9, 9, head,
                             tail, ring[0], ring[1])
        log[number * SECTOR:(number + 1) * SECTOR] = header.ljust(SECTOR, b"\0")
    image.bytes += log
    image.put("I", place + 1312, image.u32(place + 1312) | 0x100)
    image.bytes[place + 211] |= 0x80
    image.put("I", place + 860, image.block)
    image.bytes[place + 864:place + 866] = b"\1\1"
    image.put("QQQQ", place + 872, begin // SECTOR, len(log) // SECTOR, SECTOR, 0)
    image.bytes[place + 209] = 0
    return begin


def lies(plain, checked, logged, log_begin):
    """(name, image) of each damaged volume."""
    def changed(image, offset, form, *values):
        copy = bytearray(image.bytes)
        struct.pack_into(image.order + form, copy, offset, *values)
        return copy

    place = plain.place
    for name, offset, value in [("no_groups", 44, 0), ("block_of_12345", 48, 12345), ("block_of_2g", 48, 1 << 31),
                                ("fragment_of_0", 52, 0), ("fragments_of_a_block_3", 56, 3),
                                ("no_inodes_in_a_group", 184, 0), ("inodes_of_a_group_2g", 184, 1 << 31),
                                ("fragments_of_a_group_0", 188, 0), ("inodes_behind_the_group", 16, 1 << 30),
                                ("superblock_behind_the_group", 8, 1 << 30)]:
        copy = changed(plain, place + offset, "I", value)
        # So that the copies do not stand in.
        for at in range(place + 8192, len(copy) - 1376, 512):
            if struct.unpack_from(plain.order + "I", copy, at + 1372)[0] == 0x19540119:
                copy[at + 1372:at + 1376] = bytes(4)
        yield name, copy
    yield "first_superblock", changed(plain, place + 48, "I", 12345)
    yield "size_2_62", changed(plain, place + 1080, "Q", 1 << 62)
    root = next(plain.blocks(2))
    yield "record_of_0", changed(plain, root + 4, "H", 0)
    entries = {name: offset for offset, _, name in plain.entries(2)}
    yield "record_too_long", changed(plain, entries[b"file"] + 4, "H", 4000)
    yield "name_too_long", changed(plain, entries[b"file"] + 6, "BB", 8, 200)
    yield "name_with_slash", changed(plain, entries[b"file"] + 8, "4s", b"a/b\0")
    yield "entry_of_no_inode", changed(plain, entries[b"file"], "I", 1 << 30)
    yield "directory_holds_itself", changed(plain, entries[b"dir"], "I", 2)
    yield "directory_is_the_file", changed(plain, entries[b"dir"], "I", plain.find("file"))
    number = plain.find("dir")
    yield "directory_of_2_60", changed(plain, plain.size_at(number), "Q", 1 << 60)
    yield "directory_is_a_hole", changed(plain, plain.pointers_at(number), "Q", 0)
    number = plain.find("holes")
    yield "block_outside", changed(plain, plain.pointers_at(number), "Q", 1 << 40)
    yield "pointers_outside", changed(plain, plain.pointers_at(number) + 12 * 8, "Q", (1 << 64) - 1)
    yield "file_of_2_63", changed(plain, plain.size_at(number), "Q", 1 << 63)
    number = plain.find("short")
    yield "link_of_0", changed(plain, plain.size_at(number), "Q", 0)
    yield "link_of_5000", changed(plain, plain.size_at(number), "Q", 5000)
    at = plain.inode(plain.find("attributes"))
    yield "attributes_of_1g", changed(plain, at + 92, "I", 1 << 30)
    yield "attributes_nowhere", changed(plain, at + 96, "Q", 0)
    area = plain.get("Q", at + 96) * plain.fragment
    yield "attribute_of_1g", changed(plain, area, "I", 1 << 30)
    yield "attribute_with_long_name", changed(plain, area + 6, "B", 250)
    yield "acl_of_1g_entries", changed(plain, plain.bytes.find(b"posix1e.acl_access", area) + 25, "I", 1 << 30)
    yield "checked_superblock", changed(checked, place + 36, "I", 0x77)
    yield "checked_inode", changed(checked, checked.inode(checked.find("file")) + 4, "I", 99)
    for name, offset, form, value in [("log_without_header", 0, "I", 0), ("log_of_other_sectors", 512 + 40, "I", 12),
                                      ("log_head_outside", 512 + 48, "Q", 1 << 40),
                                      ("log_ring_outside", 512 + 72, "Q", 1 << 40),
                                      ("log_goes_round", 1024 + 14 * 512 + 4, "I", 13 * 512),
                                      ("log_record_of_0", 1024 + 11 * 512 + 4, "I", 0),
                                      ("log_record_unknown", 1024 + 11 * 512, "I", 1),
                                      ("log_block_outside", 1024 + 11 * 512 + 16, "Q", 1 << 50),
                                      ("log_of_many_blocks", 1024 + 11 * 512 + 8, "I", 1 << 30)]:
        yield name, changed(logged, log_begin + offset, form, value)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "tree").mkdir()
        make_tree(folder / "tree")
        layout = "bsize=4096,fsize=512,density=16384"
        for order in ("little", "big"):
            first = make(folder, "first", "-B", order, "-o", f"version=1,{layout}")
            save("seeds/ufs", f"ufs1_{order}", first.bytes)
            plain = make(folder, "second", "-B", order, "-o", f"version=2,{layout}")
            add_second_features(plain)
            save("seeds/ufs", f"ufs2_{order}", plain.bytes)
        checked = make(folder, "checked", "-B", "little", "-o", f"version=2,{layout}")
        add_second_features(checked)
        put_check_hashes(checked)
        save("seeds/ufs", "ufs2_checked", checked.bytes)
        little = make(folder, "little", "-B", "little", "-o", f"version=2,{layout}")
        add_second_features(little)
        for order in ("little", "big"):
            logged = make(folder, "logged", "-B", order, "-o", f"version=2,{layout}")
            begin = add_log(logged)
            save("seeds/ufs", f"ufs2_log_{order}", logged.bytes)
            if order == "little":
                for lie, image in lies(little, checked, logged, begin):
                    save("damaged/ufs", lie, image)


main()
