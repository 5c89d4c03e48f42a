#!/usr/bin/env python3
"""Makes dirty journals: what changed between two states of a volume is put into its journal.

usage: journal.py BEFORE AFTER OUT [big|little] [whole|cut|damaged|behind|wrapped]
OUT has the data of AFTER and the metadata of BEFORE, whose changes are transactions. The last transaction is
  whole     complete
  cut       of two lists, of which the second is not there
  damaged   with a block whose checksum is wrong
  behind    behind the end that the header tells
  wrapped   complete; the journal begins near its end
With cut and damaged the last transaction changes a block that nothing uses.
"""
import struct
import sys

from image import Image

SECTOR = 512
LIST = 4096


def checksum(data):
    total = 0
    for byte in data:
        total = (((total << 8) & 0xFFFFFFFF) ^ (total + byte)) & 0xFFFFFFFF
    return ~total & 0xFFFFFFFF


class Journal:
    def __init__(self, image, order, start):
        info = image.block * struct.unpack_from(">I", image.bytes, image.header + 12)[0]
        self.at, self.size = struct.unpack_from(">QQ", image.bytes, info + 36)
        struct.pack_into(">I", image.bytes, info, 1)
        self.image, self.order = image, order
        self.start = self.end = start if start >= 0 else self.size + start
        self.sequence = 40

    def put(self, data):
        for piece in range(0, len(data), SECTOR):
            if self.end == self.size:
                self.end = SECTOR
            target = self.at + self.end
            self.image.bytes[target:target + SECTOR] = data[piece:piece + SECTOR]
            self.end += SECTOR

    def add(self, blocks, first=True, checked=True):
        """A block list of (offset on the volume, bytes); None for a block that was freed."""
        entries = struct.pack(self.order + "QII", 0, 0, self.sequence)
        for offset, data in blocks:
            number = 2 ** 64 - 1 if offset is None else offset // SECTOR
            entries += struct.pack(self.order + "QII", number, len(data), checksum(data) if checked else 0)
        used = LIST + sum(len(data) for _, data in blocks)
        flags = (2 if first else 0) | (1 if checked else 0)
        head = struct.pack(self.order + "HHIII", LIST // 16 - 1, len(blocks) + 1, used, 0, flags)
        total = checksum((head + entries)[:32])
        head = struct.pack(self.order + "HHIII", LIST // 16 - 1, len(blocks) + 1, used, total, flags)
        where = self.end
        self.put((head + entries).ljust(LIST, b"\0"))
        for _, data in blocks:
            self.put(data)
        return where

    def write_header(self, end=None):
        fields = [0x4A4E4C78, 0x12345678, self.start, end or self.end, self.size, LIST, 0, SECTOR]
        form = self.order + "IIQQQIII"
        fields[6] = checksum(struct.pack(form, *fields))
        self.image.bytes[self.at:self.at + 44] = struct.pack(form, *fields)


def main():
    before, after, out, order, how = sys.argv[1:6]
    old, new = Image(before), Image(after)
    order = ">" if order == "big" else "<"
    block = new.block
    journal = Journal(old, order, -3 * LIST if how == "wrapped" else SECTOR)
    metadata = set()
    for fork in (Image.BITMAP, Image.EXTENTS, Image.CATALOG, Image.ATTRIBUTES):
        for first, count in new.extents(fork):
            metadata.update(range(first, first + count))
    own = {*range(journal.at // block, (journal.at + journal.size) // block),
           struct.unpack_from(">I", new.bytes, 1024 + 12)[0]}
    changed = []
    for number in range(len(new.bytes) // block):
        place = slice(number * block, (number + 1) * block)
        if old.bytes[place] == new.bytes[place] or number in own or number == 0:
            continue
        if number in metadata:
            changed.append((place.start, bytes(new.bytes[place])))
        else:
            old.bytes[place] = new.bytes[place]
    # As Apple's driver leaves it behind: mounted, with a journal.
    header = bytearray(new.bytes[1024:1536])
    struct.pack_into(">I", header, 4, struct.unpack_from(">I", header, 4)[0] & ~0x100)
    header[8:12] = b"HFSJ"
    old.bytes[1024 + 4:1024 + 12] = header[4:12]
    transactions = [changed[i:i + 7] for i in range(0, len(changed), 7)]
    transactions[-1] = transactions[-1] + [(1024, bytes(header))]
    # A block that changes again, and one that was freed, which is not written.
    transactions[0] = [(changed[-1][0], bytes(block)), (None, bytes(block))] + transactions[0]
    if how == "behind":
        *transactions, last = transactions
    for number, blocks in enumerate(transactions):
        journal.sequence += 1
        half = len(blocks) // 2
        journal.add(blocks[:half])
        journal.add(blocks[half:], first=False, checked=number % 2 == 0)
    end = journal.end
    journal.sequence += 1
    nobodys = (len(new.bytes) - 64 * block, b"\xEE" * block)
    if how == "behind":
        journal.add(last)
    elif how == "cut":
        journal.add([nobodys])
        journal.put(bytes(LIST))
        end = journal.end
    elif how == "damaged":
        where = journal.add([nobodys])
        old.bytes[journal.at + where + LIST + 9] ^= 1
        end = journal.end
    journal.write_header(end)
    old.save(out)
    print(len(changed), "blocks in", len(transactions), "transactions")


main()
