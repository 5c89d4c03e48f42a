#!/usr/bin/env python3
"""Makes the seeds and the damaged inputs of ntfs_index, ntfs_file_name, ntfs_reparse_point and
ntfs_security: structures laid out by hand, then one lie in each."""
import pathlib
import struct

FUZZ = pathlib.Path(__file__).resolve().parent.parent


def save(target, kind, name, data):
    folder = FUZZ / kind / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def lie(data, offset, layout, value):
    out = bytearray(data)
    struct.pack_into("<" + layout, out, offset, value)
    return bytes(out)


def file_name(name, space=1, attributes=0x20):
    units = name.encode("utf-16-le", "surrogatepass")
    return struct.pack("<Q4QQQIIBB", 5 << 48 | 5, 1, 2, 3, 4, 8, 5, attributes, 0, len(units) // 2,
                       space) + units


def entry(head, body, key_length, flags=0, child=None):
    out = body + b"\0" * (-len(body) % 8)
    if child is not None:
        out += struct.pack("<Q", child)
        flags |= 1
    return head + struct.pack("<HHHH", 16 + len(out), key_length, flags, 0) + out


def named(record, name, child=None, **fields):
    key = file_name(name, **fields)
    return entry(struct.pack("<Q", 1 << 48 | record), key, len(key), child=child)


def viewed(key, data, child=None):
    return entry(struct.pack("<HHI", 16 + len(key), len(data), 0), key + data, len(key), child=child)


def last(child=None):
    return entry(bytes(8), b"", 0, 2, child)


def header(first, entries, room):
    used = first + sum(map(len, entries))
    return struct.pack("<IIII", first, used, max(used, room), 0)


def root(entries, indexed=0x30, block=512):
    return (struct.pack("<IIII", indexed, 1 if indexed else 0x13, block, 1) +
            header(16, entries, 0) + b"".join(entries))


def block(vcn, entries):
    """512 bytes; the update sequence number is 0 and so are the two bytes it protects."""
    out = b"INDX" + struct.pack("<HHQQ", 40, 2, 0, vcn) + header(24, entries, 488)
    out += struct.pack("<HHI", 0, 0, 0) + b"".join(entries)
    assert len(out) <= 510
    return out + bytes(512 - len(out))


def index(the_root, blocks=(), bitmap=None, cluster=0):
    used = (1 << len(blocks)) - 1 if bitmap is None else bitmap
    return struct.pack("<BBH", cluster, 0, len(the_root)) + the_root + struct.pack("<Q", used) + \
        b"".join(blocks)


small = index(root([named(0, "$MFT", space=3), named(64, "a.txt"), named(65, "B", attributes=0x10000000),
                    named(66, "LONGNA~1", space=2), named(66, "long name \ud800 \U0001f600"), last()]))
tree_root = root([named(70, "mm", 0), last(1)])
tree_blocks = [block(0, [named(64, "a"), named(65, "B"), named(66, "b"), last()]),
               block(1, [named(71, "x"), last(2)]),
               block(2, [named(72, "y"), named(73, "z"), last()])]
tree = index(tree_root, tree_blocks)
view = index(root([viewed(struct.pack("<I", 5), b"data"), viewed(struct.pack("<I", 9), b""), last()], 0))
big_clusters = index(tree_root, tree_blocks, cluster=7)
for name, data in [("small_directory", small), ("tree", tree), ("view", view),
                   ("clusters_of_64k", big_clusters)]:
    save("ntfs_index", "seeds", name, data)
blocks_at = len(tree) - 3 * 512
first_entry = 4 + 32
for name, data in [
    ("circle", index(root([last(0)]), [block(0, [named(70, "m"), last(0)])])),
    ("child_outside", index(root([named(70, "m", 99), last(1 << 60)]), tree_blocks)),
    ("block_of_another_place", lie(tree, blocks_at + 16, "Q", 7)),
    ("block_torn", lie(tree, blocks_at + 510, "H", 7)),
    ("block_without_magic", lie(tree, blocks_at, "I", 0)),
    ("block_used_behind_its_end", lie(tree, blocks_at + 24 + 4, "I", 5000)),
    ("entry_of_no_length", lie(small, first_entry + 8, "H", 0)),
    ("entry_too_long", lie(small, first_entry + 8, "H", 0xFFF8)),
    ("entry_without_room_for_its_child", lie(lie(small, first_entry + 8, "H", 16),
                                             first_entry + 12, "H", 1)),
    ("key_too_long", lie(small, first_entry + 10, "H", 0xFFFF)),
    ("name_too_long", lie(small, first_entry + 16 + 64, "B", 255)),
    ("root_cut", small[:30]),
    ("blocks_of_no_size", lie(small, 4 + 8, "I", 0)),
    ("blocks_of_2_GiB", lie(small, 4 + 8, "I", 1 << 31)),
    ("first_entry_behind_the_end", lie(small, 4 + 16, "I", 0x7FFFFFF8)),
    ("bitmap_beyond_the_blocks", index(tree_root, tree_blocks, (1 << 64) - 1)),
    ("unsorted", index(tree_root, [tree_blocks[2][:16] + bytes(8) + tree_blocks[2][24:],
                                   tree_blocks[1], tree_blocks[2]])),
    ("names_that_are_none", index(root([named(64, "x/y"), named(65, ".."), named(66, "a\0b"),
                                        named(67, ""), last()]))),
    ("data_behind_the_entry", lie(view, first_entry + 2, "H", 0xFFFF)),
]:
    save("ntfs_index", "damaged", name, data)

save("ntfs_file_name", "seeds", "win32", file_name("Grün.txt"))
save("ntfs_file_name", "seeds", "surrogates", file_name("\ud800x\udc00\U0001f600", 0))
save("ntfs_file_name", "seeds", "standard_information", bytes(range(72)))
save("ntfs_file_name", "seeds", "text", "plain ünï 漢字 \U0001f600".encode())
save("ntfs_file_name", "damaged", "name_too_long", lie(file_name("abc"), 64, "B", 200))
save("ntfs_file_name", "damaged", "unknown_name_space", lie(file_name("abc"), 65, "B", 77))
save("ntfs_file_name", "damaged", "cut", file_name("abc")[:65])
save("ntfs_file_name", "damaged", "halves_of_a_pair", b"\xed\xa0\xbd\xed\xb8\x80")


def reparse(tag, data):
    return struct.pack("<IHH", tag, len(data), 0) + data


def link(tag, target, flags=b""):
    units = target.encode("utf-16-le")
    return reparse(tag, struct.pack("<HHHH", 0, len(units), len(units), len(units)) + flags + units * 2)


symbolic = link(0xA000000C, r"\??\C:\Users\x", bytes(4))
ea = (struct.pack("<IBBH", 20, 0, 6, 4) + b"$LXUID\0" + struct.pack("<I", 1000) + b"\0" +
      struct.pack("<IBBH", 0, 0x80, 6, 8) + b"$LXDEV\0" + struct.pack("<II", 5, 1))
for name, data in [
    ("symbolic_link", symbolic),
    ("relative_link", link(0xA000000C, r"..\x", struct.pack("<I", 1))),
    ("rooted_link", link(0xA000000C, r"\x\y", struct.pack("<I", 1))),
    ("junction", link(0xA0000003, r"\??\Volume{01234567-89ab-cdef-0123-456789abcdef}" + "\\")),
    ("network", link(0xA000000C, r"\??\UNC\server\share", bytes(4))),
    ("application", reparse(0x8000001B, struct.pack("<I", 3) + "P\0A\0C:\\a.exe\x000\0".encode("utf-16-le"))),
    ("wsl_link", reparse(0xA000001D, struct.pack("<I", 2) + b"/mnt/c")),
    ("nfs_link", reparse(0x80000014, b"LNK\1\0\0\0\0" + "../x".encode("utf-16-le"))),
    ("nfs_device", reparse(0x80000014, b"CHR\0\0\0\0\0" + struct.pack("<II", 5, 1))),
    ("wof_lzx", reparse(0x80000017, struct.pack("<IIII", 1, 2, 1, 1))),
    ("wof_wim", reparse(0x80000017, struct.pack("<II", 1, 1) + bytes(36))),
    ("cloud", reparse(0x9000601A, bytes(16))),
    ("of_another_vendor", struct.pack("<IHH", 0x1234, 4, 0) + bytes(20)),
    ("interix_link", b"IntxLNK\1" + "/x".encode("utf-16-le")),
    ("interix_device", b"IntxBLK\0" + struct.pack("<QQ", 8, 1)),
    ("extended_attributes", ea),
]:
    save("ntfs_reparse_point", "seeds", name, data)
for name, data in [
    ("data_too_long", lie(symbolic, 4, "H", 0xFFFF)),
    ("name_behind_the_end", lie(symbolic, 8, "H", 0xFFF0)),
    ("name_too_long", lie(symbolic, 10, "H", 0xFFFE)),
    ("names_missing", reparse(0xA000000C, b"")),
    ("guid_missing", struct.pack("<IHH", 0x1234, 4, 0)),
    ("wof_cut", reparse(0x80000017, struct.pack("<II", 1, 2))),
    ("wsl_link_cut", reparse(0xA000001D, b"\2")),
    ("application_without_ends", reparse(0x8000001B, struct.pack("<I", 3) + b"P\0A\0")),
    ("ea_goes_back", lie(ea, 0, "I", 4)),
    ("ea_too_long", lie(ea, 6, "H", 0xFFFF)),
]:
    save("ntfs_reparse_point", "damaged", name, data)


def secure(id_entries, stream):
    the_root = root(id_entries, 0, 4096)
    return struct.pack("<H", len(the_root)) + the_root + stream


def descriptor_hash(data):
    value = 0
    for (word,) in struct.iter_unpack("<I", data[:len(data) & ~3]):
        value = ((value << 3 | value >> 29) + word) & 0xFFFFFFFF
    return value


sid = struct.pack("<BB6sI", 1, 1, b"\0\0\0\0\0\5", 18)
acl = struct.pack("<BBHHH", 2, 0, 8, 0, 0)
descriptor = struct.pack("<BBHIIII", 1, 0, 0x8004, 20, 20, 0, 32) + sid + acl
head = struct.pack("<IIQI", descriptor_hash(descriptor), 0x100, 0, 20 + len(descriptor))
ids = [viewed(struct.pack("<I", 0x100), head), last()]
good = secure(ids, head + descriptor)
save("ntfs_security", "seeds", "one_descriptor", good)
save("ntfs_security", "seeds", "descriptor_alone", struct.pack("<H", 0) + descriptor)
save("ntfs_security", "seeds", "object_id",
     secure([viewed(b"\1" * 16, bytes(56)), last()], b""))
entry_head = 2 + 32 + 16 + 4
stream_at = len(good) - len(head + descriptor)
for name, data in [
    ("wrong_hash", lie(good, stream_at, "I", 1)),
    ("other_id", lie(good, stream_at + 4, "I", 7)),
    ("no_length", lie(good, entry_head + 16, "I", 0)),
    ("endless", lie(good, entry_head + 16, "I", 0xFFFFFFFF)),
    ("behind_the_end", lie(good, entry_head + 8, "Q", (1 << 64) - 1)),
    ("data_cut", secure([viewed(struct.pack("<I", 0x100), head[:8]), last()], descriptor)),
    ("sid_over_the_end", struct.pack("<H", 0) + lie(descriptor, 21, "B", 255)),
    ("list_over_the_end", struct.pack("<H", 0) + lie(descriptor, 34, "H", 0xFFFF)),
    ("owner_behind_the_end", struct.pack("<H", 0) + lie(descriptor, 4, "I", 0xFFFFFFFF)),
    ("birth_ids_cut", secure([viewed(b"\1" * 16, bytes(8)), last()], b"")),
]:
    save("ntfs_security", "damaged", name, data)
