#!/usr/bin/env python3
"""Writes small UDF volumes with what no other writer at hand makes: partitions of all kinds, moved packets, blocks
behind a virtual table, mirrored metadata, names that Linux translates, streams, versions of a file entry.

usage: make_image.py FOLDER            NAME.img for each of IMAGES
       make_image.py NAME FILE BLOCK_SIZE     one of them, with fewer files: seeds of the fuzz target

Facts: ECMA-167, OSTA UDF 2.60. What is in the volumes is told by Linux (manifest.sh), not by this script.
"""
import struct
import sys

FILE, DIRECTORY, BLOCK, CHARACTER, SYMLINK, STREAM_DIRECTORY = 5, 4, 6, 7, 12, 13
SHORT, LONG, EXTENDED, EMBEDDED = range(4)
HIDDEN, IS_DIRECTORY, DELETED, PARENT, METADATA = 1, 2, 4, 8, 16
PARTITION_START, PARTITION_BLOCKS = 260, 1000
DATA_FIRST = 600  # blocks of the physical partition from here on hold the content of files


def crc(data):
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ (0x1021 if value & 0x8000 else 0)) & 0xFFFF
    return value


def tagged(identifier, location, body, version=3):
    head = struct.pack("<HHBBHHHI", identifier, version, 0, 0, 1, crc(body), len(body), location)
    return head[:4] + bytes([sum(head) & 0xFF]) + head[5:] + body


def entity(text, suffix=b""):
    return bytes(1) + text.encode().ljust(23, b"\0") + suffix.ljust(8, b"\0")


def dstring(text, size):
    return (b"\x08" + text.encode()).ljust(size - 1, b"\0") + bytes([len(text) + 1])


def latin(text):
    return b"\x08" + text.encode("latin-1")


def wide(text):
    return b"\x10" + text.encode("utf-16-be", "surrogatepass")


def stamp(year, zone=0x1000, parts=(11, 22, 33)):
    return struct.pack("<HHBBBBBBBB", zone, year, 3, 4, 5, 6, 7, *parts)


def long_descriptor(length, block, partition, unique=0):
    return struct.pack("<IIHHI", length, block, partition, 0, unique)


class Image:
    def __init__(self, kind, block_size=2048, revision=0x0201):
        self.kind, self.size, self.revision = kind, block_size, revision
        self.sectors = {}
        self.meta = 1 if kind in ("virtual", "old_virtual", "metadata") else 0  # partition of file entries
        self.next_meta, self.next_data = 0, DATA_FIRST
        self.table = {}  # of a virtual partition
        self.damaged_main = False
        # A virtual table is the last thing recorded.
        self.end = PARTITION_START + PARTITION_BLOCKS + (0 if "virtual" in kind else 20)

    # Where things are.

    def physical(self, block):
        """The sector of a block of partition 0; every third packet of four was moved."""
        if self.kind == "sparable" and (block // 4) % 3 == 0 and block < 120:
            return 130 + (block // 12) * 4 + block % 4
        return PARTITION_START + block

    def metadata_places(self, block):
        """Blocks of partition 0 that hold this one of the metadata: extents of 32 in no order, and the mirror."""
        main = (block // 32 * 5 % 8) * 32 + 64 + block % 32
        return main, main + 256

    def put(self, sector, data):
        for i in range(0, max(len(data), 1), self.size):
            self.sectors[sector + i // self.size] = data[i:i + self.size]

    def put_data(self, block, data):
        for i in range(0, len(data), self.size):
            self.put(self.physical(block + i // self.size), data[i:i + self.size])

    def put_meta(self, block, data):
        for i in range(0, len(data), self.size):
            at, piece = block + i // self.size, data[i:i + self.size]
            if self.kind == "metadata":
                main, mirror = self.metadata_places(at)
                self.put(self.physical(main), piece if not self.damaged_main or at % 3 else b"gone")
                self.put(self.physical(mirror), piece)
            elif self.meta:
                place = self.table.setdefault(at, 20 + at * 37 % 379)
                self.put(self.physical(place), piece)
            else:
                self.put_data(at, piece)

    def allocate_meta(self, count=1):
        # Linux takes the blocks of an extent to follow each other on the volume: not beyond a piece of the metadata.
        if self.kind == "metadata" and self.next_meta % 32 + count > 32:
            self.next_meta += -self.next_meta % 32
        self.next_meta += count
        return self.next_meta - count

    def allocate_data(self, count):
        self.next_data += count + 1
        return self.next_data - count - 1

    # Files.

    def entry(self, block, file_type, form, content, size, recorded, links=1, permissions=0x14A5, flags=0, owner=0,
              attributes=b"", streams=None, extended=True, strategy=4, year=2020):
        icb = struct.pack("<IHHHBBIHH", 0, strategy, 0, 1 if strategy == 4 else 2, 0, file_type, 0, 0, form | flags)
        times = [stamp(year), stamp(year + 1, 0x1000 | (-90 & 0xFFF)), stamp(2018), stamp(year + 3, 0x1801)]
        body = icb + struct.pack("<IIIHBBIQ", owner, 7, permissions, links, 0, 0, 0, size)
        if extended:
            body += struct.pack("<QQ", size, recorded) + b"".join(times) + struct.pack("<II", 1, 0)
            body += bytes(16) + (long_descriptor(self.size, streams, self.meta) if streams is not None else bytes(16))
        else:
            body += struct.pack("<Q", recorded) + times[0] + times[1] + times[3] + struct.pack("<I", 1) + bytes(16)
        body += entity("*vixmount test") + struct.pack("<QII", 16 + block, len(attributes), len(content))
        self.put_meta(block, tagged(266 if extended else 261, block, body + attributes + content))

    def file(self, content, **more):
        block = self.allocate_meta(2 if more.get("strategy") == 4096 else 1)
        self.entry(block, more.pop("file_type", FILE), EMBEDDED, content, len(content), 0, **more)
        return block

    def file_in(self, pieces, form=LONG, continue_after=None, **more):
        """pieces: (kind, bytes or length). Descriptors behind the first `continue_after` lie in a block each."""
        block = self.allocate_meta()
        descriptors, size, recorded = [], 0, 0
        for kind, piece in pieces:
            length = piece if isinstance(piece, int) else len(piece)
            count = -(-length // self.size)
            place = self.allocate_data(count) if kind != 2 else 0
            if kind == 0:
                self.put_data(place, piece)
            recorded += count if kind != 2 else 0
            size += length
            raw = length | kind << 30
            descriptors.append({SHORT: struct.pack("<II", raw, place), LONG: long_descriptor(raw, place, 0),
                                EXTENDED: struct.pack("<IIIIHH", raw, length, length, place, 0, 0)}[form])
        if continue_after is not None:
            following = b""
            for i in range(len(descriptors) - 1, continue_after - 1, -1):
                at = self.allocate_meta() if form == LONG else self.allocate_data(1)
                chunk = descriptors[i] + following
                extent = tagged(258, at, struct.pack("<II", 0, len(chunk)) + chunk)
                (self.put_meta if form == LONG else self.put_data)(at, extent)
                partition = self.meta if form == LONG else 0
                following = {SHORT: struct.pack("<II", self.size | 3 << 30, at),
                             LONG: long_descriptor(self.size | 3 << 30, at, partition)}[form]
            descriptors = descriptors[:continue_after] + [following]
        self.entry(block, FILE, form, b"".join(descriptors), size, recorded, **more)
        return block

    def identifier(self, name, block, characteristics=0, use=b""):
        body = struct.pack("<HBB", 1, characteristics, len(name)) + long_descriptor(self.size, block, self.meta)
        body += struct.pack("<H", len(use)) + use + name
        return tagged(257, 0, body + bytes(-(16 + len(body)) % 4))

    def directory(self, block, parent, entries, file_type=DIRECTORY, form=EMBEDDED, **more):
        """entries: (name, block[, characteristics[, use]])"""
        content = self.identifier(b"", parent, PARENT | IS_DIRECTORY)
        content += b"".join(self.identifier(*entry) for entry in entries)
        links = 1 + sum(1 for entry in entries if len(entry) > 2 and entry[2] & IS_DIRECTORY)
        if form == EMBEDDED:
            self.entry(block, file_type, form, content, len(content), 0, links=links, permissions=0x3DEF, **more)
            return
        # An extent of virtual blocks has one.
        step = self.size if "virtual" in self.kind else 16 * self.size
        descriptors = b""
        for first in range(0, len(content), step):
            piece = content[first:first + step]
            place = self.allocate_meta(-(-len(piece) // self.size))
            self.put_meta(place, piece)
            descriptors += long_descriptor(len(piece), place, self.meta)
        self.entry(block, file_type, LONG, descriptors, len(content), -(-len(content) // self.size), links=links,
                   permissions=0x3DEF, **more)

    def component(self, kind, name=b""):
        return struct.pack("<BBH", kind, len(name), 0) + name

    def attribute_area(self, block, attributes):
        return tagged(262, block, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF)) + attributes

    # Volume structures.

    def maps(self):
        plain = struct.pack("<BBHH", 1, 6, 1, 0)
        head = struct.pack("<BBH", 2, 64, 0)
        suffix = struct.pack("<HBB", 0x0150 if self.kind == "old_virtual" else self.revision, 6, 0)
        if self.kind == "sparable":
            return [head + entity("*UDF Sparable Partition", suffix) + struct.pack(
                "<HHHBBIIIII", 1, 0, 4, 2, 0, 512, 120, 121, 0, 0)]
        if self.kind in ("virtual", "old_virtual"):
            return [plain, head + entity("*UDF Virtual Partition", suffix) + struct.pack("<HH", 1, 0) + bytes(24)]
        if self.kind == "metadata":
            return [plain, head + entity("*UDF Metadata Partition", suffix) + struct.pack(
                "<HHIIIIHB", 1, 0, 10, 11, 0xFFFFFFFF, 32, 1, 1) + bytes(5)]
        return [plain]

    def finish(self, file_set, root):
        version = 2 if self.revision < 0x0200 else 3
        domain = entity("*OSTA UDF Compliant", struct.pack("<HB", self.revision, 0))
        character_set = (b"\0OSTA Compressed Unicode").ljust(64, b"\0")
        body = stamp(2020) + struct.pack("<HHIIII", 3, 3, 1, 1, 0, 0) + character_set + dstring("Hand-made", 128)
        body += character_set + dstring("Files", 32) + bytes(64) + long_descriptor(self.size, root, self.meta) + domain
        self.put_meta(file_set, tagged(256, file_set, body + bytes(512 - 16 - len(body))))
        if self.kind == "sparable":
            self.sparing_tables()
        elif self.kind == "metadata":
            self.metadata_files()
        elif self.meta:
            self.virtual_table()
        for offset, name in enumerate((b"BEA01", b"NSR03" if version == 3 else b"NSR02", b"TEA01")):
            at = 32768 + offset * max(2048, self.size)
            self.put(at // self.size, b"\0" + name + b"\1" + bytes(2041) if self.size <= 2048 else b"\0" + name + b"\1")
        maps = self.maps()
        descriptors = [
            (1, struct.pack("<I", 0) + dstring("Hand-made", 32) + struct.pack("<HHHHII", 1, 1, 3, 3, 1, 1)
             + dstring("fedcba9876543210 hand-made", 128)),
            (5, struct.pack("<HH", 1, 0) + entity("+NSR03") + bytes(128)
             + struct.pack("<III", 1, PARTITION_START, PARTITION_BLOCKS)),
            (6, character_set + dstring("Hand-made", 128) + struct.pack("<I", self.size) + domain
             + long_descriptor(self.size, file_set, self.meta) + struct.pack("<II", sum(map(len, maps)), len(maps))
             + entity("*vixmount test") + bytes(128) + struct.pack("<II", self.size, 112) + b"".join(maps)),
            (8, b"")]
        for first in (80, 96):
            for number, (identifier, body) in enumerate(descriptors):
                body = struct.pack("<I", number) + body
                self.put(first + number, tagged(identifier, first + number, body.ljust(496, b"\0"), version))
        self.put(112, tagged(9, 112, stamp(2020) + struct.pack("<III", 1, 0, 0) + struct.pack("<QQQQ", 99, 0, 0, 0)
                             + struct.pack("<II", len(maps), 46) + struct.pack("<I", 123) * len(maps)
                             + struct.pack("<I", PARTITION_BLOCKS) * len(maps) + entity("*vixmount test")
                             + struct.pack("<IIHHH", 30, 4, min(self.revision, 0x250), self.revision, self.revision),
                             version))
        extents = struct.pack("<IIII", 16 * self.size, 80, 16 * self.size, 96)
        self.put(256, tagged(2, 256, extents + bytes(480), version))

    def sparing_tables(self):
        moved = [(block, self.physical(block)) for block in range(0, 120, 12)]
        entries = b"".join(struct.pack("<II", *entry) for entry in moved) + struct.pack("<II", 0xFFFFFFFF, 190)
        for sector, number, content in ((120, 1, struct.pack("<II", 0xFFFFFFFF, 130)), (121, 2, entries)):
            if number == 1:  # Linux takes the first copy: both say the same there
                content = entries
            body = entity("*UDF Sparing Table") + struct.pack("<HHI", len(content) // 8, 0, number) + content
            self.put(sector, tagged(0, sector, body))

    def metadata_files(self):
        self.meta, meta, kind, self.kind = 0, self.meta, self.kind, "plain"  # they are in partition 0 themselves
        for block, file_type, copy in ((10, 250, 0), (11, 251, 1)):
            self.kind = kind
            places = [self.metadata_places(first)[copy] for first in range(0, 256, 32)]
            self.kind = "plain"
            content = b"".join(struct.pack("<II", 32 * self.size, place) for place in places)
            self.entry(block, file_type, SHORT, content, 256 * self.size, 256)
        self.meta, self.kind = meta, kind

    def virtual_table(self):
        entries = b"".join(struct.pack("<I", self.table.get(block, 0xFFFFFFFF)) for block in range(self.next_meta))
        old = self.kind == "old_virtual"
        if old:
            content = entries + entity("*UDF Virtual Alloc Tbl") + struct.pack("<I", 0xFFFFFFFF)
        else:
            content = struct.pack("<HH", 152, 0) + dstring("Hand-made", 128) + struct.pack(
                "<IIIHHHH", 0xFFFFFFFF, 30, 4, 0x200, 0x200, 0x201, 0) + entries
        place = 400
        self.put_data(place, content)
        last = self.end - 1 - PARTITION_START
        self.table, table = {last: last}, self.table
        self.entry(last, 0 if old else 248, LONG, long_descriptor(len(content), place, 0), len(content),
                   -(-len(content) // self.size), extended=not old)
        self.table = table

    def write(self, path):
        with open(path, "wb") as out:
            for sector, data in self.sectors.items():
                assert len(data) <= self.size, (sector, len(data))
                out.seek(sector * self.size)
                out.write(data)
            out.truncate(self.end * self.size)


def noise(length, seed):
    return b"".join(struct.pack("<I", (seed << 24 | i) * 2654435761 & 0xFFFFFFFF) for i in range(-(-length // 4)))[:length]


def names(image):
    """Names that Linux shows as they are, and those it has to change."""
    content = lambda text: image.file(text.encode())
    return [(latin("latin \xe4\xf6\xfc"), content("1")), (wide("\u65e5\u672c\u8a9e.txt"), content("2")),
            (wide("smile \U0001F642"), content("3")), (latin("slash/in it.txt"), content("4")),
            (latin("two//slashes/"), content("5")), (latin("zero\0inside"), content("6")), (latin("."), content("7")),
            (latin(".."), content("8")), (latin("..txt"), content("9")), (latin("/.ext"), content("10")),
            (wide("lonely \ud800"), content("11")), (wide("lonely \udc00 low"), content("12")),
            (wide("high \ud800x.abc"), content("13")), (wide("\u4e16" * 120 + ".long"), content("14")),
            (wide("\u4e16" * 84 + "ab"), content("15")), (wide("\u4e16" * 83 + "abc.txt"), content("16")),
            (latin("n" * 254), content("17")), (latin("ext.with/slash"), content("18")), (latin("a.b/c"), content("19"))]


def fill(image, small):
    size = image.size
    file_set, root = image.allocate_meta(2), image.allocate_meta(2)
    below, streams = image.allocate_meta(), image.allocate_meta()
    linked = image.file(b"linked twice", links=2, owner=0xFFFFFFFF, permissions=0x7FFF, flags=0x1C0)
    entries = [(latin("linked"), linked), (latin("a link"), linked), (latin("hidden"), image.file(b"?"), HIDDEN),
               (latin("deleted"), 0, DELETED), (b"\xfe" + bytes(4), 0, DELETED),
               (latin("with use"), image.file(b"4 bytes of use", extended=False), 0, b"USE!"),
               (latin("below"), below, IS_DIRECTORY)]
    image.directory(below, root, [(latin("old times"), image.file(b"", year=1971)),
                                  (latin("new times"), image.file(b"", year=2100))], form=LONG)
    image.directory(streams, below, [(latin("first stream"), image.file(b"content of a stream")),
                                     (latin("*UDF Backup"), image.file(b"of the system"), METADATA)],
                    file_type=STREAM_DIRECTORY)
    entries.append((latin("streams"), image.file(b"main", streams=streams)))
    target = b"".join(image.component(*part) for part in (
        (2,), (5, latin("usr")), (3,), (4,), (5, wide("\u4e16/x")), (5, latin("end"))))
    entries += [(latin("link"), image.file(target, file_type=SYMLINK)),
                (latin("agreed"), image.file(image.component(1) + image.component(1, b"\x08x"), file_type=SYMLINK))]
    device = image.next_meta
    area = struct.pack("<IBBBBIII", 5, 1, 0, 0, 0, 32, 12, 1) + stamp(2001)
    area += struct.pack("<IBBBBIIII", 12, 1, 0, 0, 0, 24, 0, 8, 65)
    entries.append((latin("device"), image.file(b"", file_type=BLOCK, extended=False,
                                                attributes=image.attribute_area(device, area))))
    entries.append((latin("pieces"), image.file_in(
        [(0, noise(3 * size, 1)), (2, 5 * size), (0, noise(size, 2)), (1, 2 * size), (0, noise(size // 2 + 3, 3))])))
    entries.append((latin("continued"), image.file_in(
        [(0, noise(size, 10 + i)) for i in range(5)] + [(0, b"end")], continue_after=2)))
    if "virtual" not in image.kind:  # two blocks behind each other
        chained = image.file(b"the first version", strategy=4096)
        later = image.file(b"a later version", strategy=4096)
        icb = struct.pack("<IHHHBBIHH", 0, 4096, 0, 2, 0, 3, 0, 0, 0)
        image.put_meta(chained + 1, tagged(259, chained + 1, icb + long_descriptor(size, later, image.meta)))
        entries.append((latin("chained"), chained))
    if image.meta == 0:
        entries.append((latin("short"), image.file_in([(0, noise(size, 4)), (2, size), (0, b"end")], form=SHORT,
                                                      continue_after=1)))
    if small:  # Linux does not read this form
        entries.append((latin("extended"), image.file_in(
            [(0, noise(3 * size, 1)), (2, 5 * size), (0, noise(size, 2)), (1, 2 * size), (0, noise(size // 2 + 3, 3))],
            form=EXTENDED)))
    else:
        entries += names(image)
        many = image.allocate_meta()
        image.directory(many, root, [(latin("file number %d of many" % i), linked) for i in range(300)], form=LONG)
        entries.append((latin("many"), many, IS_DIRECTORY))
    image.directory(root, root, entries, form=LONG)
    image.finish(file_set, root)


IMAGES = {
    "hand_plain": ("plain", 0x0201), "hand_unhide": ("plain", 0x0102), "hand_sparable": ("sparable", 0x0201),
    "hand_virtual": ("virtual", 0x0200), "hand_old_virtual": ("old_virtual", 0x0150),
    "hand_metadata": ("metadata", 0x0250), "hand_metadata_2_60": ("metadata", 0x0260),
    "hand_blocks_512": ("plain", 0x0201), "hand_blocks_4096": ("metadata", 0x0250),
}


def make(name, path, block_size=None, small=False):
    kind, revision = IMAGES[name]
    sizes = {"hand_blocks_512": 512, "hand_blocks_4096": 4096}
    image = Image(kind, block_size or sizes.get(name, 2048), revision)
    fill(image, small)
    image.write(path)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        make(sys.argv[1], sys.argv[2], int(sys.argv[3]), True)
    else:
        for each in IMAGES:
            make(each, "%s/%s.img" % (sys.argv[1], each))
