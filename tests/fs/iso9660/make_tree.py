#!/usr/bin/env python3
"""Makes the folders tree, small and many that the images of variants.txt are made of, in the current folder."""
import os
import socket
import zlib

SECOND = 946_684_800  # 2000-01-01


def content(name, size):
    """Neither zeros nor twice the same 2048 bytes; repeats itself every 5988, so that the kept images are small."""
    seed = zlib.crc32(name.encode())
    noise = b"".join((seed * (i % 499 + 1) % 2**32).to_bytes(4, "little") + name.encode()[:8].ljust(8) for i in range(size // 12 + 1))
    return noise[:size]


def write(path, size):
    with open(path, "wb") as file:
        file.write(content(path, size))


def tree():
    os.makedirs("tree/folder/with/levels")
    for size in (0, 1, 2047, 2048, 2049, 100_000):
        write(f"tree/file_{size}", size)
    write("tree/empty", 0)
    write("tree/A Name With Blanks.and.dots.TXT", 10)
    write("tree/äöü – 日本語 😀", 20)
    write("tree/latin1-" + "x" * 40 + ".extension", 21)
    write("tree/" + "n" * 240, 30)
    write("tree/" + "é" * 100 + ".é", 31)
    write("tree/folder/with/levels/below", 40)
    deep = "tree/deep"
    for level in range(1, 13):
        deep += f"/level_{level}"
    os.makedirs(deep)
    write(deep + "/bottom", 50)
    write("tree/deep/level_1/level_2/beside", 51)
    for number, target in enumerate(("file_1", "folder/with/levels/below", "/etc/passwd", "../..", "./folder/../file_1",
                                     "/", "/tmp/", "a//b", "nowhere/" * 100 + "end", "x" * 250 + "/" + "y" * 250, "é")):
        os.symlink(target, f"tree/link_{number}")
    os.link("tree/file_2049", "tree/hard_link")
    os.mkfifo("tree/fifo", 0o640)
    os.mknod("tree/device_c", 0o20600, os.makedev(4, 64))
    os.mknod("tree/device_b", 0o60660, os.makedev(259, 1))
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("tree/socket")
    listener.close()
    os.chown("tree/file_1", 1000, 70_000)
    for number, mode in enumerate((0o000, 0o777, 0o4755, 0o2711, 0o1640)):
        write(f"tree/mode_{number}", 3)
        os.chmod(f"tree/mode_{number}", mode)
    os.chmod("tree/folder", 0o1777)


def small():
    os.makedirs("small/ONE/TWO")
    write("small/SHORT.TXT", 1000)
    write("small/OTHER.TXT", 70_000)
    write("small/NUMBER.1", 5)
    write("small/NOEXT", 6)
    write("small/ONE/TWO/LAST.DAT", 200_000)
    write("small/ONE/Mixed Case, äöü.text", 9)
    write("small/ONE/a longer name than level one has.document", 9)
    with open("small/ONE/ZEROS.BIN", "wb") as file:
        file.write(b"begin" + bytes(300_000) + b"end")


def many():
    os.makedirs("many/large")
    for number in range(1500):
        write(f"many/large/File number {number * 7919 % 1500:04}.text", number % 7)


def set_times():
    for top in ("tree", "small", "many"):
        for number, (folder, _, files) in enumerate(os.walk(top, topdown=False)):
            for place, name in enumerate(files):
                when = SECOND + 86_400 * 37 * (place % 300) + 3_601 * number
                os.utime(f"{folder}/{name}", (when + 7, when), follow_symlinks=False)
            os.utime(folder, (SECOND + number, SECOND + 60 * number))


tree()
small()
many()
set_times()
