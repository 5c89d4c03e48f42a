#!/usr/bin/env python3
"""Seeds and damaged inputs of fuzz_lvm and fuzz_lvm_metadata: small volume groups by hand.

usage: lvm_seeds.py   (writes below fuzz/seeds and fuzz/damaged)
"""
import os
import struct
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
EXTENT = 64 * 1024


def uuid(c, dashes=True):
    return "-".join(c * n for n in (6, 4, 4, 4, 4, 4, 6)) if dashes else c * 32


def crc(data):
    # LVM's: another start, and no inversion at the end.
    return ~zlib.crc32(data, 0xF597A6CF ^ 0xFFFFFFFF) & 0xFFFFFFFF


def lv(name, segments, status='"READ", "WRITE", "VISIBLE"'):
    body = ""
    start = 0
    for number, (count, kind, settings) in enumerate(segments, 1):
        body += (f"segment{number} {{\nstart_extent = {start}\nextent_count = {count}\n\n"
                 f'type = "{kind}"\n{settings}\n}}\n')
        start += count
    return f'{name} {{\nid = "{uuid(name[0])}"\nstatus = [{status}]\nflags = []\n{body}}}\n'


def linear(count, pv, extent):
    return count, "striped", f'stripe_count = 1\nstripes = [\n"{pv}", {extent}\n]'


def hidden(name, count=1, pv="pv0", extent=0):
    return lv(name, [linear(count, pv, extent)], '"READ", "WRITE"')


def group(lvs, pvs=3, seqno=1):
    text = "".join(f'pv{i} {{\nid = "{uuid("abcdef"[i])}"\ndevice = "/dev/sd{"abcdef"[i]}"\n'
                   f'status = ["ALLOCATABLE"]\nflags = []\npe_start = 1024\npe_count = 8\n}}\n' for i in range(pvs))
    return (f'vg {{\nid = "{uuid("G")}"\nseqno = {seqno}\nstatus = ["RESIZEABLE", "READ", "WRITE"]\nextent_size = 128\n'
            f"physical_volumes {{\n{text}}}\nlogical_volumes {{\n{lvs}}}\n}}\nversion = 1\n")


def raid(kind, members, settings, count=2, superblocks=True):
    subs = "".join(hidden(f"{part}{i}", 1, f"pv{i % 3}", i) for i in range(members) for part in ("_rmeta_", "_rimage_"))
    names = ", ".join(f'"x_rmeta_{i}", "x_rimage_{i}"' for i in range(members))
    return (lv("x", [(count, kind, f"device_count = {members}\nregion_size = 128\n{settings}\nraids = [{names}]")])
            + subs.replace("_rmeta_", "x_rmeta_").replace("_rimage_", "x_rimage_"))


def superblock(level, layout, chunk, members):
    full = 2**64 - 1
    return struct.pack("<4sIIIQQQQIIIIQIIIIQQQQ", b"DmRd", 1, members, 0, 5, 0, full, full, level, layout, chunk, 0, full,
                       level, layout, chunk, 0, 256, 0, 0, 128).ljust(512, b"\0")


METADATA = {
    "linear": (group(lv("r", [linear(2, "pv0", 1), linear(1, "pv2", 0)])), b""),
    "striped": (group(lv("s", [(4, "striped", 'stripe_count = 2\nstripe_size = 16\nstripes = ["pv0", 0, "pv1", 2]')])), b"x"),
    "mirror": (group(hidden("l") + hidden("a", 2, "pv2", 0) + hidden("b", 2, "pv1", 3) + lv("m", [
        (2, "mirror", 'mirror_count = 2\nmirror_log = "l"\nregion_size = 64\nmirrors = ["a", 0, "b", 0]')])),
        struct.pack("<IIQ", 0x4D695272, 2, 2).ljust(1024, b"\0") + b"\x03"),
    "raid0": (group(hidden("a", 2) + hidden("b", 2, "pv1") + lv("r", [
        (4, "raid0", 'stripe_count = 2\nstripe_size = 32\nraid0_lvs = ["a", "b"]')])), b"0"),
    "raid1": (group(raid("raid1", 3, "", 1)), superblock(1, 0, 0, 3)),
    "raid5": (group(raid("raid5_ls", 3, "stripe_size = 16")), superblock(5, 2, 16, 3)),
    "raid6": (group(raid("raid6_zr", 5, "stripe_size = 16", 3)), superblock(6, 8, 16, 5)),
    "raid10": (group(raid("raid10", 4, "stripe_size = 16\ndata_copies = 2")), superblock(10, 258, 16, 4)),
    "thin": (group(hidden("t") + hidden("d", 4) + lv("p", [
        (4, "thin-pool", 'metadata = "t"\npool = "d"\ntransaction_id = 1\nchunk_size = 128')]) + lv("v", [
            (9, "thin", 'thin_pool = "p"\ntransaction_id = 0\ndevice_id = 1\nexternal_origin = "d"')])), b""),
    "snapshot": (group(lv("o", [linear(2, "pv0", 0)]) + hidden("c", 1, "pv1", 0) + lv("snapshot0", [
        (2, "snapshot", 'chunk_size = 8\norigin = "o"\ncow_store = "c"')])), struct.pack("<IIII", 0x70416E53, 1, 1, 8)),
    "merging": (group(lv("o", [linear(2, "pv0", 0)]) + hidden("c", 1, "pv1", 0) + lv("snapshot0", [
        (2, "snapshot", 'chunk_size = 8\norigin = "o"\nmerging_store = "c"')])), struct.pack("<IIII", 0x70416E53, 1, 1, 8)),
    "cache": (group(hidden("o", 2) + hidden("d", 2) + hidden("m") + lv("p", [
        (2, "cache-pool+METADATA_FORMAT", 'data = "d"\nmetadata = "m"\nmetadata_format = 2\nchunk_size = 64\n'
         'cache_mode = "writeback"\npolicy = "smq"\npolicy_settings {\nx = 1\n}')]) + lv("c", [
             (2, "cache", 'cache_pool = "p"\norigin = "o"')])), b""),
    "cachevol": (group(hidden("o", 2) + hidden("f", 4) + lv("c", [
        (2, "cache+CACHE_USES_CACHEVOL", 'cache_pool = "f"\norigin = "o"\nchunk_size = 64\ncache_mode = "writethrough"\n'
         'metadata_start = 0\nmetadata_len = 128\ndata_start = 128\ndata_len = 256')])), b""),
    "writecache": (group(hidden("o", 2) + hidden("f", 2) + lv("w", [
        (2, "writecache", 'writecache = "f"\norigin = "o"\nwritecache_block_size = 4096')])), b""),
    "others": (group(lv("z", [(1, "zero", ""), (1, "error", ""), (1, "vdo", 'vdo_pool = "p"')])), b""),
}
DAMAGED_METADATA = {
    "circle": (group(lv("a", [linear(1, "b", 0)]) + lv("b", [linear(1, "a", 0)])), b""),
    "string_ends_in_backslash": ('a = "\\', b""),
    "pool_is_its_own_data": (group(lv("p", [(1, "thin-pool", 'metadata = "p"\npool = "p"\nchunk_size = 128')])
                                   + lv("v", [(1, "thin", 'thin_pool = "p"\ndevice_id = 1')])), b""),
    "size_overflows": (group(lv("a", [(2**63, "zero", "")])), b""),
    "area_overflows": (group(lv("a", [linear(1, "pv0", 2**60)])), b""),
    "raid_without_members": (group(lv("r", [(1, "raid5", "stripe_size = 16\nraids = []")])), b""),
    "stripe_of_nothing": (group(lv("r", [(2, "striped", 'stripe_size = 0\nstripes = ["pv0", 0, "pv1", 0]')])), b""),
    "regions_of_nothing": (METADATA["mirror"][0].replace("region_size = 64", "region_size = 0"), METADATA["mirror"][1]),
    "snapshot_of_itself": (group(lv("o", [linear(2, "pv0", 0)]) + lv("snapshot0", [
        (2, "snapshot", 'chunk_size = 8\norigin = "snapshot0"\nmerging_store = "snapshot0"')])), b""),
}


def disk(text, area=16384, offset=512):
    """Pieces of a PV with its text; see fuzz/sparse_disk.hpp."""
    content = text.encode() + b"\0"
    label = bytearray(512)
    label[0:32] = struct.pack("<8sQII8s", b"LABELONE", 1, 0, 32, b"LVM2 001")
    label[32:64] = uuid("a", False).encode()
    label[64:128] = struct.pack("<QQQQQQQQ", 1 << 20, 512 * 1024, 0, 0, 0, 4096, area, 0)
    label[16:20] = struct.pack("<I", crc(bytes(label[20:])))
    header = bytearray(512)
    header[4:64] = struct.pack("<16sIQQQQII", b" LVM2 x[5A%r0N*>", 1, 4096, area, offset, len(content), crc(content), 0)
    header[0:4] = struct.pack("<I", crc(bytes(header[4:])))
    until_end = min(len(content), area - offset)
    pieces = [(1, bytes(label)), (8, bytes(header)), (8 + offset // 512, content[:until_end])]
    if until_end < len(content):
        pieces.append((9, content[until_end:]))
    return struct.pack("<I", 2048) + b"".join(struct.pack("<IH", at, len(data)) + data for at, data in pieces)


DISKS = {
    "linear": disk(group(lv("r", [linear(2, "pv0", 1)]), 1)),
    "two_of_three": disk(METADATA["striped"][0]),
    "wrapped": disk(METADATA["raid1"][0], 16384, 15872),
    "raid5": disk(METADATA["raid5"][0]),
}
DAMAGED_DISKS = {
    "text_longer_than_area": disk(METADATA["linear"][0], 1024),
    "text_behind_area": disk("x", 512, 512),
    "cut": disk(METADATA["linear"][0])[:600],
}


def write(kind, target, name, data):
    folder = os.path.join(HERE, "..", kind, target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


for inputs, kind in ((METADATA, "seeds"), (DAMAGED_METADATA, "damaged")):
    for name, (text, content) in inputs.items():
        write(kind, "lvm_metadata", name, text.encode() + b"\0" + content)
for inputs, kind in ((DISKS, "seeds"), (DAMAGED_DISKS, "damaged")):
    for name, data in inputs.items():
        write(kind, "lvm", name, data)
