#!/usr/bin/env python3
"""Makes fuzz/seeds/iso9660 and fuzz/damaged/iso9660: small volumes, and one lie of the disk in each damaged one.

usage: iso9660_seeds.py            writes both folders
       iso9660_seeds.py FOLDER     writes the volumes that Linux can read to FOLDER/NAME.img, and the options for mount
                                   that one needs to NAME.options
"""
import pathlib
import struct
import sys
import zlib

FUZZ = pathlib.Path(__file__).resolve().parent.parent
SECTOR = 2048
ROOT, BELOW, DEEP, MOVED, MORE, TABLE, DATA, SECTORS = 20, 21, 22, 23, 24, 25, 26, 36  # sectors
WHEN = bytes([109, 9, 22, 12, 52, 23, 8])  # 2009-09-22 12:52:23, two hours east of GMT


def both16(value):
    return struct.pack("<H", value) + struct.pack(">H", value)


def both32(value):
    return struct.pack("<I", value) + struct.pack(">I", value)


def use(signature, content, version=1):
    return signature + bytes([len(content) + 4, version]) + content


def px(mode, links=1, user=0, group=0):
    return use(b"PX", both32(mode) + both32(links) + both32(user) + both32(group))


def nm(name, flags=0):
    return use(b"NM", bytes([flags]) + name)


def sl(*components):
    return use(b"SL", b"\0" + b"".join(bytes([flags, len(text)]) + text for flags, text in components))


def zf(size, algorithm=b"pz", shift=15):
    return use(b"ZF", algorithm + bytes([4, shift]) + both32(size))


def compressed(content, shift=15):
    blocks = [content[at:at + (1 << shift)] for at in range(0, len(content), 1 << shift)]
    streams = [zlib.compress(block, 9) if any(block) else b"" for block in blocks]
    at = 16 + 4 * (len(blocks) + 1)
    pointers = [at]
    for stream in streams:
        pointers.append(pointers[-1] + len(stream))
    header = bytes.fromhex("37e45396c9dbd607") + struct.pack("<IBBH", len(content), 4, shift, 0)
    return header + struct.pack(f"<{len(pointers)}I", *pointers) + b"".join(streams)


class Volume:
    def __init__(self, block=SECTOR):
        self.block = block
        self.bytes = bytearray(SECTORS * SECTOR)
        self.next_data = DATA * SECTOR
        self.ends = {}  # of directories' records, by sector
        self.descriptors = 16
        for sector in (ROOT, BELOW, DEEP, MOVED):
            self.ends[sector] = sector * SECTOR

    def at(self, sector):
        """The logical block that a sector begins with."""
        return sector * SECTOR // self.block

    def put(self, offset, data):
        self.bytes[offset:offset + len(data)] = data

    def data(self, content):
        """Stores content; its first block."""
        offset = self.next_data
        self.put(offset, content)
        self.next_data += -(-len(content) // self.block) * self.block
        return offset // self.block

    def record(self, sector, name, extent, size, flags=0, area=b"", extra=0, interleave=(0, 0), volume=1, when=WHEN):
        body = (bytes([extra]) + both32(extent) + both32(size) + when + bytes([flags, *interleave]) + both16(volume) +
                bytes([len(name)]) + name + (b"" if len(name) % 2 else b"\0") + area)
        body += b"\0" * (1 - len(body) % 2)  # records are of even length
        offset = self.ends[sector]
        self.put(offset, bytes([len(body) + 1]) + body)
        self.ends[sector] += len(body) + 1
        return offset

    def file(self, sector, name, content, **more):
        return self.record(sector, name, self.data(content) if content else 0, len(content), **more)

    def directory(self, sector, parent, area=b"", parent_area=b""):
        self.record(sector, b"\0", self.at(sector), SECTOR, 2, area)
        self.record(sector, b"\1", self.at(parent), SECTOR, 2, parent_area)

    def descriptor(self, kind, root, label, escape=b"", version=1):
        out = bytearray(SECTOR)
        out[0:7] = bytes([kind]) + b"CD001" + bytes([version])
        out[40:72] = label.ljust(32, b" " if kind == 1 else b"\0")
        out[80:88] = both32(len(self.bytes) // self.block)
        out[88:88 + len(escape)] = escape
        out[120:132] = both16(1) + both16(1) + both16(self.block)
        out[132:144] = both32(0) + struct.pack("<I", self.at(TABLE))
        out[156:190] = (bytes([34, 0]) + both32(self.at(root)) + both32(SECTOR) + WHEN + b"\2\0\0" + both16(1) + b"\1\0")
        out[813:830] = b"2009092212522300\x08"
        out[881] = 1
        self.put(self.descriptors * SECTOR, out)
        self.descriptors += 1

    def end(self):
        self.put(self.descriptors * SECTOR, b"\xffCD001\1")
        return self


def plain(block=SECTOR):
    volume = Volume(block)
    volume.descriptor(1, ROOT, b"PLAIN")
    volume.directory(ROOT, ROOT)
    volume.record(ROOT, b"DIR", volume.at(BELOW), SECTOR, 2)
    volume.file(ROOT, b"FILE.TXT;1", b"file")
    volume.file(ROOT, b"HIDDEN.TXT;1", b"hidden", flags=1)
    volume.file(ROOT, b"NODOT.;1", b"")
    volume.file(ROOT, b"SHADOW.TXT;1", b"associated", flags=4)
    volume.file(ROOT, b"SHADOW.TXT;1", b"data")
    volume.file(ROOT, b"VERSION.TXT;2", b"second")
    volume.directory(BELOW, ROOT)
    blocks = volume.data(bytes(block) + b"behind its attributes")
    volume.record(BELOW, b"EXTRA.DAT;1", blocks, 21, extra=1)
    return volume.end()


def multi_extent():
    volume = Volume()
    volume.descriptor(1, ROOT, b"SECTIONS")
    volume.directory(ROOT, ROOT)
    last = volume.data(b"C" * 100)
    middle = volume.data(b"B" * SECTOR)
    first = volume.data(b"A" * 2 * SECTOR)
    volume.file(ROOT, b"BEFORE.;1", b"before")
    volume.record(ROOT, b"LARGE.DAT;1", first, 2 * SECTOR, 0x80)
    volume.record(ROOT, b"LARGE.DAT;1", middle, SECTOR, 0x80)
    volume.record(ROOT, b"LARGE.DAT;1", last, 100)
    volume.file(ROOT, b"ZZZ.;1", b"behind")
    return volume.end()


def joliet():
    volume = Volume()
    volume.descriptor(1, ROOT, b"JOLIET")
    wide = "A wide label".encode("utf-16-be")
    volume.descriptor(2, BELOW, wide, b"%/E")
    volume.directory(ROOT, ROOT)
    volume.file(ROOT, b"NARROW.TXT;1", b"narrow")
    volume.directory(BELOW, BELOW)
    for name in ("Wide äöü.txt;1", "pair 😀", "dots...", "Folder"):
        if name == "Folder":
            volume.record(BELOW, name.encode("utf-16-be"), volume.at(DEEP), SECTOR, 2)
        else:
            volume.file(BELOW, name.encode("utf-16-be"), name.encode())
    volume.directory(DEEP, DEEP)  # names itself as its parent, as libisofs does
    volume.put(TABLE * SECTOR, struct.pack("<BBIH", 1, 0, BELOW, 1) + b"\0\0" +
               struct.pack("<BBIH", 12, 0, DEEP, 1) + "Folder".encode("utf-16-be"))
    volume.put(17 * SECTOR + 132, both32(30))
    return volume.end()


REFERENCE = use(b"ER", bytes([10, 0, 0, 1]) + b"RRIP_1991A")
SHARING = use(b"SP", b"\xbe\xef\0")


def rock_ridge(with_protocol=True, long_times=True):
    volume = Volume()
    volume.descriptor(1, ROOT, b"ROCKRIDGE")
    more = MORE * SECTOR
    volume.put(more, REFERENCE)
    elsewhere = use(b"CE", both32(MORE) + both32(0) + both32(len(REFERENCE)))
    volume.directory(ROOT, ROOT, SHARING + px(0o40755, 3) + elsewhere if with_protocol else b"", px(0o40755, 3))
    volume.record(ROOT, b"DIR", BELOW, SECTOR, 2, nm(b"A folder") + px(0o40755, 3))
    # A name in two parts, the second one elsewhere.
    second = nm(b"in two parts") + use(b"ST", b"")
    volume.put(more + 200, second)
    volume.file(ROOT, b"NAME.TXT;1", b"name",
                area=px(0o100640, 1, 1000, 1000) + nm(b"A name ", 1) +
                use(b"CE", both32(MORE) + both32(200) + both32(len(second))))
    times = use(b"TF", b"\x87" + b"2040010203040506\x04" + b"2045010203040550\xfc" + b"0000000000000000\0")
    if not long_times:
        times = use(b"TF", b"\x0f" + 4 * WHEN)
    volume.file(ROOT, b"TIMES.;1", b"", area=px(0o100444) + nm(b"times") + times)
    volume.record(ROOT, b"LINK.;1", 0, 0, 0, px(0o120777) + nm(b"link") +
                  sl((8, b""), (0, b"etc"), (4, b""), (1, b"ho"), (0, b"sts"), (2, b"")))
    volume.record(ROOT, b"DEVICE.;1", 0, 0, 0,
                  px(0o60660) + nm(b"device") + use(b"PN", both32(0) + both32(0x10082C if long_times else 0x0801)))
    volume.directory(BELOW, ROOT, px(0o40755, 3), px(0o40755, 3))
    # A directory that was too deep stands in another one.
    volume.record(BELOW, b"DEEP.;1", volume.data(b" "), 1, 0,
                  px(0o40700, 2) + nm(b"deep") + use(b"CL", both32(DEEP)))
    volume.record(BELOW, b"MOVED", MOVED, SECTOR, 2, nm(b"moved") + px(0o40755, 3))
    volume.directory(MOVED, BELOW, px(0o40755, 3), px(0o40755, 3))
    volume.record(MOVED, b"DEEP", DEEP, SECTOR, 2, px(0o40700, 2) + nm(b"deep") + use(b"RE", b""))
    volume.directory(DEEP, MOVED, px(0o40700, 2), px(0o40755, 3) + use(b"PL", both32(BELOW)))
    content = b"0123456789" * 3000 + bytes(70_000) + b"end"
    volume.file(DEEP, b"PACKED.;1", compressed(content), area=px(0o100644) + nm(b"packed") + zf(len(content)))
    return volume.end()


XA = bytes(6) + b"XA" + bytes(6)  # "CD-ROM XA", which stands in front of other uses of the area


def skipped_attributes(in_root):
    """The protocol begins behind XA's attributes: in the root's record as well, or there at once."""
    volume = Volume()
    volume.descriptor(1, ROOT, b"SKIPPED")
    area = use(b"SP", b"\xbe\xef\x0e") + px(0o40751, 3) + REFERENCE
    volume.directory(ROOT, ROOT, XA + area if in_root else area, XA + px(0o40751, 3))
    volume.file(ROOT, b"FILE.TXT;1", b"skipped", area=XA + px(0o100640, 1, 1000, 1000) + nm(b"A long name"))
    return volume.end()


def changed(volume, offset, data):
    volume.put(offset, data)
    return volume


def damaged():
    def with_file(name=b"X.;1", content=b"content", healthy=ROOT, **more):
        volume = Volume()
        volume.descriptor(1, ROOT, b"DAMAGED")
        area = SHARING + REFERENCE
        volume.directory(ROOT, ROOT, area)
        volume.place = volume.file(ROOT, name, content, **more)
        volume.file(healthy, b"Z.;1", b"healthy", area=px(0o100644) + nm(b"healthy"))
        return volume.end()

    packed = compressed(b"0123456789" * 3000)
    pointer = len(packed) + 1
    yield "interleaved", with_file(interleave=(1, 1))
    yield "sparse_file", with_file(area=use(b"SF", bytes(17)))
    other = with_file(volume=2)
    yield "other_volume", changed(other, 16 * SECTOR + 120, both16(2) + both16(1))
    yield "zisofs_2", with_file(content=packed, area=zf(30_000, b"PZ"))
    yield "zisofs_blocks", with_file(content=packed, area=zf(30_000, shift=20))
    yield "zisofs_magic", with_file(content=b"x" + packed[1:], area=zf(30_000))
    yield "zisofs_no_room", with_file(content=packed, area=zf(300_000_000))
    yield "zisofs_pointer", with_file(content=packed[:20] + struct.pack("<I", pointer) + packed[24:], area=zf(30_000))
    yield "zisofs_stream", with_file(content=packed[:30] + b"\xff" * 8 + packed[38:], area=zf(30_000))
    yield "zisofs_short", with_file(content=packed, area=zf(32_000))
    file = with_file()
    # What is healthy stands in the directory's second sector.
    for name, offset, value in (("record_too_short", 0, b"\x21"), ("name_too_long", 32, b"\xf0")):
        volume = changed(with_file(healthy=ROOT + 1), ROOT * SECTOR + 10, both32(2 * SECTOR))
        yield name, changed(volume, file.place + offset, value)
    yield "record_cut_by_the_size", changed(with_file(), ROOT * SECTOR + 10, both32(file.place - ROOT * SECTOR + 8))
    volume = with_file()
    while volume.ends[ROOT] < (ROOT + 1) * SECTOR - 100:
        volume.file(ROOT, b"FILL.;1", b"")
    last = volume.file(ROOT, b"LAST.;1", b"")
    yield "record_over_the_end", changed(volume, last, b"\xf0")
    yield "file_behind_the_end", changed(with_file(), file.place + 2, both32(SECTORS + 5))
    yield "file_half_behind_the_end", changed(with_file(), file.place + 2, both32(SECTORS - 1) + both32(3000))
    yield "root_is_no_directory", changed(with_file(), ROOT * SECTOR + 25, b"\0")
    yield "root_elsewhere", changed(with_file(), ROOT * SECTOR + 2, both32(ROOT + 1))
    yield "root_behind_the_end", changed(with_file(), 16 * SECTOR + 158, both32(0xFFFFFFF0))
    yield "directory_too_long", changed(with_file(), ROOT * SECTOR + 10, both32(0x7FFFFFFF))
    yield "directory_interleaved", changed(with_file(), ROOT * SECTOR + 26, b"\1\1")
    yield "slash_in_name", with_file(area=nm(b"a/b"))
    loop = use(b"CE", both32(MORE) + both32(0) + both32(28))
    yield "continuation_loop", changed(with_file(area=loop), MORE * SECTOR, loop)
    yield "continuation_too_long", with_file(area=use(b"CE", both32(MORE) + both32(0) + both32(1 << 20)))
    names = nm(b"y" * 200, 1)
    volume = with_file(area=nm(b"x" * 60, 1) + use(b"CE", both32(MORE) + both32(0) + both32(len(names))))
    yield "name_of_260", changed(volume, MORE * SECTOR, names)
    yield "entry_too_long", with_file(area=nm(b"n") + b"ZZ\xf0\1")
    yield "mode_of_a_directory", with_file(area=px(0o40755))
    yield "link_without_target", with_file(content=b"", area=px(0o120777) + nm(b"link"))
    yield "link_to_host", with_file(content=b"", area=px(0o120777) + nm(b"link") + sl((0x20, b"")))
    yield "link_over_its_end", with_file(content=b"", area=px(0o120777) + nm(b"link") + use(b"SL", b"\0\0\xf0abc"))
    yield "sections_without_end", with_file(flags=0x80)
    yield "child_is_a_file", with_file(area=nm(b"child") + use(b"CL", both32(MORE)))
    yield "blocks_of_100", changed(with_file(), 16 * SECTOR + 128, both16(100))
    yield "no_primary", changed(with_file(), 16 * SECTOR, b"\3")
    yield "no_parent", changed(joliet(), TABLE * SECTOR, bytes(30))
    yield "high_sierra", changed(Volume(), 16 * SECTOR, bytes(8) + b"\1CDROM\1")
    yield "joliet_root_elsewhere", changed(joliet(), BELOW * SECTOR + 2, both32(MORE))
    yield "primary_root_elsewhere", changed(joliet(), ROOT * SECTOR + 2, both32(ROOT + 1))
    itself = plain()
    itself.record(BELOW, b"AGAIN", ROOT, SECTOR, 2)
    yield "directory_in_a_circle", itself


def save(folder, name, image):
    """As fuzz/sparse_disk.hpp reads it."""
    (FUZZ / folder).mkdir(parents=True, exist_ok=True)
    out = bytearray(struct.pack("<I", len(image) // 512))
    start = None
    for number in range(len(image) // 512 + 1):
        if any(image[number * 512:(number + 1) * 512]):
            start = number if start is None else start
        elif start is not None:
            piece = bytes(image[start * 512:number * 512]).rstrip(b"\0")
            out += struct.pack("<IH", start, len(piece)) + piece
            start = None
    (FUZZ / folder / name).write_bytes(out)


def main():
    if len(sys.argv) > 1:
        folder = pathlib.Path(sys.argv[1])
        for name, volume in (("made_plain", plain()), ("made_blocks_1024", plain(1024)), ("made_blocks_512", plain(512)),
                             ("made_multi_extent", multi_extent()), ("made_joliet", joliet()),
                             ("made_rock_ridge", rock_ridge(long_times=False)),
                             ("made_undeclared_rock_ridge", rock_ridge(with_protocol=False, long_times=False))):
            (folder / f"{name}.img").write_bytes(volume.bytes)
            if volume.block == 512:
                (folder / f"{name}.options").write_text("block=512")
        return
    for name, volume in (("plain", plain()), ("blocks_512", plain(512)), ("multi_extent", multi_extent()),
                         ("joliet", joliet()), ("rock_ridge", rock_ridge()),
                         ("undeclared_rock_ridge", rock_ridge(with_protocol=False)),
                         ("skipped_attributes", skipped_attributes(in_root=True)),
                         ("skipped_but_in_root", skipped_attributes(in_root=False))):
        save("seeds/iso9660", name, volume.bytes)
    for name, volume in damaged():
        save("damaged/iso9660", name, volume.bytes)


main()
