#!/usr/bin/env python3
"""Makes a crashed NTFS volume out of a clean one whose log holds real history.

    make_crash.py VOLUME OFFSET CHECKPOINT END SEED CRASHED EXPECTED

VOLUME is a raw image, never changed; the file system begins at byte OFFSET of it. The log is cut
behind its record END ("+N": the Nth behind the checkpoint, "next": the last before the next
checkpoint, or "all"), its restart pages get an open state that names the
checkpoint CHECKPOINT (number of a checkpoint record in the log, from 0; negative from the end;
"first": the log's first record is made one, with empty tables), and every MFT record, index block and cluster that the log changes is taken back to a random moment that
such a crash allows. SEED 0: to the earliest one.

CRASHED and EXPECTED are lists of pieces to be laid over the image: le64 offset in the file system,
le32 length, the bytes. EXPECTED holds the MFT records, index blocks and clusters that the log is
about, as they must be after recovery; in front of each a letter: F record, I index block, C cluster.
With END "all" these are the bytes that Windows wrote.

Knows nothing of vixmount. Undo operations are those that the log records themselves name. For
volumes with clusters of up to 4 KiB and metadata that is not fragmented.
"""
import random
import struct
import sys

OPS = ("Noop Compensation InitFile DeallocFile WriteEndFile CreateAttr DeleteAttr UpdateResident "
       "UpdateNonresident UpdateMapping DeleteDirty SetSizes AddRoot DeleteRoot AddAlloc DeleteAlloc "
       "WriteEndIndex SetVcnRoot SetVcnAlloc NameRoot NameAlloc SetBits ClearBits HotFix EndTop "
       "Prepare Commit Forget OpenAttr TableOpen TableNames TableDirty TableTransactions DataRoot "
       "DataAlloc Op23 Op24 ZeroEnd").split()
FILE_OPS = {"InitFile", "DeallocFile", "WriteEndFile", "CreateAttr", "DeleteAttr", "UpdateResident",
            "UpdateMapping", "SetSizes", "AddRoot", "DeleteRoot", "SetVcnRoot", "NameRoot",
            "DataRoot", "ZeroEnd"}
INDEX_OPS = {"AddAlloc", "DeleteAlloc", "WriteEndIndex", "SetVcnAlloc", "NameAlloc", "DataAlloc"}


def u16(b, o): return struct.unpack_from("<H", b, o)[0]
def u32(b, o): return struct.unpack_from("<I", b, o)[0]
def u64(b, o): return struct.unpack_from("<Q", b, o)[0]
def p16(b, o, v): struct.pack_into("<H", b, o, v & 0xFFFF)
def p32(b, o, v): struct.pack_into("<I", b, o, v)
def p64(b, o, v): struct.pack_into("<Q", b, o, v)


def strip(raw):
    b = bytearray(raw)
    o, n = u16(b, 4), u16(b, 6)
    if n != len(b) // 512 + 1 or o + 2 * n > 510:
        return None
    for i in range(1, n):
        end = i * 512 - 2
        if b[end:end + 2] != b[o:o + 2]:
            return None
        b[end:end + 2] = b[o + 2 * i:o + 2 * i + 2]
    return b


def protect(true):
    b = bytearray(true)
    o, n = u16(b, 4), u16(b, 6)
    p16(b, o, u16(b, o) % 0xFFF0 + 1)
    for i in range(1, n):
        end = i * 512 - 2
        b[o + 2 * i:o + 2 * i + 2] = b[end:end + 2]
        b[end:end + 2] = b[o:o + 2]
    return bytes(b)


class Volume:
    def __init__(self, path, offset):
        self.file, self.offset = open(path, "rb"), offset
        boot = self.read(0, 512)
        self.cluster = u16(boot, 11) * boot[13]
        size = struct.unpack_from("b", boot, 64)[0]
        self.record = size * self.cluster if size > 0 else 1 << -size
        self.mft = u64(boot, 48) * self.cluster
        self.log_runs = self.find_log()

    def read(self, offset, length):
        self.file.seek(self.offset + offset)
        return self.file.read(length)

    def find_log(self):
        rec = strip(self.read(self.mft + 2 * self.record, self.record))
        at = u16(rec, 20)
        while u32(rec, at) != 0x80:
            at += u32(rec, at + 4)
        pairs, lcn, runs = at + u16(rec, at + 32), 0, []
        while rec[pairs]:
            n, m = rec[pairs] & 15, rec[pairs] >> 4
            count = int.from_bytes(rec[pairs + 1:pairs + 1 + n], "little")
            lcn += int.from_bytes(rec[pairs + 1 + n:pairs + 1 + n + m], "little", signed=True)
            runs.append((lcn, count))
            pairs += 1 + n + m
        return runs

    def log_place(self, offset):
        for lcn, count in self.log_runs:
            if offset < count * self.cluster:
                return lcn * self.cluster + offset
            offset -= count * self.cluster
        raise ValueError("behind the log")

    def read_log(self):
        return b"".join(self.read(lcn * self.cluster, n * self.cluster) for lcn, n in self.log_runs)


class Record:
    def __init__(self, lsn, header, data, pages, end):
        self.lsn, self.data, self.pages, self.end = lsn, data, pages, end
        self.undo_next, self.type = u64(header, 16), u32(header, 32)
        self.transaction, self.flags = u32(header, 36), u16(header, 40)
        self.redo = self.undo = "Noop"
        self.made = False
        self.lcns = []
        if self.type == 1:
            self.redo, self.undo = OPS[u16(data, 0)], OPS[u16(data, 2)]
            self.redo_data = self.part(4, 2)
            self.undo_data = self.part(8, 4)
            self.attr = u16(data, 12)
            self.lcns = [u64(data, 32 + 8 * i) for i in range(u16(data, 14))]
            self.at, self.in_attr, self.block = u16(data, 16), u16(data, 18), u16(data, 20) * 512
            self.vcn = u64(data, 24)

    def part(self, field, absent):
        offset, length = u16(self.data, field), u16(self.data, field + 2)
        if self.flags & absent:
            return bytes(length)
        assert offset + length <= len(self.data) or not u16(self.data, 14)
        return self.data[offset:offset + length]


class Log:
    def __init__(self, data):
        self.data = data
        self.page = 4096
        restart = strip(data[:4096])
        area = restart[u16(restart, 24):]
        self.bits = 64 - u32(area, 16)
        self.size, self.first_data = u64(area, 24), u16(area, 38)
        self.first = 4 * self.page
        self.pages = {}
        for o in range(self.first, self.size, self.page):
            if data[o:o + 4] == b"RCRD":
                self.pages[o] = strip(data[o:o + self.page])
        self.read_tails()
        self.records = self.walk()

    def read_tails(self):
        """The page that was written last may be in its copies only. (A copy that replaces an older
        page begins another story.)"""
        copies = {}
        for at in (2 * self.page, 3 * self.page):
            tail = strip(self.data[at:at + self.page])
            if tail is None or tail[:4] != b"RCRD":
                continue
            place = u64(tail, 8)
            p64(tail, 8, u64(tail, 32))
            if place in self.pages and place not in copies:
                continue
            if place not in copies or copies[place] < u64(tail, 32):
                copies[place] = u64(tail, 32)
                self.pages[place] = tail

    def is_valid(self, record):
        """Windows clears the heads of pages that a recovery does not use."""
        return all(u64(self.pages[page], 8) >= record.lsn for page in record.pages)

    def offset(self, lsn): return (lsn << 3) & ((8 << self.bits) - 1)

    def read(self, lsn):
        at = self.offset(lsn)
        page, q = at & ~4095, at & 4095
        if self.pages.get(page) is None or q + 48 > 4096 or u64(self.pages[page], q) != lsn:
            return None, None
        header = self.pages[page][q:q + 48]
        length, data, lap, pages = u32(header, 24), b"", lsn >> self.bits, [page]
        q += 48
        while True:
            take = min(length - len(data), 4096 - q)
            data += self.pages[page][q:q + take]
            q += take
            if len(data) == length:
                break
            page, q = page + 4096, self.first_data
            if page >= self.size:
                page, lap = self.first, lap + 1
            pages.append(page)
            if self.pages.get(page) is None:
                return None, None
        q = q + 7 & ~7
        end = q
        if u64(self.pages[page], 8) == lsn or 4096 - q < 48:
            page, q = page + 4096, self.first_data
            if page >= self.size:
                page, lap = self.first, lap + 1
        return Record(lsn, header, data, pages, end), lap << self.bits | (page + q) >> 3

    def walk(self):
        """All records; `run` numbers those that follow each other without a gap."""
        records, seen = [], set()
        for page in sorted(self.pages):
            for q in range(self.first_data, 4096 - 47, 8):
                lsn = u64(self.pages[page], q)
                if lsn and self.offset(lsn) == page + q and u32(self.pages[page], q + 32) in (1, 2):
                    break
            else:
                continue
            while lsn not in seen:
                record, following = self.read(lsn)
                if record is None:
                    break
                seen.add(lsn)
                record.run = page
                records.append(record)
                lsn = following
        return sorted(records, key=lambda r: r.lsn)


class History:
    """The structures that the log changes, on their way back in time."""

    def __init__(self, volume, records):
        self.volume = volume
        self.runs = []  # of clusters without a structure that the log knows: [first, end)
        self.blocks = {}  # place -> (kind, bytes with their true content)
        self.unknown = {}  # place -> LSN: what was there before it, the log does not say

        for r in records:
            if r.lcns and r.kind == "C":
                self.add_run(r.lcns[0], r.lcns[-1] + 1)

    def add_run(self, first, end):
        for run in [run for run in self.runs if first < run[1] and run[0] < end]:
            self.runs.remove(run)
            first, end = min(first, run[0]), max(end, run[1])
        self.runs.append((first, end))

    def key(self, record):
        """Place on the volume, kind and size of the block that the record changes."""
        if record.kind == "C":
            first, end = next(run for run in self.runs if run[0] <= record.lcns[0] < run[1])
            return first * self.volume.cluster, "C", (end - first) * self.volume.cluster
        place = record.lcns[0] * self.volume.cluster + record.block
        return place, record.kind, self.volume.record if record.kind == "F" else 4096

    def get(self, record):
        place, kind, size = self.key(record)
        if place not in self.blocks:
            raw = self.volume.read(place, size)
            true = bytearray(raw) if kind == "C" else strip(raw)
            assert true is not None, "a damaged structure at %#x" % place
            self.blocks[place] = [kind, true]
        return self.blocks[place][1]

    def undo(self, r):
        if self.key(r)[0] in self.unknown:
            return
        b, data, at = self.get(r), r.undo_data, r.at
        if r.kind == "C":
            at += r.lcns[0] * self.volume.cluster - self.key(r)[0] + r.block
        target = at + r.in_attr
        getattr(self, "undo_" + r.undo)(b, r, data, at, target)

    def forget(self, r, older):
        """`r` wrote a whole new structure; `older`: the record before it that changed the block."""
        if whole(r) and (older is None or older.undo != "InitFile"):
            self.unknown.setdefault(self.key(r)[0], r.lsn)

    # Records.

    def resize(self, b, at, length):
        old, used = u32(b, at + 4), u32(b, 24)
        tail = bytes(b[at + old:used])
        assert at + length + len(tail) <= len(b)
        b[at + length:at + length + len(tail)] = tail
        p32(b, at + 4, length)
        p32(b, 24, used - old + length)

    def undo_InitFile(self, b, r, data, at, target): b[at:at + len(data)] = data

    def undo_DeallocFile(self, b, r, data, at, target): p16(b, 22, u16(b, 22) & ~1)

    def undo_WriteEndFile(self, b, r, data, at, target):
        b[at:at + len(data)] = data
        p32(b, 24, at + len(data) + 7 & ~7)

    def undo_CreateAttr(self, b, r, data, at, target):
        used, length = u32(b, 24), u32(data, 4)
        b[at + length:used + length] = bytes(b[at:used])
        b[at:at + length] = data[:length]
        p32(b, 24, used + length)
        if not data[8] and data[22] & 1:
            p16(b, 18, u16(b, 18) + 1)

    def undo_DeleteAttr(self, b, r, data, at, target):
        used, length = u32(b, 24), u32(b, at + 4)
        assert bytes(b[at:at + 16]) == r.redo_data[:16], "another attribute"
        if not b[at + 8] and b[at + 22] & 1:
            p16(b, 18, u16(b, 18) - 1)
        b[at:used - length] = bytes(b[at + length:used])
        p32(b, 24, used - length)

    def undo_UpdateResident(self, b, r, data, at, target):
        if len(data) != len(r.redo_data):
            self.resize(b, at, r.in_attr + len(data) + 7 & ~7)
            p32(b, at + 16, r.in_attr + len(data) - u16(b, at + 20))
        b[target:target + len(data)] = data

    def undo_UpdateMapping(self, b, r, data, at, target):
        self.resize(b, at, r.in_attr + len(data) + 7 & ~7)
        b[target:target + len(data)] = data
        pairs, total = at + u16(b, at + 32), 0
        while b[pairs]:
            n, m = b[pairs] & 15, b[pairs] >> 4
            total += int.from_bytes(b[pairs + 1:pairs + 1 + n], "little")
            pairs += 1 + n + m
        p64(b, at + 24, u64(b, at + 16) + total - 1 & (1 << 64) - 1)

    def undo_SetSizes(self, b, r, data, at, target):
        allocated, valid, size = struct.unpack_from("<QQQ", data)
        struct.pack_into("<QQQ", b, at + 40, allocated, size, valid)
        if len(data) > 24:
            b[at + 64:at + 72] = data[24:32]

    def undo_AddRoot(self, b, r, data, at, target):
        length = u16(data, 8)
        self.resize(b, at, u32(b, at + 4) + length)
        head = at + u16(b, at + 20) + 16
        end = head + u32(b, head + 4)
        b[target + length:end + length] = bytes(b[target:end])
        b[target:target + length] = data[:length]
        self.grow_root(b, at, head, length)

    def undo_DeleteRoot(self, b, r, data, at, target):
        length = u16(b, target + 8)
        head = at + u16(b, at + 20) + 16
        end = head + u32(b, head + 4)
        b[target:end - length] = bytes(b[target + length:end])
        self.grow_root(b, at, head, -length)
        self.resize(b, at, u32(b, at + 4) - length)

    def grow_root(self, b, at, head, by):
        p32(b, at + 16, u32(b, at + 16) + by)
        p32(b, head + 4, u32(b, head + 4) + by)
        p32(b, head + 8, u32(b, head + 8) + by)

    def undo_NameRoot(self, b, r, data, at, target): b[target + 24:target + 24 + len(data)] = data

    # Index blocks.

    def undo_AddAlloc(self, b, r, data, at, target):
        length, end = u16(data, 8), 24 + u32(b, 28)
        b[target + length:end + length] = bytes(b[target:end])
        b[target:target + length] = data[:length]
        p32(b, 28, u32(b, 28) + length)

    def undo_DeleteAlloc(self, b, r, data, at, target):
        length, end = u16(b, target + 8), 24 + u32(b, 28)
        b[target:end - length] = bytes(b[target + length:end])
        p32(b, 28, u32(b, 28) - length)

    undo_NameAlloc = undo_NameRoot

    # Clusters.

    def undo_UpdateNonresident(self, b, r, data, at, target):
        b[target:target + len(data)] = data

    def set_bits(self, b, data, at, value):
        first, count = u32(data, 0), u32(data, 4)
        for bit in range(first, first + count):
            mask = 1 << bit % 8
            b[at + bit // 8] = b[at + bit // 8] & ~mask | (mask if value else 0)

    def undo_SetBits(self, b, r, data, at, target): self.set_bits(b, data, at, 1)
    def undo_ClearBits(self, b, r, data, at, target): self.set_bits(b, data, at, 0)


def name_kinds(records):
    """Gives each record the kind of block that it changes. Numbers of attributes are used again."""
    def open_in(r, types):
        if r.redo == "OpenAttr":
            types[r.attr] = u32(r.redo_data, 8 if len(r.redo_data) == 0x28 else 0x1C)
        elif r.redo == "TableOpen":
            table = r.data[u16(r.data, 4):]
            for i in range(u16(table, 2)):
                at = 24 + i * u16(table, 0)
                if u32(table, at) == 0xFFFFFFFF:
                    types[at] = u32(table, at + (8 if u16(table, 0) == 0x28 else 0x1C))
    later, types = {}, {}
    for r in reversed(records):
        open_in(r, later)
    for r in records:
        open_in(r, types)
        if r.lcns:
            op = r.redo if r.redo != "Noop" else r.undo
            index = types.get(r.attr, later.get(r.attr)) == 0xA0
            r.kind = "F" if op in FILE_OPS else "I" if op in INDEX_OPS or (
                index and op == "UpdateNonresident") else "C"
            assert r.lcns == list(range(r.lcns[0], r.lcns[0] + len(r.lcns))), "fragmented"


def whole(r):
    """Whether what was in the block before does not matter."""
    return (r.undo == "Noop" and r.at == 0 and
            (r.redo == "InitFile" and len(r.redo_data) >= 0x38 or
             r.redo == "UpdateNonresident" and r.redo_data[:4] == b"INDX"))


def cut_log(log, records, pieces, place):
    """Takes the records behind the last of `records` out of the log's pages. The whole log stays as
    it is, with the copies of its last page."""
    last = records[-1]
    if last is log.records[-1]:
        if records[0].type == 2 and records[0].made:
            page = records[0].pages[0]
            pieces.append((place(page), protect(log.pages[page])))
        return
    kept = {}
    for r in records:
        for page in r.pages:
            kept.setdefault(page, []).append(r)
    for page, true in log.pages.items():
        if true is None:
            continue
        if page not in kept:
            pieces.append((place(page), b"\xff" * 4096))
            continue
        b = bytearray(true)
        p16(b, 20, 1)  # as if every page had been written by itself
        p16(b, 22, 1)
        if kept[page][-1] is not last:
            pieces.append((place(page), protect(b)))
            continue
        ends = [r for r in kept[page] if r.pages[-1] == page]
        p64(b, 8, last.lsn)
        p64(b, 32, ends[-1].lsn if ends else 0)
        p16(b, 24, last.end if last.pages[-1] == page else 4096)
        if last.pages[-1] == page:
            b[last.end:] = bytes(4096 - last.end)
        pieces.append((place(page), protect(b)))
    for page in (2 * 4096, 3 * 4096):
        pieces.append((place(page), b"\xff" * 4096))


def open_restart(log, checkpoint, oldest, place, pieces):
    for page in (0, 4096):
        b = strip(log.data[page:page + 4096])
        area = u16(b, 24)
        client = area + u16(b, area + 22)
        p64(b, area, checkpoint.lsn)
        p16(b, area + 14, 0)
        p32(b, area + 32, len(checkpoint.data))
        p64(b, client, oldest)
        p64(b, client + 8, checkpoint.lsn)
        pieces.append((place(page), protect(b)))


def make_checkpoint(log, record):
    page, at = record.pages[0], log.offset(record.lsn) & 4095
    b = log.pages[page]
    assert len(record.data) >= 0x40 and record.pages == [page]
    p32(b, at + 32, 2)
    record.made = True
    record.type, record.lcns, record.redo, record.undo = 2, [], "Noop", "Noop"
    record.data = struct.pack("<I", 1) + bytes(len(record.data) - 4)
    b[at + 48:at + 48 + len(record.data)] = record.data


def dirty_since(log, checkpoint, by_lsn):
    """What the checkpoint says: (attribute, vcn) -> oldest LSN, and where recovery begins."""
    data = checkpoint.data
    start = u64(data, 8) or checkpoint.lsn
    dirty = {}
    if u32(data, 0x38):
        table = by_lsn[u64(data, 0x20)].data[0x28:]
        size, old = u16(table, 0), 0 if u32(data, 0) else 4
        for i in range(u16(table, 2)):
            at = 24 + i * size
            if u32(table, at) == 0xFFFFFFFF:
                for vcn in range(u32(table, at + 12)):
                    key = u32(table, at + 4), u64(table, at + 16 + old) + vcn
                    dirty[key] = u64(table, at + 24 + old)
    return dirty, start


def write_pieces(path, pieces, kinds=False):
    with open(path, "wb") as out:
        for piece in pieces:
            if kinds:
                out.write(piece[2].encode())
            out.write(struct.pack("<QI", piece[0], len(piece[1])) + piece[1])


def main():
    image, offset, number, end, seed, crashed_path, expected_path = sys.argv[1:]
    volume = Volume(image, int(offset))
    log = Log(volume.read_log())
    records = log.records
    by_lsn = {r.lsn: r for r in records}
    name_kinds(records)
    history = History(volume, records)
    rng = random.Random(int(seed))

    checkpoints = [r for r in records if r.type == 2]
    checkpoint = checkpoints[int(number)] if number != "first" else records[0]
    if number == "first":
        make_checkpoint(log, checkpoint)
    dirty, start = dirty_since(log, checkpoint, by_lsn)
    following = [c for c in checkpoints if c.lsn > checkpoint.lsn]
    if end == "all":
        run = [r for r in records if r.run == checkpoint.run]
        end_lsn = [r for r in run if log.is_valid(r)][-1].lsn
    elif end == "next":
        end_lsn = following[0].lsn - 1
    else:
        behind = [r.lsn for r in records if r.lsn > checkpoint.lsn]
        end_lsn = min(behind[int(end)], following[0].lsn - 1 if following else records[-1].lsn)

    older, latest = {}, {}
    for r in records:
        if r.lcns:
            place = history.key(r)[0]
            older[r.lsn] = latest.get(place)
            latest[place] = r

    def back(r):
        if changes(r):
            history.undo(r)
        elif r.lcns:
            history.forget(r, older[r.lsn])

    def changes(r): return bool(r.lcns) and r.undo not in ("Noop", "Compensation")
    def touches(r): return bool(r.lcns) and r.redo != "Noop"

    # Back to where the crash stops the log.
    for r in reversed(records):
        if r.lsn <= end_lsn:
            break
        back(r)
    records = [r for r in records if r.lsn <= end_lsn]
    at_crash = {place: bytes(block[1]) for place, block in history.blocks.items()}
    unknown_at_crash = dict(history.unknown)

    # Back over the transaction that the crash interrupted.
    unfinished = []
    for r in reversed(records):
        if r.redo in ("Forget", "Commit") or r.type == 2 or r.redo.startswith("Table"):
            break
        unfinished.append(r)
    skip_until = None
    for r in unfinished:
        if skip_until is not None and r.lsn > skip_until:
            continue
        skip_until = None
        if r.undo == "Compensation" or r.redo == "EndTop":
            skip_until = r.undo_next
            continue
        back(r)
    expected = {place: (block[0], bytes(block[1])) for place, block in history.blocks.items()}
    unknown = history.unknown
    history.unknown = dict(unknown_at_crash)
    for place, true in at_crash.items():
        history.blocks[place][1][:] = true
    for r in unfinished:  # forward again is the state at the crash: blocks that were not known yet
        if changes(r):
            place, kind, size = history.key(r)
            if place not in at_crash and place in history.blocks:
                raw = volume.read(place, size)
                history.blocks[place][1][:] = raw if kind == "C" else strip(raw)

    # Each block back to some moment between its last write before the checkpoint and the crash.
    moments, last_change = {}, {}
    oldest_needed = start
    for r in records:
        if not (touches(r) or changes(r)):
            continue
        place = history.key(r)[0]
        since = dirty.get((r.attr, r.vcn), start + 1 if r.lsn > start else None)
        if since is not None and r.lsn >= since:
            moments.setdefault(place, []).append(r)
            oldest_needed = min(oldest_needed, since)
    back_to = {}
    for place, list_ in moments.items():
        if place in history.unknown:
            continue
        # Nothing is known of what was there before the last whole write.
        least = max([i for i, r in enumerate(list_) if whole(r)], default=0)
        count = least if int(seed) == 0 else rng.randint(least, len(list_))
        back_to[place] = list_[count].lsn if count < len(list_) else end_lsn + 1
        last_change[place] = list_[count - 1].lsn if count else list_[0].lsn - 1
    for r in reversed(records):
        if not r.lcns:
            continue
        place = history.key(r)[0]
        if place in back_to and r.lsn >= back_to[place]:
            back(r)
    for r in records:  # all that the log names is compared, changed or not
        if touches(r):
            history.get(r)

    pieces = []
    for place, (kind, true) in history.blocks.items():
        b = bytearray(true)
        if kind != "C" and place in last_change:
            p64(b, 8, last_change[place])
        if place in unknown_at_crash:
            continue
        first = next((r for r in moments.get(place, []) if touches(r)), None)
        if first is not None and whole(first) and back_to[place] <= first.lsn:  # never written
            raw = bytes(rng.getrandbits(8) for _ in range(len(b)))
        else:
            raw = bytes(b) if kind == "C" else protect(b)
        pieces.append((place, raw))
    open_restart(log, checkpoint, oldest_needed, volume.log_place, pieces)
    cut_log(log, records, pieces, volume.log_place)
    write_pieces(crashed_path, pieces)

    wanted = []
    for place, (kind, _) in history.blocks.items():
        if place in unknown:
            continue
        if place in expected:
            raw = expected[place][1] if kind == "C" else protect(expected[place][1])
        else:
            raw = volume.read(place, len(history.blocks[place][1]))
        wanted.append((place, raw, kind))
    write_pieces(expected_path, wanted, True)
    print("%d records, %d blocks, %d of them taken back, checkpoint %#x, unfinished %d" % (
        len(records), len(pieces), sum(back_to[p] <= end_lsn for p in back_to), checkpoint.lsn,
        len([r for r in unfinished if changes(r)])))


if __name__ == "__main__":
    main()
