#!/usr/bin/env python3
"""Makes the tree that makefs puts on the test volumes, in the folder named. As root: owners and device nodes."""
import os
import random
import sys

random.seed(11954)
os.chdir(sys.argv[1])


def pattern(size, seed):
    unit = b"".join((seed * 1000003 + i * 2654435761 & 0xFFFFFFFF).to_bytes(4, "big") for i in range(1021))
    return (unit * (size // len(unit) + 1))[:size]


def write(path, content):
    with open(path, "wb") as out:
        out.write(content)


os.mkdir("sizes")
for size in [0, 1, 511, 512, 513, 1023, 1024, 1025, 4095, 4096, 4097, 8191, 8192, 8193, 12288, 20000, 32768, 40000,
             49151, 49152, 49153, 65536, 98304, 98305, 131072, 196608, 196609, 300000, 393216, 393217]:
    write(f"sizes/{size}", pattern(size, size))
write("sizes/double", pattern(4800000, 7))  # into the second level with blocks of 4 KiB

os.mkdir("edited")  # edit_image.py puts holes and short cuts into these
for name in ["holes", "single", "triple", "donor"]:
    write(f"edited/{name}", pattern(15 * 32768 + 77, len(name)))

os.mkdir("links")
for length in [1, 2, 30, 55, 56, 57, 58, 59, 60, 61, 118, 119, 120, 121, 200, 511, 1000, 1023]:
    os.symlink(("t" * 63 + "/") * (length // 64) + "x" * (length % 64), f"links/{length}")
write("links/first", b"three names\n")
os.link("links/first", "links/second")
os.mkdir("links/below")
os.link("links/first", "links/below/third")

os.mkdir("kinds")
os.mkfifo("kinds/fifo", 0o640)
os.mknod("kinds/null", 0o020666, os.makedev(1, 3))
os.mknod("kinds/disk", 0o060660, os.makedev(8, 17))
os.mknod("kinds/far", 0o020600, os.makedev(100, 200))
for mode in [0, 0o400, 0o4755, 0o2750, 0o1777, 0o6711]:
    write(f"kinds/mode_{mode:o}", b"m")
    os.chmod(f"kinds/mode_{mode:o}", mode)
for owner, group in [(1, 2), (1000, 100), (65534, 65533), (70000, 80000)]:
    write(f"kinds/of_{owner}", b"o")
    os.chown(f"kinds/of_{owner}", owner, group)
for seconds in [0, 1, -86400, 2**31 - 1, 1234567890]:
    write(f"kinds/time_{seconds}", b"t")
    os.utime(f"kinds/time_{seconds}", ns=(seconds * 10**9 + 123456789, (seconds - 1) * 10**9 + 987654321))

os.mkdir("names")
for name in ["a", "b" * 254, "c" * 255, "with blank", "ümläut", "\\back", "new\nline", ".hidden", "-dash"]:
    write(f"names/{name}", name.encode())
write(b"names/\xff\xfe", b"no UTF-8")
deep = "deep"
for level in range(30):
    os.mkdir(deep)
    deep += f"/level {level}"
write("deep/level 0/file", b"deep")

os.mkdir("many")
for number in range(450):  # 55 KB: more than direct pointers reach with blocks of 4 KiB
    write(f"many/{'n' * (number % 190)} file {number}", str(number).encode() if number % 9 == 0 else b"")
os.mkdir("empty")
