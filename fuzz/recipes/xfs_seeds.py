#!/usr/bin/env python3
"""Makes the seeds and damaged inputs of the targets xfs and xfs_log. Needs root, mkfs.xfs and a kernel with XFS.

usage: fuzz/recipes/xfs_seeds.py        (writes below fuzz/)"""
import os
import pathlib
import struct
import subprocess
import tempfile

FUZZ = pathlib.Path(__file__).resolve().parent.parent
SECTOR = 512

FILL = """
mkdir block leaf deep; echo content > file; ln -s file short; ln -s $(head -c 900 /dev/zero | tr '\\0' x) long
: > empty; for i in $(seq 12); do ln empty block/n$i; done
for i in $(seq 36); do ln empty leaf/entry_of_a_leaf_$i; done
setfattr -n user.small -v value file; setfattr -n user.large -v $(head -c 3000 /dev/zero | tr '\\0' v) file
for i in $(seq 12); do setfattr -n user.number$i -v $(head -c 60 /dev/zero | tr '\\0' v) empty; done
setfacl -m u:1000:rw file; mknod device c 5 77
for i in $(seq 0 2 60); do printf x | dd of=pieces bs=1 seek=$((i * 1024)) conv=notrunc status=none; done
"""
MKFS = {  # seed: options of mkfs.xfs, whether the kernel fills it
    "v5": ("-b size=1024", True),
    "v5_4k": ("-b size=4096 -i nrext64=1", True),
    "v5_classic": ("-b size=1024 -n size=4096 -m bigtime=0,reflink=0,inobtcount=0", True),
    "v4": ("-m crc=0 -b size=512", False),
}


def run(command, **options):
    subprocess.run(command, shell=True, check=True, **options)


def is_free_inode(sector):
    """Of 64 inodes that are made at once most are not in use: half of a seed. The log only wants to find some."""
    return sector[:4] == b"IN\0\0" and sector[256:260] in (b"IN\0\0", bytes(4))


def sparse(image, keep=any):
    out = struct.pack("<I", len(image) // SECTOR)
    pieces = []
    for at in range(0, len(image), SECTOR):
        sector = image[at:at + SECTOR]
        if not keep(sector):
            continue
        data = sector.rstrip(b"\0")
        if is_free_inode(sector):
            data = data[:6]
        if pieces and pieces[-1][0] + len(pieces[-1][1]) == at and len(pieces[-1][1]) < 32768:
            pieces[-1][1] += data
        else:
            pieces.append([at, bytearray(data)])
    for at, data in pieces:
        out += struct.pack("<IH", at // SECTOR, len(data)) + data
    return out


def is_no_empty_record(sector):
    """The kernel writes empty records in front of the log's head."""
    return any(sector) and (sector[:4] != b"\xfe\xed\xba\xbe" or sector[12:16] != b"\0\0\0\0")


def log_area(image):
    """Where the log begins and ends."""
    (block_size,), (start,) = struct.unpack_from(">I", image, 4), struct.unpack_from(">Q", image, 48)
    (group_blocks,), (blocks,) = struct.unpack_from(">I", image, 84), struct.unpack_from(">I", image, 96)
    group, block = start >> image[124], start & ((1 << image[124]) - 1)
    begin = (group * group_blocks + block) * block_size
    return begin, begin + blocks * block_size


def without_log(image):
    """As never used: what an orderly unmount leaves in it is not looked at anyway."""
    begin, end = log_area(image)
    return image[:begin] + bytes(end - begin) + image[end:]


def log_operations(image):
    """What the records from the last one's tail on carry, without the numbers that the log puts into it."""
    begin, end = log_area(image)
    records, tail = [], 0
    for at in range(begin, end, SECTOR):
        magic, _, _, length, sequence, last_tail = struct.unpack_from(">IIIIQQ", image, at)
        (buffer_size,) = struct.unpack_from(">I", image, at + 320)
        if magic != 0xFEEDBABE or length == 0:
            continue
        headers = max(1, -(-buffer_size // 32768))
        data = bytearray(image[at + headers * SECTOR:at + headers * SECTOR + length])
        for i in range(-(-length // SECTOR)):
            header, word = at + i // 64 * SECTOR, i % 64 * 4
            first = header + 44 + word if i < 64 else header + 4 + word
            data[i * SECTOR:i * SECTOR + 4] = image[first:first + 4]
        records.append((sequence, bytes(data[:length])))
        tail = last_tail
    return b"".join(data for sequence, data in records if sequence >= tail)


def make(folder, options, fill):
    image, mount = folder / "image", folder / "mount"
    mount.mkdir(exist_ok=True)
    with open(image, "wb") as file:
        file.truncate(40 << 20)
    environment = dict(os.environ, TEST_DIR="1", TEST_DEV="1", QA_CHECK_FS="1")
    run(f"mkfs.xfs -q -f -d agcount=2 {options} {image}", env=environment)
    if not fill:
        return image.read_bytes(), None
    run(f"mount -o loop {image} {mount}")
    try:
        run(f"cd {mount}; {FILL}")
        run(f"sync; cd {mount}; echo more > new; rm block/n3; mkdir late; for i in $(seq 4); do : > late/$i; done; sync new")
        dirty = image.read_bytes()
    finally:
        run(f"umount {mount}")
    return image.read_bytes(), dirty


def without_record_checksums(image):
    """No mutation gets past them; a record without one is accepted."""
    out = bytearray(image)
    for at in range(0, len(out), SECTOR):
        if out[at:at + 4] == b"\xfe\xed\xba\xbe":
            out[at + 32:at + 36] = b"\0\0\0\0"
    return bytes(out)


def write(kind, name, content, target="xfs"):
    folder = FUZZ / kind / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def damaged(name, image, offset, layout, *values):
    out = bytearray(without_log(image))
    struct.pack_into(">" + layout, out, offset, *values)
    write("damaged", name, sparse(bytes(out)))


def main():
    with tempfile.TemporaryDirectory() as name:
        for seed, (options, fill) in MKFS.items():
            clean, dirty = make(pathlib.Path(name), options, fill)
            write("seeds", seed, sparse(without_log(clean)))
            if dirty:
                write("seeds", seed + "_dirty", sparse(without_record_checksums(dirty), is_no_empty_record))
                operations = log_operations(dirty)
                write("seeds", seed, struct.pack("<I", len(operations)) + operations + sparse(without_log(dirty)),
                      "xfs_log")
            if seed == "v5":
                damaged("one_group_too_many", clean, 88, "I", 3)
                damaged("groups_of_no_blocks", clean, 84, "I", 0)
                damaged("block_size_of_zero", clean, 4, "I", 0)
                damaged("directory_blocks_of_128k", clean, 192, "B", 7)
                damaged("largest_log", clean, 96, "I", 0xFFFFFFFF)


main()
