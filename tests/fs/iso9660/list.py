#!/usr/bin/env python3
"""Inside user-mode-linux: mounts each NAME.img of the current folder in each of four ways, and writes what the kernel
finds to NAME.OPTIONS.tsv. One process for all, since starting some takes long there.

"node", kind, permissions, size, blocks of 512 bytes, times of modification, access and change, owner, group, links,
inode, path; for links "link", path, target; for devices "device", major, minor, path; for files "sum", SHA-256, path (no
line for what the kernel cannot read); "statfs", size of a block, blocks.
usage: list.py MOUNTPOINT"""
import ctypes
import fcntl
import glob
import hashlib
import os
import stat
import sys

LOOP_SET_FD, LOOP_CLR_FD = 0x4C00, 0x4C01
MS_RDONLY = 1
LIBC = ctypes.CDLL(None, use_errno=True)
KINDS = {stat.S_IFREG: "f", stat.S_IFDIR: "d", stat.S_IFLNK: "l", stat.S_IFCHR: "c", stat.S_IFBLK: "b",
         stat.S_IFIFO: "p", stat.S_IFSOCK: "s"}


def lines_of(path):
    status = os.lstat(path)
    kind = stat.S_IFMT(status.st_mode)
    yield ("node", KINDS[kind], f"{status.st_mode & 0o7777:o}", status.st_size, status.st_blocks, int(status.st_mtime),
           int(status.st_atime), int(status.st_ctime), status.st_uid, status.st_gid, status.st_nlink, status.st_ino, path)
    if kind in (stat.S_IFCHR, stat.S_IFBLK):
        yield "device", os.major(status.st_rdev), os.minor(status.st_rdev), path
    try:
        if kind == stat.S_IFLNK:
            yield "link", path, os.readlink(path)
        elif kind == stat.S_IFREG:
            with open(path, "rb") as file:
                yield "sum", hashlib.sha256(file.read()).hexdigest(), path
    except OSError as error:
        print(f"{path}: {error.strerror}")
    if kind == stat.S_IFDIR:
        for name in os.listdir(path):
            yield from lines_of(f"{path}/{name}")


def write_list(name):
    with open(name, "w", encoding="utf-8", errors="surrogateescape") as out:
        for line in lines_of("."):
            out.write("\t".join(str(field) for field in line) + "\n")
        room = os.statvfs(".")
        out.write(f"statfs\t{room.f_bsize}\t{room.f_blocks}\n")


def main(point):
    here = os.getcwd()
    for image in sorted(glob.glob("*.img")):
        name = image.removesuffix(".img")
        extra = open(f"{name}.options").read().strip() if os.path.exists(f"{name}.options") else ""
        for view in ("default", "norock", "nojoliet", "norock,nojoliet"):
            options = ",".join(filter(None, ("utf8", "" if view == "default" else view, extra)))
            with open(image, "rb") as disk, open("/dev/loop0", "rb") as loop:
                fcntl.ioctl(loop, LOOP_SET_FD, disk.fileno())
                if LIBC.mount(b"/dev/loop0", point.encode(), b"iso9660", MS_RDONLY, options.encode()) != 0:
                    sys.exit(f"{image}, {options}: {os.strerror(ctypes.get_errno())}")
                os.chdir(point)
                write_list(f"{here}/{name}.{view}.tsv")
                os.chdir(here)
                LIBC.umount2(point.encode(), 0)
                fcntl.ioctl(loop, LOOP_CLR_FD)


main(sys.argv[1])
