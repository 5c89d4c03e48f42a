#!/usr/bin/env python3
"""Makes fuzz/seeds/hive, fuzz/seeds/hive_log and fuzz/seeds/windows_path: hives of two releases, logs of both formats
for an 8 KiB hive, and paths. Needs hivexregedit."""
import os
import struct
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests/guest/windows"))
from registry_logs import base_block, entry  # noqa: E402


def write(target, name, content):
    folder = os.path.join(ROOT, "fuzz/seeds", target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as out:
        out.write(content)


def main():
    for release in ("nt4", "11"):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([os.path.join(ROOT, "scripts/make_windows_hives.py"), folder, "--release", release,
                            "--disk-signature", "deadbeef"], check=True)
            for hive in ("SOFTWARE", "SYSTEM"):
                with open(os.path.join(folder, hive), "rb") as content:
                    write("hive", f"{release}-{hive}", content.read())
    hive = b"regf" + bytes(508)
    page = b"\xEE" * 512
    entries = entry(2, 4096, [(0, page)]) + entry(3, 8192, [(4096, page), (512, page)])
    first = base_block(hive, 2, 2, 6, 4096) + entries
    second = base_block(hive, 4, 4, 6, 8192) + entry(4, 8192, [(1024, page)])
    pages = base_block(hive, 1, 1, 1, 4096) + (b"DIRT" + b"\x81").ljust(512, b"\0") + page * 2
    for name, mode, logs in (("entries", 1, (first, second)), ("entries-repaired", 3, (first, second)),
                             ("entries-without-base", 2, (second, first)), ("pages", 3, (pages, b"")),
                             ("pages-without-base", 2, (b"", pages))):
        write("hive_log", name, struct.pack("<BH", mode, len(logs[0])) + logs[0] + logs[1])
    for name, text in (("drive", b"C:\\Users\\anna"), ("device", b"\\\\?\\Volume{0b1c2d3e-4f50-6172-8394-a5b6c7d8e9fa}\\x"),
                       ("letter", b"\\DosDevices\\C:"), ("volume", b"\\??\\Volume{0b1c2d3e-4f50-6172-8394-a5b6c7d8e9fa}"),
                       ("partition", b"DMIO:ID:" + bytes(range(16))), ("disk", struct.pack("<IQ", 0xDEADBEEF, 1 << 20))):
        write("windows_path", name, text)


if __name__ == "__main__":
    main()
