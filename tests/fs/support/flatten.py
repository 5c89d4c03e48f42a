#!/usr/bin/env python3
"""Writes the flat disk that qemu-img does not put together.

  flatten.py vhdx-child OUT CHILD PARENT              a differencing VHDX over its parent, both small
  flatten.py vhd-child OUT CHILD PARENT               a differencing VHD over its parent, which is fixed

The VHDX format: Microsoft, [MS-VHDX] 2.2 (regions), 2.5 (block allocation table, sector bitmaps), 2.6 (metadata).
The VHD format: Microsoft, "Virtual Hard Disk Image Format Specification" 1.0."""
import struct
import sys
import uuid

MIB = 1 << 20
REGION_TABLE = 192 << 10
BAT = uuid.UUID("2dc27766-f623-4200-9d64-115e9bfd4a08")
METADATA = uuid.UUID("8b7ca206-4790-4b9a-b8fe-575f050f886e")
FILE_PARAMETERS = uuid.UUID("caa16737-fa36-4d43-b3b6-33f0aa44e76b")
VIRTUAL_DISK_SIZE = uuid.UUID("2fa54224-cd1b-4876-b211-5dbed83bf4b8")
SECTOR = 512
FULLY_PRESENT, PARTIALLY_PRESENT = 6, 7


class Vhdx:
    def __init__(self, name):
        with open(name, "rb") as file:
            self.bytes = file.read()
        regions = self.table(REGION_TABLE, 16, 8, "<Q")
        metadata = self.table(regions[METADATA], 32, 10, "<I")
        place = regions[METADATA]
        (self.block_size,) = struct.unpack_from("<I", self.bytes, place + metadata[FILE_PARAMETERS])
        (self.size,) = struct.unpack_from("<Q", self.bytes, place + metadata[VIRTUAL_DISK_SIZE])
        self.allocation = regions[BAT]
        self.chunk_ratio = (1 << 23) * SECTOR // self.block_size

    def table(self, start, header, count_at, offset_format):
        """Offsets by GUID: region tables and metadata tables have entries of 32 bytes."""
        (count,) = struct.unpack_from("<H", self.bytes, start + count_at)
        found = {}
        for number in range(count):
            entry = start + header + 32 * number
            (offset,) = struct.unpack_from(offset_format, self.bytes, entry + 16)
            found[uuid.UUID(bytes_le=self.bytes[entry:entry + 16])] = offset
        return found

    def entry(self, index):
        (value,) = struct.unpack_from("<Q", self.bytes, self.allocation + 8 * index)
        return value & 7, (value >> 20) * MIB

    def block(self, number, parent):
        index = number + number // self.chunk_ratio
        state, place = self.entry(index)
        size = min(self.block_size, self.size - number * self.block_size)
        below = parent.block(number, None) if parent else bytes(size)
        if state == FULLY_PRESENT:
            return self.bytes[place:place + size]
        if state != PARTIALLY_PRESENT:
            return below
        _, bitmap = self.entry((number // self.chunk_ratio + 1) * (self.chunk_ratio + 1) - 1)
        first = number % self.chunk_ratio * (self.block_size // SECTOR)
        block = bytearray(below)
        for sector in range(size // SECTOR):
            bit = first + sector
            if self.bytes[bitmap + bit // 8] >> bit % 8 & 1:
                at = sector * SECTOR
                block[at:at + SECTOR] = self.bytes[place + at:place + at + SECTOR]
        return bytes(block)

    def content(self, parent):
        return b"".join(self.block(number, parent) for number in range(-(-self.size // self.block_size)))


def vhdx_child(child, parent):
    return Vhdx(child).content(Vhdx(parent))


def vhd_child(child, parent):
    with open(child, "rb") as file:
        disk = file.read()
    with open(parent, "rb") as file:
        out = bytearray(file.read()[:-SECTOR])  # without the footer
    (header,) = struct.unpack_from(">Q", disk, 16)
    table, _, blocks, block_size = struct.unpack_from(">QIII", disk, header + 16)
    bitmap_size = -(-block_size // SECTOR // 8 // SECTOR) * SECTOR
    for number in range(blocks):
        (sector,) = struct.unpack_from(">I", disk, table + 4 * number)
        if sector == 0xFFFFFFFF:
            continue
        bitmap = sector * SECTOR
        for index in range(block_size // SECTOR):
            if disk[bitmap + index // 8] >> (7 - index % 8) & 1:
                at = number * block_size + index * SECTOR
                data = bitmap + bitmap_size + index * SECTOR
                out[at:at + SECTOR] = disk[data:data + SECTOR]
    return bytes(out)


def main():
    command, out, child, parent = sys.argv[1:]
    readers = {"vhdx-child": vhdx_child, "vhd-child": vhd_child}
    if command not in readers:
        sys.exit(__doc__)
    with open(out, "wb") as file:
        file.write(readers[command](child, parent))


main()
