#!/usr/bin/env python3
"""Makes the files that go onto each volume: first/ is copied, then every third of its files in long/ and gaps/ is
removed, then second/ is copied, so that directories have deleted entries and files lie in the gaps of others.

usage: make_tree.py FOLDER"""
import os
import random
import sys

RANDOM = random.Random(20261122)
TIMES = [315532800, 315532802, 1000000000, 1709210096, 4354819198]  # 1980-01-01, 1980, 2001, 2024-02-29, 2107-12-31


def noise(size):
    """No two clusters of a file are the same; repeats itself, so that the kept volumes are small."""
    unit = RANDOM.randbytes(1021)
    return (unit * (size // len(unit) + 1))[:size]


def write(path, content, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)
    os.chmod(path, mode)
    time = TIMES[len(path) % len(TIMES)]
    os.utime(path, (time // 86400 * 86400, time))


def main():
    first, second = (os.path.join(sys.argv[1], part) for part in ("first", "second"))
    for name in (
        "README.TXT", "lower/readme.txt", "lower/readme.TXT2", "lower/base.TXT", "lower/README2.txt", "Mixed/ReadMe.Txt",
        "UPPER/NOEXT", "many.dots.in.a.name.tar.gz", "Größe und Straße.txt", "Ελληνικά 𝄞 日本語.txt", "ÀÉÎ.ÕÜ", "äöü.ßé",
        "+,;=[] .odd", " leading blank", "long" * 60, "deep/er/and/deeper/still/file",
    ):
        write(f"{first}/{name}", name.encode())
    write(f"{first}/empty file", b"")
    os.makedirs(f"{first}/empty folder")
    write(f"{first}/read only", noise(100000), 0o444)
    for i in range(300):
        write(f"{first}/A folder with a long name/entry number {i} of the long folder", b"%d" % i)
    for i in range(60):
        write(f"{first}/gaps/{i}", noise(1500))
    for i in range(40):
        write(f"{second}/A folder with a long name/S{i}.DAT", b"again %d" % i)
    write(f"{second}/deep/er/in the gaps", noise(90000))
    write(f"{second}/gaps/also in the gaps", noise(50001))


main()
