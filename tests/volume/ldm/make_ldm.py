#!/usr/bin/env python3
"""Writes sets of Windows dynamic disks: make_ldm.py FOLDER

Each set is a folder of FOLDER with disk1.img ... and a file `manifest`: a line a volume, with its name, layout, bytes,
SHA-256, GUID and drive letter. The content of a volume is the SHAKE-128 stream of its name; it is laid out over the disks
here, by hand, so that whoever reads it back has understood the layout. The structures follow linux-ntfs' LDM documentation
and were checked with ldmtool (tests/volume/ldm/made_test.cpp does so again)."""
import hashlib
import os
import struct
import sys
import uuid
import zlib

SECTOR = 512
DISK_SECTORS = 8192
REGION_SECTORS = 2048      # the private region
VMDB_SECTOR = 17
VMDB_SECTORS = 1481
LOG_SECTOR = VMDB_SECTOR + VMDB_SECTORS
ENTRY = 128
CHUNK = 128                # sectors of a stripe's chunk
METADATA_TYPE = uuid.UUID("5808c8aa-7e8f-42e0-85d2-e1e90434cfb3")
DATA_TYPE = uuid.UUID("af9b60a0-1431-4f62-bc68-3311714a69ad")
RESERVED_TYPE = uuid.UUID("e3c9e316-0b5c-4db8-817d-f92df00215ae")
EFI_TYPE = uuid.UUID("c12a7328-f81f-11d2-ba4b-00a0c93ec93b")


def guid(name):
    return uuid.uuid5(uuid.NAMESPACE_DNS, name)


def content(name, size):
    return hashlib.shake_128(name.encode()).digest(size)


def number(value):
    size = max(1, (value.bit_length() + 7) // 8)
    return bytes([size]) + value.to_bytes(size, "big")


def text(value):
    return bytes([len(value)]) + value.encode()


# ---- what a group is made of ----

class Partition:
    def __init__(self, disk, start, size):
        self.disk, self.start, self.size = disk, start, size  # disk number from 1; sectors


class Volume:
    def __init__(self, name, layout, components, letter="", commit=10):
        self.name, self.layout, self.components, self.letter, self.commit = name, layout, components, letter, commit
        first = components[0]
        columns = {"striped": len(first), "raid5": len(first) - 1}.get(layout)
        self.sectors = columns * first[0].size if columns else sum(part.size for part in first)
        self.seed = name
        self.states = ["ACTIVE"] * len(components)
        self.bytes_of_component = {}  # of components that hold something else

    def data(self):
        return content(self.seed, self.sectors * SECTOR)

    def pieces(self):
        """(partition, bytes) of all partitions."""
        for index, component in enumerate(self.components):
            data = self.bytes_of_component.get(index, self.data())
            if self.layout == "striped":
                columns = [b""] * len(component)
                for at in range(0, len(data), CHUNK * SECTOR):
                    columns[at // (CHUNK * SECTOR) % len(component)] += data[at:at + CHUNK * SECTOR]
            elif self.layout == "raid5":
                columns = parity_columns(data, len(component))
            else:
                columns, at = [], 0
                for part in component:
                    columns.append(data[at:at + part.size * SECTOR])
                    at += part.size * SECTOR
            yield from zip(component, columns)


def parity_columns(data, count):
    """Parity goes from the last column to the first, data begins behind it and wraps around."""
    size = CHUNK * SECTOR
    chunks = [data[at:at + size] for at in range(0, len(data), size)]
    columns = [[] for _ in range(count)]
    for stripe in range(len(chunks) // (count - 1)):
        row = chunks[stripe * (count - 1):(stripe + 1) * (count - 1)]
        parity_column = count - 1 - stripe % count
        parity = 0
        for chunk in row:
            parity ^= int.from_bytes(chunk, "little")
        columns[parity_column].append(parity.to_bytes(size, "little"))
        for i, chunk in enumerate(row):
            columns[(parity_column + 1 + i) % count].append(chunk)
    return [b"".join(column) for column in columns]


# ---- records of the database ----

def record(kind, flags, fields, status=0):
    return struct.pack(">HBBI", status, flags, kind, len(fields)) + fields


def volume_record(volume, oid, status=0):
    flags = 0x02 if volume.letter else 0
    kind = 4 if volume.layout == "raid5" else 3
    fields = number(oid) + text(volume.name) + text("raid5" if kind == 4 else "gen") + text("")
    fields += b"ACTIVE".ljust(14, b"\0") + bytes([kind, 1, 1, 0, 0, 0, 0x11]) + number(len(volume.components))
    fields += struct.pack(">QQ", volume.commit, 0) + number(volume.sectors) + bytes(4) + b"\x07"
    fields += guid(volume.name).bytes + (text(volume.letter) if volume.letter else b"")
    return record(0x51, flags, fields, status)


def component_record(volume, component, index, oid, parent, status=0):
    kind = {"striped": 1, "raid5": 3}.get(volume.layout, 2)
    fields = number(oid) + text("%s-%02d" % (volume.name, index + 1)) + text(volume.states[index]) + bytes([kind, 0, 0, 0, 0])
    fields += number(len(component)) + struct.pack(">QQ", volume.commit, 0) + number(parent) + b"\0"
    if kind != 2:
        fields += number(CHUNK) + number(len(component))
    return record(0x32, 0x10 if kind != 2 else 0, fields, status)


def partition_record(part, name, column, volume_start, oid, parent, disk, status=0):
    fields = number(oid) + text(name) + bytes(4) + struct.pack(">QQQ", 10, part.start, volume_start)
    fields += number(part.size) + number(parent) + number(disk) + (number(column) if column else b"")
    return record(0x33, 0x08 if column else 0, fields, status)


def disk_record(name, disk_id, oid, revision):
    if revision == 4:
        return record(0x44, 0, number(oid) + text(name) + disk_id.bytes + bytes(16 + 5 + 8))
    alternative = "SCSI\\DISK&VEN_VMWARE&PROD_VIRTUAL_DISK&REV_1.0\\" + name
    return record(0x34, 0, number(oid) + text(name) + text(str(disk_id)) + text(alternative) + bytes(12))


class Group:
    def __init__(self, name, disks, volumes, gpt=False, sequence=20):
        self.name, self.disks, self.volumes, self.gpt, self.sequence = name, disks, volumes, gpt, sequence
        self.state = 1
        self.left_out = set()   # disks that the database does not know
        self.half_made = None   # (volume, status): its records have that status and are not counted
        self.ids = {number: guid("%s disk %d" % (name, number)) for number in range(1, disks + 1)}

    def disk_oid(self, disk):
        return 0x400 + disk if self.gpt else 2 + disk

    def records(self):
        found = [record(0x35, 0, number(1) + text(self.name) + text(str(guid(self.name))) + bytes(12))]
        counts = [0, 0, 0, 0]
        for disk in self.ids:
            if disk in self.left_out:
                continue
            found.append(disk_record("Disk%d" % disk, self.ids[disk], self.disk_oid(disk), 4 if self.gpt else 3))
            counts[3] += 1
        oid = 0x1000
        for volume in self.volumes:
            half = self.half_made and self.half_made[0] is volume
            status = self.half_made[1] if half else 0
            oid += 0x100
            volume_oid = oid
            made = [volume_record(volume, volume_oid, status)]
            kinds = [0]
            for index, component in enumerate(volume.components):
                oid += 1
                component_oid = oid
                made.append(component_record(volume, component, index, component_oid, volume_oid, status))
                kinds.append(1)
                start = 0
                for column, part in enumerate(component):
                    oid += 1
                    striped = volume.layout in ("striped", "raid5")
                    name = "Disk%d-%02d" % (part.disk, oid & 0xff)
                    made.append(partition_record(part, name, column if striped else 0, 0 if striped else start, oid,
                                                 component_oid, self.disk_oid(part.disk), status))
                    kinds.append(2)
                    start += part.size
            found += reversed(made)
            if not half:
                for kind in kinds:
                    counts[kind] += 1
        return found, counts

    def database(self):
        records, counts = self.records()
        firsts, others = [], []
        for group, raw in enumerate(records, 1):
            pieces = [raw[at:at + ENTRY - 16] for at in range(0, len(raw), ENTRY - 16)]
            for index, piece in enumerate(pieces):
                (firsts if index == 0 else others).append((group, index, len(pieces), piece))
        entries = firsts + [(0, 0, 0, b"")] + others[::-1]
        total = VMDB_SECTORS * SECTOR // ENTRY
        entries += [(0, 0, 0, b"")] * (total - 4 - len(entries))
        pending = [count for count in counts]
        head = b"VMDB" + struct.pack(">IIIHHH", total, ENTRY, SECTOR, self.state, 4, 10)
        head += self.name.encode().ljust(31, b"\0") + str(guid(self.name)).encode().ljust(64, b"\0")
        head += struct.pack(">QQ", self.sequence, self.sequence + (self.state != 1))
        head += struct.pack(">7I", *counts, 0, 0, 0) + struct.pack(">7I", *pending, 0, 0, 0) + bytes(8)
        body = b"".join(b"VBLK" + struct.pack(">IIHH", 4 + i, group, index, count) + piece.ljust(ENTRY - 16, b"\0")
                        for i, (group, index, count, piece) in enumerate(entries))
        return head.ljust(SECTOR, b"\0") + body


# ---- disks ----

def with_checksum(block):
    block = block.ljust(SECTOR, b"\0")
    return block[:8] + struct.pack(">I", sum(block) - sum(block[8:12])) + block[12:]


def contents_block(sequence):
    block = b"TOCBLOCK" + bytes(4) + struct.pack(">Q", sequence) + bytes(16)
    for name, start, size in ((b"config", VMDB_SECTOR, VMDB_SECTORS), (b"log", LOG_SECTOR, 224)):
        block += name.ljust(8, b"\0") + struct.pack(">HQQHHI", 0, start, size, 6, 1, 0)
    return with_checksum(block)


class Disk:
    """Sectors of one disk; `data` and `region` are where volumes and the private region begin."""

    def __init__(self, group, index, extra):
        self.group, self.index = group, index
        self.bytes = bytearray(DISK_SECTORS * SECTOR)
        if group.gpt:
            self.region, self.data = 34, 34 + REGION_SECTORS + 64 + (64 if extra else 0)
            self.data_size = DISK_SECTORS - 34 - self.data
            self.write_gpt(extra)
        else:
            self.region, self.data = DISK_SECTORS - REGION_SECTORS, 128 if extra else 63
            self.data_size = self.region - self.data
            self.write_mbr(extra)
        self.write_private_region()

    def put(self, sector, block):
        self.bytes[sector * SECTOR:sector * SECTOR + len(block)] = block

    def private_header(self):
        group = self.group
        block = b"PRIVHEAD" + bytes(4) + struct.pack(">HHQQQQ", 2, 12 if group.gpt else 11, 0, 1, 2047, 1856)
        for part in (str(group.ids[self.index]), "1b77da20-c717-11d0-a5be-00a0c91db73c", str(guid(group.name))):
            block += part.encode().ljust(64, b"\0")
        block += group.name.encode().ljust(31, b"\0") + struct.pack(">IIHH", SECTOR, 0, 0, 0)
        block += struct.pack(">QQQQQQ", self.data, self.data_size, self.region, REGION_SECTORS, 1, 2046)
        block += struct.pack(">IIQQ", 1, 1, VMDB_SECTORS, 224)
        return with_checksum(block)

    def write_private_region(self):
        header = self.private_header()
        if not self.group.gpt:
            self.put(6, header)
        for sector in (1856, 2047):
            self.put(self.region + sector, header)
        for sector, sequence in ((1, 5), (2, 4), (2045, 4), (2046, 5)):
            self.put(self.region + sector, contents_block(sequence))
        self.put(self.region + VMDB_SECTOR, self.group.database())

    def write_mbr(self, extra):
        entries = struct.pack("<B3sB3sII", 0, b"\0\1\1", 0x42, b"\xfe\xff\xff", self.data, self.data_size)
        if extra:  # a retained partition in front, as computer makers leave them
            entries += struct.pack("<B3sB3sII", 0, b"\0\1\1", 0xDE, b"\xfe\xff\xff", 63, 65)
        sector = bytes(440) + struct.pack("<IH", 0x1000 + self.index, 0) + entries.ljust(64, b"\0") + b"\x55\xaa"
        self.put(0, sector)

    def write_gpt(self, extra):
        end = self.region + REGION_SECTORS
        parts = [(METADATA_TYPE, self.region, REGION_SECTORS, "LDM metadata partition"),
                 (RESERVED_TYPE, end, 64, "Microsoft reserved partition"),
                 (DATA_TYPE, self.data, self.data_size, "LDM data partition")]
        if extra:
            parts.append((EFI_TYPE, end + 64, 64, "EFI system partition"))
        entries = b""
        for kind, start, size, name in parts:
            entries += kind.bytes_le + guid("%s%d" % (name, self.index)).bytes_le
            entries += struct.pack("<QQQ", start, start + size - 1, 0) + name.encode("utf-16le").ljust(72, b"\0")
        entries = entries.ljust(128 * 128, b"\0")
        last = DISK_SECTORS - 1
        for own, other, table in ((1, last, 2), (last, 1, last - 32)):
            def header(crc):
                return b"EFI PART" + struct.pack("<IIIIQQQQ", 0x10000, 92, crc, 0, own, other, 34, last - 33) + \
                    guid("gpt %d" % self.index).bytes_le + \
                    struct.pack("<QIII", table, 128, 128, zlib.crc32(entries))
            self.put(own, header(zlib.crc32(header(0))).ljust(SECTOR, b"\0"))
            self.put(table, entries)
        self.put(0, bytes(446) + struct.pack("<B3sB3sII", 0, b"\0\2\0", 0xEE, b"\xff\xff\xff", 1, last) + bytes(48) +
                 b"\x55\xaa")


def write_set(folder, group, only=None, extra=(), listed=None):
    """Writes the disks `only` of the group (all when None); `extra`: disks with further partitions."""
    os.makedirs(folder, exist_ok=True)
    for index in group.ids:
        if only and index not in only:
            continue
        disk = Disk(group, index, index in extra)
        for volume in group.volumes:
            for part, data in volume.pieces():
                if part.disk == index:
                    assert part.start + part.size <= disk.data_size
                    disk.put(disk.data + part.start, data)
        with open(os.path.join(folder, "disk%d.img" % index), "wb") as file:
            file.write(disk.bytes)
    with open(os.path.join(folder, "manifest"), "w") as file:
        for volume in group.volumes if listed is None else listed:
            data = volume.data()
            file.write("%s %s %d %s %s %s\n" % (volume.name, volume.layout, len(data), hashlib.sha256(data).hexdigest(),
                                                guid(volume.name), volume.letter or "-"))


def all_layouts():
    """Five disks with a volume of each kind; start sectors are inside the disk's data."""
    return [
        Volume("Simple", "simple", [[Partition(1, 0, 300)]], "E:"),
        Volume("Spanned", "spanned", [[Partition(1, 300, 200), Partition(2, 0, 301), Partition(1, 500, 99)]], "F:"),
        Volume("Striped", "striped", [[Partition(3, 0, 512), Partition(2, 512, 512)]], "G:"),
        Volume("Mirror", "mirrored", [[Partition(4, 0, 400)], [Partition(5, 100, 400)]], "H:"),
        Volume("Raid", "raid5", [[Partition(5, 512, 1280), Partition(3, 1024, 1280), Partition(4, 640, 1280)]]),
    ]


def mirrors():
    return [Volume("Mirror", "mirrored", [[Partition(1, 0, 400)], [Partition(2, 0, 400)]], "H:"),
            Volume("Other", "simple", [[Partition(2, 1000, 64)]], "I:")]


def main():
    folder = sys.argv[1]
    write_set(os.path.join(folder, "mbr"), Group("Host-Dg0", 5, all_layouts()), extra=(2,))
    write_set(os.path.join(folder, "gpt"), Group("Guest-Dg0", 5, all_layouts(), gpt=True), extra=(1,))

    # Disk 2 was away while the mirror was written: an older database, other records, old bytes.
    path = os.path.join(folder, "stale")
    old = mirrors()
    old[0].commit, old[0].seed = 9, "old Mirror"
    write_set(path, Group("Stale-Dg0", 2, old, sequence=19), only=(2,))
    write_set(path, Group("Stale-Dg0", 2, mirrors()), only=(1,))

    # Disk 2 has not yet got a change that is about another volume.
    path = os.path.join(folder, "skew")
    other = mirrors()
    other[1].commit = 9
    write_set(path, Group("Skew-Dg0", 2, other, sequence=19), only=(2,))
    write_set(path, Group("Skew-Dg0", 2, mirrors()), only=(1,))

    # Records of a volume that is being made, or has been deleted, are not counted.
    for state, status, name in ((2, 2, "adding"), (3, 1, "deleting")):
        volumes = mirrors()
        group = Group("Change-Dg0", 2, volumes)
        group.state, group.half_made = state, (volumes[1], status)
        write_set(os.path.join(folder, name), group, listed=volumes[:1])

    # The first half of the mirror is made anew from the second.
    volumes = mirrors()
    volumes[0].states[0] = "STALE"
    volumes[0].bytes_of_component[0] = content("old Mirror", volumes[0].sectors * SECTOR)
    write_set(os.path.join(folder, "resync"), Group("Resync-Dg0", 2, volumes))

    # Disk 3 says that it belongs to the group, whose database does not know it.
    group = Group("Removed-Dg0", 3, mirrors())
    group.left_out = {3}
    write_set(os.path.join(folder, "removed"), group)


if __name__ == "__main__":
    main()
