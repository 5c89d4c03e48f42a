#!/usr/bin/env python3
"""Makes the seeds of the vmdk_* fuzz targets beside itself, and the damaged inputs in ../damaged.

Damaged inputs are seeds with one thing broken; their names say which. Run it again after a change:
the files are in the repository so that a build needs nothing but them.
"""
import os
import struct
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
SECTOR = 512
ALL = 0xFFFFFFFFFFFFFFFF


def write(kind, target, name, data):
    folder = os.path.join(HERE, "..", kind, target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as out:
        out.write(data)


def patched(data, *changes):
    data = bytearray(data)
    for offset, layout, value in changes:
        struct.pack_into("<" + layout, data, offset, value)
    return bytes(data)


def at_sectors(pieces):
    data = bytearray()
    for sector, piece in pieces:
        data.extend(b"\0" * (sector * SECTOR - len(data)))
        data.extend(piece)
    return bytes(data) + b"\0" * (-len(data) % SECTOR)


def descriptors():
    plain = (b'# Disk DescriptorFile\nversion=1\nencoding="UTF-8"\nCID=12345678\nparentCID=ffffffff\n'
             b'createType="vmfs"\n\n# Extent description\nRW 128 VMFS "disk-flat.vmdk"\n\n#DDB\n'
             b'ddb.adapterType = "lsilogic"\nddb.geometry.cylinders = "1"\nddb.geometry.heads = "2"\n'
             b'ddb.geometry.sectors = "63"\nddb.uuid = "60 00 C2 9a dc 4a 12 0f-2a cb 5c 02 7e cf 6d 0e"\n')
    mixed = (b'version=1\r\nCID=1\r\nparentCID=ffffffff\r\ncreateType="custom"\r\nRW 8 ZERO\r\n'
             b'RW 16 FLAT "disk.img" 4\r\nNOACCESS 8\r\nRDONLY 8 FLAT "/dev/sda" 0 partitionUUID "x"\r\n')
    child = b'version=1\nCID=1\nparentCID=1\nparentFileNameHint="self"\nRW 8 ZERO\n'
    for name, text in (("plain", plain), ("mixed_crlf", mixed), ("child", child),
                       ("version3", plain.replace(b"version=1", b"version=3"))):
        write("seeds", "vmdk_descriptor", name, text)
    for name, text in {
        "no_version": plain.replace(b"version=1\n", b""),
        "version_9": plain.replace(b"version=1", b"version=9"),
        "version_2_encrypted": plain.replace(b"version=1", b"version=2"),
        "key_safe": plain + b'encryption.keySafe = "vmware:key/list/(pair)"\n',
        "no_extents": plain.replace(b'RW 128 VMFS "disk-flat.vmdk"\n', b""),
        "extent_of_0_sectors": plain.replace(b"RW 128", b"RW 0"),
        "extent_of_2e64_sectors": plain.replace(b"RW 128", b"RW 18446744073709551615"),
        "extent_without_quote": plain.replace(b'flat.vmdk"', b"flat.vmdk"),
        "extent_of_unknown_type": plain.replace(b"VMFS", b"WORM"),
        "sum_overflows": plain.replace(b'"disk-flat.vmdk"', b'"a"') + b"RW 9007199254740992 ZERO\n" * 4,
        "cid_no_number": plain.replace(b"CID=12345678", b"CID=xyz"),
        "control_character": plain.replace(b"lsilogic", b"lsi\x01logic"),
        "nul_inside": plain.replace(b"lsilogic", b"lsi\0logic"),
        "bad_utf8": plain.replace(b"lsilogic", b"lsi\xfflogic"),
        "unknown_encoding": plain.replace(b"UTF-8", b"EBCDIC").replace(b"lsilogic", b"lsi\xfflogic"),
        "open_quote": plain.replace(b'"lsilogic"', b'"lsilogic'),
        "loop": child,
        "long_line": plain + b"x=" + b"y" * 70000,
        "many_lines": b"version=1\nCID=1\n" + b"\n" * 70000,
        "no_text": plain + b"just words\n",
    }.items():
        write("damaged", "vmdk_descriptor", name, text)


def hosted_header(capacity, grain, per_table, directory, redundant=0, flags=1, version=1, descriptor=(0, 0),
                  compression=0):
    return struct.pack("<4sIIQQQQIQQQB4sH", b"KDMV", version, flags, capacity, grain, descriptor[0],
                       descriptor[1], per_table, redundant, directory, 8, 0, b"\n \r\n",
                       compression).ljust(SECTOR, b"\0")


def sparse():
    text = b'version=1\nCID=1\ncreateType="monolithicSparse"\nRW 64 SPARSE "x"\n'
    data = at_sectors([
        (0, hosted_header(64, 1, 32, 2, 4, flags=7, version=2, descriptor=(1, 1))), (1, text),
        (2, struct.pack("<2I", 3, 0)), (3, struct.pack("<32I", 6, 7, 1, 0, 6, *[0] * 27)),
        (4, struct.pack("<2I", 5, 0)), (5, struct.pack("<32I", 6, 7, 1, 0, 6, *[0] * 27)),
        (6, b"a" * SECTOR), (7, b"b" * SECTOR)])
    write("seeds", "vmdk_sparse", "embedded", data)
    write("seeds", "vmdk_sparse", "extent_alone", patched(data, (28, "Q", 0), (36, "Q", 0)))
    for name, change in {
        "version_0": (4, "I", 0), "version_4": (4, "I", 4), "unknown_flag": (8, "I", 0x80000),
        "capacity_0": (12, "Q", 0), "capacity_all": (12, "Q", ALL), "grain_0": (20, "Q", 0),
        "grain_3": (20, "Q", 3), "grain_all": (20, "Q", 1 << 63), "per_table_0": (44, "I", 0),
        "per_table_all": (44, "I", 0xFFFFFFFF), "directory_outside": (56, "Q", 1 << 40),
        "directory_overflows": (56, "Q", ALL - 1), "directory_0": (56, "Q", 0),
        "footer_missing": (56, "Q", ALL), "redundant_outside": (48, "Q", 1 << 40),
        "descriptor_outside": (28, "Q", 1 << 50), "descriptor_huge": (36, "Q", 1 << 40),
        "newlines_changed": (73, "I", 0x0A0D0A0A), "table_outside": (2 * SECTOR, "I", 0xFFFFFFFF),
        "table_in_header": (2 * SECTOR, "I", 0), "grain_outside": (3 * SECTOR, "I", 0xFFFFFFF0),
        "table_is_directory": (2 * SECTOR, "I", 2), "method_9": (77, "H", 9),
    }.items():
        write("damaged", "vmdk_sparse", name, patched(data, change))
    write("damaged", "vmdk_sparse", "cut_in_header", data[:100])
    write("damaged", "vmdk_sparse", "cut_in_table", data[:3 * SECTOR + 40])
    both = patched(data, (2 * SECTOR, "I", 0xFFFFFFFF), (4 * SECTOR, "I", 0xFFFFFFFF))
    write("damaged", "vmdk_sparse", "both_tables_outside", both)
    write("damaged", "vmdk_sparse", "zero_entry_without_flag", patched(data, (8, "I", 3)))


def stream():
    def grain(sector, data):
        packed = zlib.compress(data)
        return struct.pack("<QI", sector, len(packed)) + packed

    def marker(value, kind):
        return struct.pack("<QII", value, 0, kind).ljust(SECTOR, b"\0")

    body = [(2, grain(0, b"a" * 8 * SECTOR)), (3, grain(8, bytes(range(256)) * 16)), (5, struct.pack("<4I", 2, 3, 0, 0)),
            (6, marker(1, 2)), (7, struct.pack("<I", 5))]
    front = at_sectors([(0, hosted_header(32, 8, 4, 7, flags=0x30001, version=3, compression=1))] + body)
    end = at_sectors([(0, hosted_header(32, 8, 4, ALL, flags=0x30001, version=3, compression=1))] + body +
                     [(8, marker(1, 3)), (9, hosted_header(32, 8, 4, 7, flags=0x30001, version=3, compression=1)),
                      (10, marker(0, 0))])
    write("seeds", "vmdk_stream", "directory_in_front", front)
    write("seeds", "vmdk_stream", "directory_at_end", end)
    for name, change in {
        "other_grain": (2 * SECTOR, "Q", 8), "stream_of_0_bytes": (2 * SECTOR + 8, "I", 0),
        "stream_of_all_bytes": (2 * SECTOR + 8, "I", 0xFFFFFFFF), "stream_cut": (2 * SECTOR + 8, "I", 20),
        "checksum_wrong": (2 * SECTOR + 12 + 4, "I", 0x12345678), "no_zlib": (2 * SECTOR + 12, "I", 0),
        "grain_behind_end": (5 * SECTOR, "I", 10), "grain_outside": (5 * SECTOR, "I", 0x7FFFFFFF),
        "grain_too_large": (9 * SECTOR + 20, "Q", 1 << 20), "footer_no_magic": (9 * SECTOR, "I", 0),
        "footer_without_directory": (9 * SECTOR + 56, "Q", ALL), "footer_version_7": (9 * SECTOR + 4, "I", 7),
        "marker_of_other_kind": (8 * SECTOR + 12, "I", 2), "footer_directory_0": (9 * SECTOR + 56, "Q", 0),
    }.items():
        write("damaged", "vmdk_stream", name, patched(end, change))
    short = bytearray(end)
    piece = grain(0, b"a" * 100)
    short[2 * SECTOR:2 * SECTOR + len(piece)] = piece
    write("damaged", "vmdk_stream", "grain_too_short", bytes(short))
    long = bytearray(end)
    piece = grain(0, b"a" * 100000)
    long[2 * SECTOR:2 * SECTOR + len(piece)] = piece
    write("damaged", "vmdk_stream", "grain_too_long", bytes(long))
    write("damaged", "vmdk_stream", "cut_before_footer", end[:8 * SECTOR])


def cowd():
    # The table stands last and is cut: only the entries of 32 grains are needed.
    header = struct.pack("<4s7I", b"COWD", 1, 3, 32, 1, 4, 1, 9).ljust(4 * SECTOR, b"\0")
    data = at_sectors([(0, header), (4, struct.pack("<I", 7)), (5, b"a" * SECTOR), (6, b"b" * SECTOR),
                       (7, struct.pack("<32I", 5, 6, 0, 6, *[0] * 28))])
    write("seeds", "vmdk_cowd", "small", data)
    for name, change in {
        "version_2": (4, "I", 2), "capacity_0": (12, "I", 0), "capacity_all": (12, "I", 0xFFFFFFFF),
        "grain_0": (16, "I", 0), "grain_5": (16, "I", 5), "grain_all": (16, "I", 0x80000000),
        "directory_0": (20, "I", 0), "directory_outside": (20, "I", 0xFFFFFFFF), "no_entries": (24, "I", 0),
        "unclean": (1648, "I", 1), "table_outside": (4 * SECTOR, "I", 0xFFFFFFFF),
        "table_in_header": (4 * SECTOR, "I", 1), "grain_outside": (7 * SECTOR, "I", 0xFFFFFFFF),
        "no_magic": (0, "I", 0),
    }.items():
        write("damaged", "vmdk_cowd", name, patched(data, change))
    write("damaged", "vmdk_cowd", "cut_in_header", data[:20])
    write("damaged", "vmdk_cowd", "cut_in_directory", data[:4 * SECTOR])


def se_sparse():
    regions = [(1, 1), (0, 0), (0, 0), (2, 1), (12, 64), (0, 0), (0, 0), (3, 9)]
    header = struct.pack("<10Q", 0xCAFEBABE, 0x200000001, 64, 8, 64, 0, 0, 0, 0, 0)
    header += b"".join(struct.pack("<2Q", *region) for region in regions)
    allocated, zero, unmapped = 3 << 60, 2 << 60, 1 << 60
    # One grain at sector 3; the tables stand last and are cut: 8 entries are needed.
    data = at_sectors([(0, header), (1, struct.pack("<4Q", 0xCAFECAFE, 1, 0, 0)),
                       (2, struct.pack("<Q", 1 << 60)), (3, b"a" * 8 * SECTOR),
                       (12, struct.pack("<8Q", allocated, zero, unmapped, 0, allocated, 0, 0, 0))])
    write("seeds", "vmdk_sesparse", "small", data)
    table, directory = 12 * SECTOR, 2 * SECTOR
    for name, change in {
        "no_magic": (0, "Q", 1), "version_3": (8, "Q", 0x300000001), "capacity_0": (16, "Q", 0),
        "capacity_all": (16, "Q", ALL), "grain_16": (24, "Q", 16), "table_32": (32, "Q", 32), "flags": (40, "Q", 1),
        "reserved": (48, "Q", 1), "second_header_outside": (80, "Q", 1 << 40),
        "second_header_overflows": (80, "Q", ALL), "second_header_no_magic": (SECTOR, "Q", 0),
        "journal_to_replay": (SECTOR + 24, "Q", 1), "directory_too_small": (136, "Q", 0),
        "directory_outside": (128, "Q", 1 << 40), "tables_overflow": (144, "Q", ALL), "grains_overflow": (192, "Q", ALL),
        "table_of_unknown_kind": (directory, "Q", 2 << 60), "table_number_too_large": (directory, "Q", 1 << 60 | 5),
        "grain_of_unknown_kind": (table, "Q", 4 << 60), "grain_number_too_large": (table, "Q", allocated | 1 << 48),
        "grain_number_all": (table, "Q", 0x3FFFFFFFFFFFFFFF), "unallocated_with_number": (table, "Q", 7),
    }.items():
        write("damaged", "vmdk_sesparse", name, patched(data, change))
    write("damaged", "vmdk_sesparse", "cut_in_header", data[:300])
    write("damaged", "vmdk_sesparse", "cut_before_second_header", data[:SECTOR])


descriptors()
sparse()
stream()
cowd()
se_sparse()
