#!/usr/bin/env python3
"""Makes fuzz/seeds/worker_protocol/disk_set: the description of a volume group over two disks, as a
worker would send it (src/worker/protocol/serialize.hpp). Usage: worker_seeds.py FOLDER"""
import pathlib
import struct
import sys


def u8(value):
    return struct.pack("<B", value)


def u32(value):
    return struct.pack("<I", value)


def u64(value):
    return struct.pack("<Q", value)


def text(value):
    return u32(len(value)) + value.encode()


def items(values):
    return u32(len(values)) + b"".join(values)


def optional(value):
    return u8(0) if value is None else u8(1) + value


def health(condition=0, detail=""):
    return u8(condition) + text(detail)


def layer(kind, name, scheme, layout, uuid, size, on, volume=None, state=health()):
    return (u8(kind) + text(name) + text(scheme) + text(layout) + text(uuid) + u64(size) + state
            + items([u64(index) for index in on]) + optional(volume))


DEGRADED = health(1, "1 of 2 members")
VOLUME = (u32(1) + u8(4) + text("lvm2") + text("/dev/vg0/root") + text("raid1") + text("Ab-1")
          + DEGRADED + optional(None) + optional(None) + u64(1 << 20) + u32(0)
          + text("") * 4 + items([text("/dev/vg0/root"), text("/dev/mapper/vg0-root")]) + text("")
          + text("ext4") + text("root") + text("0b1c") + u8(1) + text(""))
LAYERS = [
    layer(0, "disk 1", "", "", "", 1 << 21, []),
    layer(0, "disk 2", "", "", "", 1 << 21, []),
    layer(1, "vg0", "lvm2", "", "Xy-2", 1 << 22, [0, 1]),
    layer(2, "/dev/vg0/root", "", "raid1", "Ab-1", 1 << 20, [2], u64(0), DEGRADED),
]

folder = pathlib.Path(sys.argv[1])
(folder / "disk_set").write_bytes(
    items([]) + items([VOLUME]) + items(LAYERS) + items([text("vg0: a PV is missing")]))
