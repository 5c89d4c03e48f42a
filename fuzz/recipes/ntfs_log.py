#!/usr/bin/env python3
"""Writes the seeds and damaged inputs of fuzz/ntfs_log.cpp: small volumes with a log, by hand.

    ntfs_log.py SEEDS DAMAGED
"""
import struct
import sys
from pathlib import Path

CLUSTER, LOG, MFT, INDEX = 4096, 256 << 10, 16, 40
PAGE = 512  # of the log; also the size of the index block: small inputs are better ones
ARRAY = 2   # entries of an update sequence for it
BITS = 19  # of an LSN's offset


def p(b, o, fmt, v): struct.pack_into("<" + fmt, b, o, v)


def protect(b):
    at, count = struct.unpack_from("<HH", b, 4)
    p(b, at, "H", 7)
    for i in range(1, count):
        b[at + 2 * i:at + 2 * i + 2] = b[512 * i - 2:512 * i]
        p(b, 512 * i - 2, "H", 7)
    return bytes(b)


def resident(kind, value, indexed=0):
    b = bytearray(24) + value + bytes(-len(value) % 8)
    p(b, 0, "I", kind)
    p(b, 4, "I", len(b))
    p(b, 16, "I", len(value))
    p(b, 20, "H", 24)
    b[22] = indexed
    return bytes(b)


def non_resident(pairs):
    b = bytearray(64) + pairs + bytes(-len(pairs) % 8)
    p(b, 0, "I", 0x80)
    p(b, 4, "I", len(b))
    b[8] = 1
    p(b, 32, "H", 64)
    return bytes(b)


def record(attributes):
    body = b"".join(attributes) + struct.pack("<II", 0xFFFFFFFF, 0)
    b = bytearray(b"FILE") + bytes(1020)
    p(b, 4, "H", 0x30)
    p(b, 6, "H", 3)
    p(b, 16, "H", 1)
    p(b, 20, "H", 0x38)
    p(b, 22, "H", 1)
    p(b, 24, "I", 0x38 + len(body))
    p(b, 28, "I", 1024)
    b[0x38:0x38 + len(body)] = body
    return protect(b)


def entries():
    first, last = bytearray(0x70), bytearray(0x18)
    p(first, 0, "H", 0x20)
    p(first, 8, "H", 0x70)
    p(first, 12, "H", 1)
    p(last, 8, "H", 0x18)
    p(last, 12, "H", 3)
    return bytes(first + last)


def index_block():
    b = bytearray(b"INDX") + bytes(PAGE - 4)
    p(b, 4, "H", 0x28)
    p(b, 6, "H", ARRAY)
    struct.pack_into("<III", b, 24, 0x28, 0x28 + len(entries()), PAGE - 24)
    b[0x40:0x40 + len(entries())] = entries()
    return b


def index_root():
    head = struct.pack("<IIII", 0x30, 1, PAGE, 1)
    size = 16 + len(entries())
    return resident(0x90, head + struct.pack("<IIII", 16, size, size, 0) + entries())


def action(redo, undo=0, data=b"", back=b"", attr=0x18, vcn=0, lcns=(), at=0, in_attr=0, block=0):
    fixed = 0x20 + 8 * max(1, len(lcns))
    undo_at = fixed + len(data) + -len(data) % 8
    b = bytearray(undo_at + len(back) + -len(back) % 8)
    struct.pack_into("<12HQ", b, 0, redo, undo, fixed, len(data), undo_at, len(back), attr,
                     len(lcns), at, in_attr, block, 0, vcn)
    for i, lcn in enumerate(lcns):
        p(b, 0x20 + 8 * i, "Q", lcn)
    b[fixed:fixed + len(data)] = data
    b[undo_at:undo_at + len(back)] = back
    return bytes(b)


def on_record(n, *args, **more):
    return action(*args, vcn=n // 4, lcns=(MFT + n // 4,), block=n % 4 * 2, **more)


def on_block(*args, **more): return action(*args, attr=0x40, lcns=(INDEX,), **more)


class Log:
    def __init__(self, major=1, begin=0, ring=24):
        self.major, self.first, self.ring = major, 4 if major == 1 else 34, ring
        self.number, self.at, self.lap, self.pages = begin, 0x40, 5, {}

    def page(self):
        if self.number not in self.pages:
            b = bytearray(b"RCRD") + bytes(PAGE - 4)
            p(b, 4, "H", 0x28)
            p(b, 6, "H", ARRAY)
            struct.pack_into("<HH", b, 20, 1, 1)
            self.pages[self.number] = b
        return self.pages[self.number]

    def step(self):
        self.at, self.number = 0x40, self.number + 1
        if self.number == self.ring:
            self.number, self.lap = 0, self.lap + 1

    def add(self, data, kind=1, undo_next=0, flags=0):
        if self.at + 0x30 > PAGE:
            self.step()
        lsn = self.lap << BITS | ((self.first + self.number) * PAGE + self.at) >> 3
        rest = struct.pack("<QQQIHHIIHHHH", lsn, 0, undo_next, len(data), 0, 0, kind, 0x18, flags,
                           0, 0, 0) + data
        while rest:
            if self.at == PAGE:
                self.step()
            b, n = self.page(), min(len(rest), PAGE - self.at)
            b[self.at:self.at + n] = rest[:n]
            p(b, 8, "Q", lsn)
            self.at, rest = self.at + n, rest[n:]
        self.at += -self.at % 8
        p(self.page(), 16, "I", 1)
        p(self.page(), 24, "H", self.at)
        p(self.page(), 32, "Q", lsn)
        return lsn

    def checkpoint(self, data=None):
        self.start = self.add(data or struct.pack("<I", 1) + bytes(0x6C), kind=2)
        return self.start

    def pieces(self, tail=None):
        b = bytearray(b"RSTR") + bytes(PAGE - 4)
        p(b, 4, "H", 0x1E)
        p(b, 6, "H", ARRAY)
        struct.pack_into("<IIHHH", b, 0x10, PAGE, PAGE, 0x30, 2 - self.major, self.major)
        struct.pack_into("<QHHHHIHHQIHHI", b, 0x30, self.start, 1, 0xFFFF, 0, 0, 64 - BITS, 0xE0,
                         0x40, (self.first + self.ring) * PAGE, 0x70, 0x30, 0x40, 0)
        struct.pack_into("<QQHH", b, 0x70, self.start, self.start, 0xFFFF, 0xFFFF)
        out = [(LOG, protect(b))]
        for number, page in self.pages.items():
            place = (self.first + number) * PAGE
            if number == tail:
                copy = bytearray(page)
                p(copy, 8 if self.major == 1 else 0x3C, "Q" if self.major == 1 else "I", place)
                out.append((LOG + 2 * PAGE, protect(copy)))
            else:
                out.append((LOG + place, protect(bytearray(page))))
        return out


def disk():
    plain, data = resident(0x10, bytes(48)), resident(0x80, bytes(8))
    name = resident(0x30, bytes(0x4A), 1)
    return [(MFT * CLUSTER + 5 * 1024, record([plain, data])),
            (MFT * CLUSTER + 6 * 1024, record([plain, index_root()])),
            (MFT * CLUSTER + 7 * 1024, record([plain, name, non_resident(b"\x11\x08\x32\x00")])),
            (INDEX * CLUSTER, protect(index_block()))]


def volume(path, log, tail=None):
    pieces = []
    for offset, data in sorted(disk() + log.pieces(tail)):
        for at in range(0, len(data), 512):  # sectors of zeros are left out
            if any(data[at:at + 512]):
                pieces.append((offset + at, data[at:at + 512]))
    out = struct.pack("<I", (LOG + (log.first + log.ring) * PAGE) // 512)
    for offset, data in pieces:
        data = data.rstrip(b"\0")
        out += struct.pack("<IH", offset // 512, len(data)) + data
    path.write_bytes(out)


def open_attributes(log):
    for attr, kind in ((0x40, 0xA0), (0x68, 0x80)):
        entry = struct.pack("<IIII", 0xFFFFFFFF, PAGE if kind == 0xA0 else 0, kind, 0) + bytes(24)
        log.add(action(0x1C, data=entry, attr=attr))


def records(log):
    v = 0x80
    new = record([resident(0x10, bytes(48))])[:0x88]
    log.add(on_record(4, 2, 3, new))
    log.add(on_record(4, 3, 2, back=new[:0x18]))
    log.add(on_record(5, 5, 6, resident(0x30, bytes(0x4A), 1), at=v))
    log.add(on_record(5, 6, 5, back=resident(0x30, bytes(0x4A), 1), at=v))
    log.add(on_record(5, 7, 7, b"grown to more", b"\0" * 8, at=v, in_attr=24))
    log.add(on_record(5, 4, 0, struct.pack("<II", 0xFFFFFFFF, 0), at=v))
    log.add(on_record(5, 0x25, 0, bytes(64), at=0x100))
    log.add(on_record(7, 9, 9, b"\x11\x10\x32\x00\0\0\0\0", b"\x11\x08\x32\x00", at=0xE8, in_attr=64))
    log.add(on_record(7, 0x0B, 0x0B, struct.pack("<QQQ", 4096, 100, 200), bytes(24), at=0xE8))
    log.add(action(0x1B, 1))


def indexes(log):
    entry = bytearray(0x58)
    p(entry, 8, "H", 0x58)
    entry = bytes(entry)
    log.add(on_record(6, 0x0C, 0x0D, entry, at=0x80, in_attr=0x38))
    log.add(on_record(6, 0x13, 0x13, bytes(0x38), bytes(0x38), at=0x80, in_attr=0x38))
    log.add(on_record(6, 0x0D, 0x0C, back=entry, at=0x80, in_attr=0x38))
    log.add(on_record(6, 0x11, 0x11, bytes(8), bytes(8), at=0x80, in_attr=0x38))
    log.add(on_record(6, 0x21, 0x21, bytes(8), bytes(8), at=0x80, in_attr=0x38))
    log.add(on_block(0x0E, 0x0F, entry, in_attr=0x40))
    log.add(on_block(0x14, 0x14, bytes(0x38), bytes(0x38), in_attr=0x40))
    log.add(on_block(0x0F, 0x0E, back=entry, in_attr=0x40))
    log.add(on_block(0x12, 0x12, bytes(8), bytes(8), in_attr=0x40))
    log.add(on_block(0x22, 0x22, bytes(8), bytes(8), in_attr=0x40))
    log.add(on_block(0x10, 0x10, entries()[0x70:], in_attr=0x40))
    log.add(on_block(8, 0, bytes(index_block())[:0xD0]))


def clusters(log):
    log.add(action(8, 8, b"new", b"old", attr=0x68, lcns=(50,), at=5))
    log.add(action(0x15, 0x16, struct.pack("<II", 3, 70), struct.pack("<II", 3, 70), attr=0x68,
                   lcns=(51,)))
    log.add(action(0x16, 0x15, struct.pack("<II", 3, 7), struct.pack("<II", 3, 7), attr=0x68,
                   lcns=(51,)))
    log.add(action(0x17, attr=0x68, lcns=(52,)))
    log.add(action(0x0A, data=struct.pack("<QQ", 51, 1)))
    log.add(action(0x18))


def unfinished(log):
    first = log.add(on_record(5, 7, 7, b"12345678", bytes(8), at=0x80, in_attr=24))
    log.add(on_block(0x0F, 0x0E, back=entries()[:0x70], in_attr=0x40), undo_next=first)


def tables(major):
    """A checkpoint with all four tables, in the older form or the newer."""
    log = Log()
    first = log.lap << BITS | (log.first * PAGE + 0x40) >> 3
    entry, head = (0x2C, 0x24) if major == 0 else (0x28, 0x20)
    def table(size, rows):
        return struct.pack("<HHHHHHIII", size, len(rows), len(rows), 0, 0, 0, 0, 0, 0) + b"".join(
            (struct.pack("<I", 0xFFFFFFFF) + row).ljust(size, b"\0") for row in rows)
    if major == 0:
        opened = [bytes(24) + struct.pack("<III", 0xA0, 0, 0) + struct.pack("<I", PAGE)] * 2
        dirty = [struct.pack("<IIIIQQQ", 0x18, PAGE, 1, 0, 1, first, MFT + 1)]
    else:
        opened = [struct.pack("<II", PAGE, 0xA0)] * 2
        dirty = [struct.pack("<IIIQQQ", 0x18, PAGE, 1, 1, first, MFT + 1)]
    attr = [struct.pack("<BBHQQQ", 1, 0, 0, first, first, first)]
    lsns, lengths = [], []
    for operation, data in ((0x1D, table(entry, opened)), (0x1E, struct.pack("<HH", 0x18, 8) + b"$\0I\0003\0000\0\0\0"),
                            (0x1F, table(head + 8, dirty)), (0x20, table(0x28, attr))):
        lsns.append(log.add(action(operation, data=data)))
        lengths.append(len(data))
    log.checkpoint(struct.pack("<IIQ4Q4I", major, 0, lsns[0], *lsns, *lengths) + bytes(0x30))
    log.add(on_record(5, 7, 7, b"12345678", bytes(8), at=0x80, in_attr=24))
    return log


def began(**shape):
    log = Log(**shape)
    log.checkpoint()
    open_attributes(log)
    return log


def main():
    seeds, damaged = Path(sys.argv[1]), Path(sys.argv[2])
    seeds.mkdir(parents=True, exist_ok=True)
    damaged.mkdir(parents=True, exist_ok=True)
    for name, fill in (("records", records), ("indexes", indexes), ("clusters", clusters),
                       ("unfinished", unfinished)):
        for major in (1, 2):
            log = began(major=major)
            fill(log)
            volume(seeds / ("%s-%d" % (name, major)), log)
    for major in (0, 1):
        volume(seeds / ("tables-%d" % major), tables(major))
    log = began(begin=22)
    log.add(action(8, data=bytes(5000), attr=0x68, lcns=(50, 51)))
    records(log)
    volume(seeds / "wrap", log)
    log = began()
    records(log)
    log.step()
    log.add(action(8, data=b"tail", attr=0x68, lcns=(50,)))
    volume(seeds / "tail", log, tail=log.number)

    def bad(name, *entries, **shape):
        log = began(**shape)
        for entry in entries:
            log.add(entry)
        volume(damaged / name, log)

    far = 1 << 50
    bad("cluster_outside", action(8, data=b"x", attr=0x68, lcns=(far,)))
    bad("attribute_not_opened", action(8, data=b"x", attr=0x90, lcns=(50,)))
    bad("many_bits", action(0x15, data=struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF), attr=0x68, lcns=(50,)))
    bad("attribute_longer_than_record", on_record(5, 5, 6, struct.pack("<II", 0x30, 0xFFFFFFF8) + bytes(64), at=0x80))
    bad("value_longer_than_record", on_record(5, 7, 7, bytes(2000), at=0x80, in_attr=24))
    bad("run_list_overflows", on_record(7, 9, 9, b"\x08" + b"\xff" * 8 + b"\x08" + b"\xff" * 8, at=0xE8, in_attr=64))
    bad("entry_of_no_length", on_block(0x0E, 0x0F, bytes(16), in_attr=0x40))
    bad("last_entry_removed", on_block(0x0F, 0x0E, in_attr=0xB0))
    bad("unknown_operation", on_record(5, 0x24, 0, bytes(8)))
    bad("data_missing", action(8, data=bytes(8), attr=0x68, lcns=(50,))[:0x28])
    bad("lcns_missing", action(8, data=b"x", attr=0x68, lcns=(50,) * 3)[:0x28])
    log = began()
    first = log.add(on_record(5, 7, 7, b"12345678", bytes(8), at=0x80, in_attr=24), undo_next=0)
    log.add(on_record(5, 7, 7, b"12345678", bytes(8), at=0x80, in_attr=24), undo_next=first + far)
    volume(damaged / "undo_chain_forward", log)
    log = began()
    log.checkpoint(struct.pack("<IIQ", 1, 0, far) + bytes(0x60))
    volume(damaged / "checkpoint_outside", log)
    log = Log()
    at = log.add(action(0x1F, data=struct.pack("<HHH", 0, 0xFFFF, 0xFFFF) + bytes(18)))
    log.checkpoint(struct.pack("<IIQ4Q4I", 1, 0, at, 0, 0, at, 0, 0, 0, 24, 0) + bytes(0x30))
    volume(damaged / "table_of_empty_entries", log)
    log = Log()
    at = log.add(action(0x1F, data=struct.pack("<HHH", 0x28, 1, 1) + bytes(18) + struct.pack(
        "<IIIIQQQ", 0xFFFFFFFF, 0x18, PAGE, 0xFFFFFFFF, 0, 1, 1)))
    log.checkpoint(struct.pack("<IIQ4Q4I", 1, 0, at, 0, 0, at, 0, 0, 0, 64, 0) + bytes(0x30))
    volume(damaged / "page_of_many_clusters", log)


if __name__ == "__main__":
    main()
