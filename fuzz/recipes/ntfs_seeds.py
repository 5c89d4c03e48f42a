#!/usr/bin/env python3
"""Makes the seeds and the damaged inputs of the targets ntfs, ntfs_boot_sector, ntfs_record,
ntfs_attribute_list and ntfs_runlist: a tiny volume that mkntfs makes and ntfs-3g fills, and one lie
of the disk in each damaged input. Needs root and ntfs-3g."""
import os
import pathlib
import struct
import subprocess
import tempfile

FUZZ = pathlib.Path(__file__).resolve().parent.parent
SECTOR, RECORD = 512, 1024
# Left out of the seeds: large, and looked at by targets of their own.
HEAVY = (2, 4, 7, 9, 10)  # the content of $LogFile, $AttrDef, $Boot, $Secure, $UpCase


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def reparse(tag, data):
    return struct.pack("<IHH", tag, len(data), 0) + data


def fill(root):
    (root / "short").write_bytes(b"resident")
    (root / "medium").write_bytes(b"clusters " * 300)
    os.setxattr(root / "short", "user.stream", b"of the file")
    os.setxattr(root / "short", "system.ntfs_dos_name", b"SHO~1")
    with open(root / "sparse", "wb") as sparse:
        sparse.truncate(100000)
        sparse.seek(70000)
        sparse.write(b"data")
    os.link(root / "short", root / "second name")
    os.symlink("short", root / "link")
    (root / "junction").mkdir()
    target = "\\??\\C:\\Users\\x".encode("utf-16-le")
    names = struct.pack("<HHHH", 0, len(target), len(target) + 2, 0) + target + b"\0\0\0\0"
    os.setxattr(root / "junction", "system.ntfs_reparse_data", reparse(0xA0000003, names))
    (root / "d" / "e").mkdir(parents=True)
    for i in range(12):
        (root / "d" / f"a name of some length that fills blocks, number {i}").touch()
    (root / "listed").touch()
    for i in range(9):
        os.link(root / "listed", root / "d" / (f"{i}" * 60))
    os.setxattr(root / "d", "system.ntfs_attrib", struct.pack("<I", 0x800))
    (root / "d" / "compressed").write_bytes(b"compressible " * 900)


def make_image(path):
    with open(path, "wb") as image:
        image.truncate(2 << 20)
    run("mkntfs", "-F", "-q", "-Q", "-T", "-I", "-c", "512", "-L", "Fuzz", str(path))
    with tempfile.TemporaryDirectory() as root:
        run("ntfs-3g", "-o", "compression", str(path), root)
        try:
            fill(pathlib.Path(root))
        finally:
            run("umount", root)


class Volume:
    """The image; its MFT lies in one piece, its clusters are sectors."""

    def __init__(self, content):
        self.bytes = bytearray(content)
        self.mft = self.get(0x30, "Q") * SECTOR
        self.dropped = self.heavy_sectors()

    def get(self, offset, layout):
        return struct.unpack_from("<" + layout, self.bytes, offset)[0]

    def put(self, offset, layout, value):
        struct.pack_into("<" + layout, self.bytes, offset, value)
        return self

    def record(self, number):
        return self.mft + number * RECORD

    def attributes(self, number):
        """(type, offset) of each attribute of a record in use."""
        at = self.record(number)
        if self.bytes[at:at + 4] != b"FILE" or not self.get(at + 22, "H") & 1:
            return
        at += self.get(at + 20, "H")
        while self.get(at, "I") != 0xFFFFFFFF:
            yield self.get(at, "I"), at
            at += self.get(at + 4, "I")

    def attribute(self, number, kind):
        return next(at for found, at in self.attributes(number) if found == kind)

    def numbered(self, kind):
        return [n for n in range(24, self.records()) if any(k == kind for k, _ in self.attributes(n))]

    def records(self):
        return self.get(self.attribute(0, 0x80) + 48, "Q") // RECORD

    def runs(self, attribute):
        at, cluster = attribute + self.get(attribute + 32, "H"), 0
        while self.bytes[at]:
            low, high = self.bytes[at] & 15, self.bytes[at] >> 4
            length = int.from_bytes(self.bytes[at + 1:at + 1 + low], "little")
            if high:
                cluster += int.from_bytes(self.bytes[at + 1 + low:at + 1 + low + high], "little",
                                          signed=True)
                yield cluster, length
            at += 1 + low + high

    def heavy_sectors(self):
        heavy = set()
        for number in HEAVY:
            for kind, at in self.attributes(number):
                if kind == 0x80 and self.bytes[at + 8]:
                    heavy.update(s for c, n in self.runs(at) for s in range(c, c + n))
        for number in range(self.records()):
            if not self.get(self.record(number) + 22, "H") & 1:
                heavy.update((self.record(number) // SECTOR, self.record(number) // SECTOR + 1))
        return heavy - {0}

    def sparse(self):
        """As fuzz/sparse_disk.hpp reads it."""
        out = struct.pack("<I", len(self.bytes) // SECTOR)
        for sector in range(len(self.bytes) // SECTOR):
            data = bytes(self.bytes[sector * SECTOR:(sector + 1) * SECTOR])
            if sector == 0:
                data = data[:84]  # without the boot code
            data = data.rstrip(b"\0")
            if data and sector not in self.dropped:
                out += struct.pack("<IH", sector, len(data)) + data
        return out


def write(folder, target, name, content):
    path = FUZZ / folder / target
    path.mkdir(parents=True, exist_ok=True)
    (path / name).write_bytes(content)


def value(volume, at):
    begin = at + volume.get(at + 20, "H")
    return bytes(volume.bytes[begin:begin + volume.get(at + 16, "I")])


def list_content(volume, number):
    at = volume.attribute(number, 0x20)
    if not volume.bytes[at + 8]:
        return value(volume, at)
    content = b"".join(volume.bytes[c * SECTOR:(c + n) * SECTOR] for c, n in volume.runs(at))
    return content[:volume.get(at + 48, "Q")]


def write_seeds(volume):
    write("seeds", "ntfs", "volume", volume.sparse())
    write("seeds", "ntfs_boot_sector", "first", bytes(volume.bytes[:SECTOR]))
    backup = volume.bytes[:SECTOR]
    write("seeds", "ntfs_boot_sector", "backup", b"\0" * SECTOR + bytes(backup))
    for name, number in (("mft", 0), ("root", 5), ("secure", 9), ("file", volume.numbered(0x80)[0])):
        at = volume.record(number)
        write("seeds", "ntfs_record", name, bytes(volume.bytes[at:at + RECORD]))
    listed = volume.numbered(0x20)[0]
    at = volume.record(listed)
    write("seeds", "ntfs_record", "listed", bytes(volume.bytes[at:at + RECORD]))
    write("seeds", "ntfs_attribute_list", "names", list_content(volume, listed))
    for name, number in (("mft", 0), ("bad_clusters", 8)):
        at = [a for k, a in volume.attributes(number) if k == 0x80 and volume.bytes[a + 8]][0]
        pairs = at + volume.get(at + 32, "H")
        write("seeds", "ntfs_runlist", name, b"\0" + bytes(volume.bytes[pairs:at + volume.get(at + 4, "I")]))


def damage_boot_sectors(volume):
    for name, offset, layout, lie in (
            ("no_bytes_per_sector", 11, "H", 0), ("bytes_per_sector_65535", 11, "H", 0xFFFF),
            ("clusters_of_0", 13, "B", 0), ("clusters_of_2_to_12_sectors", 13, "B", 0xF4),
            ("clusters_of_3", 13, "B", 3), ("sectors_overflow", 0x28, "Q", 0xFFFFFFFFFFFFFFFF),
            ("mft_outside", 0x30, "Q", 0x7FFFFFFFFFFFFFFF), ("records_of_0", 0x40, "B", 0),
            ("records_of_2_to_128", 0x40, "B", 0x80), ("index_records_of_2_to_31", 0x44, "B", 0xE1)):
        lying = bytearray(volume.bytes[:SECTOR])
        struct.pack_into("<" + layout, lying, offset, lie)
        write("damaged", "ntfs_boot_sector", name, bytes(lying))
    write("damaged", "ntfs_boot_sector", "cut", bytes(volume.bytes[:100]))


def damage_records(volume):
    start = volume.record(5)
    first = volume.get(start + 20, "H")
    for name, offset, layout, lie in (
            ("torn", 510, "H", 0xDEAD), ("fixups_outside", 4, "H", 0xFFF0),
            ("fixups_without_end", 6, "H", 0xFFFF), ("fixups_over_themselves", 4, "H", 506),
            ("first_attribute_behind_end", 20, "H", 0xFFF8), ("used_beyond_record", 24, "I", 0x10000),
            ("attribute_of_0_bytes", first + 4, "I", 0),
            ("attribute_beyond_record", first + 4, "I", 0xFFFFFFF8),
            ("value_beyond_attribute", first + 16, "I", 0xFFFFFFFF),
            ("name_beyond_attribute", first + 9, "B", 255), ("resident_9", first + 8, "B", 9)):
        lying = bytearray(volume.bytes[start:start + RECORD])
        struct.pack_into("<" + layout, lying, offset, lie)
        write("damaged", "ntfs_record", name, bytes(lying))
    mft = volume.bytes[volume.record(0):volume.record(1)]
    data = volume.attribute(0, 0x80) - volume.record(0)
    for name, offset, layout, lie in (
            ("vcn_backwards", data + 16, "Q", 1 << 62), ("vcn_overflow", data + 24, "Q", 1 << 63),
            ("runs_outside", data + 32, "H", 0xFFFF), ("unit_of_2_to_255", data + 34, "B", 255),
            ("size_beyond_clusters", data + 48, "Q", 1 << 62),
            ("initialized_beyond_size", data + 56, "Q", 1 << 62)):
        lying = bytearray(mft)
        struct.pack_into("<" + layout, lying, offset, lie)
        write("damaged", "ntfs_record", name, bytes(lying))


def damage_lists_and_runs():
    entry = struct.pack("<IHBBQQH6x", 0x30, 32, 0, 26, 0, 5 | 5 << 48, 3)
    for name, content in (
            ("itself", struct.pack("<I", 0x20) + entry[4:]), ("length_0", entry[:4] + b"\0\0" + entry[6:]),
            ("length_beyond", entry[:4] + b"\xf8\xff" + entry[6:]), ("cut", entry * 3 + entry[:20]),
            ("name_beyond", entry[:6] + b"\xff" + entry[7:])):
        write("damaged", "ntfs_attribute_list", name, content)
    for name, pairs in (
            ("no_end", b"\x11\x04\x0a"), ("no_length", b"\x10\x04\0"), ("length_0", b"\x11\0\x0a\0"),
            ("length_negative", b"\x11\xff\x0a\0"), ("nine_bytes", b"\x99" + b"\1" * 18 + b"\0"),
            ("before_the_volume", b"\x11\x01\xf0\0"),
            ("length_endless", b"\x08" + b"\xff" * 7 + b"\x7f\0"),
            ("place_overflows", b"\x11\x01\x01\x81\x01" + b"\xff" * 7 + b"\x7f\0"),
            ("holes_overflow", (b"\x08" + b"\xff" * 6 + b"\x3f\0") * 3 + b"\0")):
        write("damaged", "ntfs_runlist", name, b"\3" + pairs)


def damage_volumes(content):
    def lie(name, change):
        volume = Volume(content)
        change(volume)
        write("damaged", "ntfs", name, volume.sparse())

    listed = Volume(content).numbered(0x20)[0]
    folders = [n for n in Volume(content).numbered(0xA0)]
    lie("mft_of_endless_size", lambda v: v.put(v.attribute(0, 0x80) + 40, "Q", 1 << 62).put(
        v.attribute(0, 0x80) + 48, "Q", 1 << 62))
    lie("mft_is_no_record", lambda v: v.put(v.record(0), "I", 0).put(v.get(0x38, "Q") * SECTOR, "I", 0))
    lie("root_is_no_directory", lambda v: v.put(v.record(5) + 22, "H", 1))
    lie("root_is_a_part_of_another", lambda v: v.put(v.record(5) + 32, "Q", 24))
    lie("list_of_endless_size", lambda v: v.put(v.attribute(listed, 0x20) + (
        48 if v.bytes[v.attribute(listed, 0x20) + 8] else 16), "I", 0x7FFFFFFF))
    lie("folder_holds_itself", lambda v: v.put(
        v.attribute(folders[0], 0x30) + 24, "Q", folders[0] | v.get(v.record(folders[0]) + 16, "H") << 48))
    lie("index_without_blocks", lambda v: v.put(v.attribute(folders[0], 0xA0) + 48, "Q", 0))
    lie("sequence_numbers_differ", lambda v: [v.put(v.record(n) + 16, "H", 999) for n in range(24, 40)])
    lie("version_9", lambda v: v.put(v.attribute(3, 0x70) + 24 + 8, "B", 9))
    lie("cut", lambda v: v.bytes.__delitem__(slice(v.record(30), None)))


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "image"
        make_image(path)
        content = path.read_bytes()
    write_seeds(Volume(content))
    damage_boot_sectors(Volume(content))
    damage_records(Volume(content))
    damage_lists_and_runs()
    damage_volumes(content)


main()
