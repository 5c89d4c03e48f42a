"""NTFS volumes and their $LogFile as the disk has them, for make_crash.py: shares no code with what it tests."""
import struct

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
