#!/usr/bin/env python3
"""Makes the seeds of the fuzz targets jbd2 and ext_fast_commit: tiny journals written field by field."""
import pathlib
import struct

SEEDS = pathlib.Path(__file__).resolve().parent.parent / "seeds"
BLOCK = 1024
MAGIC = 0xC03B3998
UUID = bytes(range(16))


def crc32c(state, data):
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0x82F63B78 if state & 1 else 0)
    return state


def crc32_big_endian(state, data):
    for byte in data:
        state ^= byte << 24
        for _ in range(8):
            state = (state << 1 ^ (0x04C11DB7 if state & 0x80000000 else 0)) & 0xFFFFFFFF
    return state


def block(content):
    return content.ljust(BLOCK, b"\0")


class Journal:
    """checksum: 0 (none), 1, 2 or 3; wide: 64-bit block numbers."""

    def __init__(self, checksum=0, wide=False, start=1, blocks=8, version=4):
        self.checksum, self.wide, self.start, self.version = checksum, wide, start, version
        self.blocks = [block(b"") for _ in range(blocks)]
        self.position, self.sequence = start, 1
        self.seed = crc32c(0xFFFFFFFF, UUID)
        self.v1 = 0xFFFFFFFF

    def put(self, content):
        self.blocks[self.position] = block(content)
        self.position = self.position % (len(self.blocks) - 1) + 1

    def header(self, kind):
        return struct.pack(">III", MAGIC, kind, self.sequence)

    def sealed(self, content):
        if self.checksum < 2:
            return block(content)
        content = content.ljust(BLOCK - 4, b"\0")
        return content + struct.pack(">I", crc32c(self.seed, content + bytes(4)))

    def tag(self, number, flags, data):
        sum_ = crc32c(crc32c(self.seed, struct.pack(">I", self.sequence)), data)
        high = struct.pack(">I", number >> 32) if self.wide else b""
        if self.checksum == 3:
            return struct.pack(">III", number & 0xFFFFFFFF, flags, number >> 32) + struct.pack(">I", sum_)
        sum_ = sum_ & 0xFFFF if self.checksum == 2 else 0
        padding = bytes(2) if self.checksum == 2 else b""
        return struct.pack(">IHH", number & 0xFFFFFFFF, sum_, flags) + high + padding

    def write(self, *tags):
        datas = [block(bytes([letter]) * 100) for _, letter, _ in tags]
        body = self.header(1)
        for i, (number, _, escaped) in enumerate(tags):
            flags = escaped | (2 if i else 0) | (8 if i == len(tags) - 1 else 0)
            if escaped:
                datas[i] = bytes(4) + datas[i][4:]
            body += self.tag(number, flags, datas[i]) + (b"" if i else UUID)
        for content in [self.sealed(body)] + datas:
            self.v1 = crc32_big_endian(self.v1, content)
            self.put(content)

    def revoke(self, *numbers):
        body = b"".join(struct.pack(">Q" if self.wide else ">I", number) for number in numbers)
        self.put(self.sealed(self.header(5) + struct.pack(">I", 16 + len(body)) + body))

    def commit(self):
        body = lambda sum_: block(
            self.header(2) + bytes([1, 4, 0, 0] if self.checksum == 1 else [0, 0, 0, 0])
            + struct.pack(">I", sum_) + bytes(28) + struct.pack(">QI", 1000 + self.sequence, 0))
        sum_ = self.v1 if self.checksum == 1 else crc32c(self.seed, body(0)) if self.checksum else 0
        self.put(body(sum_))
        self.sequence += 1
        self.v1 = 0xFFFFFFFF

    def bytes(self, incompat=1):
        incompat |= (2 if self.wide else 0) | {2: 8, 3: 16}.get(self.checksum, 0)
        raw = struct.pack(">IIIIIIIII", MAGIC, self.version, 0, BLOCK, len(self.blocks), 1, 1, self.start, 0)
        raw += struct.pack(">III", 1 if self.checksum == 1 else 0, incompat, 0) + UUID
        raw = raw.ljust(0x50, b"\0") + (b"\4" if self.checksum > 1 else b"\0")
        raw = raw.ljust(BLOCK, b"\0")
        if self.checksum > 1:
            raw = raw[:0xFC] + struct.pack(">I", crc32c(0xFFFFFFFF, raw)) + raw[0x100:]
        return raw + b"".join(self.blocks[1:])


def record(tag, value):
    return struct.pack("<HH", tag, len(value)) + value


def add_range(inode, logical, length, physical):
    return record(1, struct.pack("<IIHHI", inode, logical, length, 0, physical))


def name(tag, parent, inode, text):
    return record(tag, struct.pack("<II", parent, inode) + text)


def inode(number, mode, size=0, links=1, flags=0x80000):
    raw = struct.pack("<HHI", mode, 0, size).ljust(26, b"\0") + struct.pack("<HII", links, 2, flags)
    return record(6, struct.pack("<I", number) + raw.ljust(40, b"\0") + b"target".ljust(60, b"\0") + bytes(28))


def journals():
    for checksum in range(4):
        for wide in (False, True):
            journal = Journal(checksum, wide, start=3)
            journal.write((5, 0x61, 0), (6, 0x62, 1))
            journal.commit()
            journal.revoke(5)
            journal.commit()
            yield f"checksum{checksum}_{'64' if wide else '32'}bit", journal.bytes()
    old = Journal(version=3)
    old.write((5, 0x61, 0))
    old.commit()
    yield "version1", old.bytes(0)
    empty = Journal(start=1)
    empty.start = 0
    yield "empty", empty.bytes()
    fast = Journal(blocks=4)
    records = record(9, struct.pack("<II", 0, 1)) + add_range(12, 0, 1, 50) + name(3, 2, 12, b"new")
    summed = records + struct.pack("<HHI", 8, BLOCK - len(records) - 4, 1)
    fast.put(summed + struct.pack("<I", crc32c(0, summed)))
    yield "fast_commit", fast.bytes(0x21)


def fast_commits():
    yield "create", inode(20, 0o100644, 3000) + add_range(20, 0, 3, 60) + name(3, 2, 20, b"new")
    yield "mkdir", inode(21, 0o40755, 1024, 2) + name(3, 2, 21, b"folder") + inode(22, 0o100644) + \
        name(3, 21, 22, b"inside")
    yield "rename", name(4, 13, 12, b"moved") + name(5, 2, 12, b"f")
    yield "indexed", name(4, 14, 12, b"x" * 200)
    yield "unlink_and_reuse", name(5, 2, 12, b"f") + inode(12, 0o100644, 1024) + name(3, 2, 12, b"again")
    yield "symlink", inode(23, 0o120777, 6, 1, 0) + name(3, 13, 23, b"link")
    yield "ranges", b"".join(add_range(12, 2 * i, 1, 60 + 2 * i) for i in range(12)) + \
        record(2, struct.pack("<III", 12, 3, 9)) + add_range(12, 40, 32768 + 5, 90) + inode(12, 0o100644, 9000)
    yield "grow", b"".join(name(4, 13, 12, b"%03d" % i + b"n" * 100) for i in range(20))


for target, seeds in (("jbd2", journals()), ("ext_fast_commit", fast_commits())):
    folder = SEEDS / target
    folder.mkdir(parents=True, exist_ok=True)
    for file_name, content in seeds:
        (folder / file_name).write_bytes(content)
