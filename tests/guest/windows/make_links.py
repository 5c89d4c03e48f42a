#!/usr/bin/env python3
"""Makes links as Windows makes them on an NTFS volume that ntfs-3g has mounted: through the extended attribute
system.ntfs_reparse_data.

  make_links.py MOUNTED KIND PATH TARGET [KIND PATH TARGET ...]      KIND: junction, link, folder-link

TARGET as Windows shows it ("C:\\Users", "\\??\\Volume{GUID}\\", "..\\x"); [MS-FSCC] 2.1.2.
"""
import os
import struct
import sys

MOUNT_POINT, SYMBOLIC_LINK = 0xA0000003, 0xA000000C


def reparse_data(kind, target):
    relative = target[1:2] != ":" and not target.startswith("\\\\") and not target.startswith("\\??\\")
    substitute = target if relative or target.startswith("\\??\\") else "\\??\\" + target
    if target.startswith("\\\\"):
        substitute = "\\??\\UNC" + target[1:]
    shown = target.removeprefix("\\??\\")
    names = substitute.encode("utf-16-le"), shown.encode("utf-16-le")
    buffer = names[0] + b"\0\0" + names[1] + b"\0\0"
    head = struct.pack("<HHHH", 0, len(names[0]), len(names[0]) + 2, len(names[1]))
    if kind == "junction":
        return struct.pack("<IHH", MOUNT_POINT, len(head) + len(buffer), 0) + head + buffer
    head += struct.pack("<I", 1 if relative else 0)
    return struct.pack("<IHH", SYMBOLIC_LINK, len(head) + len(buffer), 0) + head + buffer


def main():
    mounted, links = sys.argv[1], sys.argv[2:]
    for kind, path, target in zip(links[::3], links[1::3], links[2::3]):
        place = os.path.join(mounted, path)
        if kind == "link":
            with open(place, "xb"):
                pass
        else:
            os.mkdir(place)
        os.setxattr(place, "system.ntfs_reparse_data", reparse_data(kind, target))


if __name__ == "__main__":
    main()
