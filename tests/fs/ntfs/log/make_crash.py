#!/usr/bin/env python3
"""Makes a crashed NTFS volume out of a clean one whose log holds real history.

    make_crash.py VOLUME OFFSET CHECKPOINT END SEED CRASHED EXPECTED

VOLUME is a raw image, never changed; the file system begins at byte OFFSET of it. The log is cut behind its record
END ("+N": the Nth behind the checkpoint, "next": the last before the next checkpoint, or "all"), its restart pages get
an open state that names the checkpoint CHECKPOINT (number of a checkpoint record in the log, from 0; negative from the
end; "first": the log's first record is made one, with empty tables), and every MFT record, index block and cluster that
the log changes is taken back to a random moment that such a crash allows. SEED 0: to the earliest one.

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

from ntfs_log import FILE_OPS, INDEX_OPS, Log, Volume, p16, p32, p64, protect, strip, u16, u32, u64


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
