#!/usr/bin/env python3
"""Makes the files of a hive whose newest changes are in its transaction logs, from two versions of the hive.

  registry_logs.py OLD NEW OUTFOLDER [--format entries|pages] [--entries N] [--first LOG1|LOG2] [--gap N] [--stale]
                   [--damage-base]

OUTFOLDER gets HIVE (OLD, with a base block as it is while writing), HIVE.LOG1 and HIVE.LOG2. Written from the format's
description alone, and shares nothing with the reader that it tests.
"""
import argparse
import os
import struct

MASK = 0xFFFFFFFF
SEED = 0x82EF4D887A4E55C5


def marvin(data):
    low, high = SEED & MASK, SEED >> 32

    def rotate(value, count):
        return (value << count | value >> (32 - count)) & MASK

    padded = data + b"\x80" + b"\0" * (3 - len(data) % 4)
    for (word,) in list(struct.iter_unpack("<I", padded)) + [(None,)]:
        if word is not None:
            low = low + word & MASK
        high ^= low
        low = rotate(low, 20) + high & MASK
        high = rotate(high, 9) ^ low
        low = rotate(low, 27) + high & MASK
        high = rotate(high, 19)
    return high << 32 | low


def base_block(hive, primary, secondary, kind, bins_size):
    block = bytearray(hive[:512])
    struct.pack_into("<II", block, 4, primary, secondary)
    struct.pack_into("<I", block, 28, kind)
    struct.pack_into("<II", block, 40, bins_size, 1)
    checksum = 0
    for (word,) in struct.iter_unpack("<I", block[:508]):
        checksum ^= word
    struct.pack_into("<I", block, 508, checksum)
    return bytes(block)


def entry(sequence, bins_size, pages):
    body = b"".join(struct.pack("<II", offset, len(data)) for offset, data in pages)
    body += b"".join(data for _, data in pages)
    size = (40 + len(body) + 511) // 512 * 512
    body = body.ljust(size - 40, b"\0")
    head = b"HvLE" + struct.pack("<IIIII", size, 0, sequence, bins_size, len(pages)) + struct.pack("<Q", marvin(body))
    return head + struct.pack("<Q", marvin(head)) + body


def changed_pages(old, new, size):
    old = old.ljust(len(new), b"\0")
    return [(at, new[at:at + size]) for at in range(0, len(new), size) if old[at:at + size] != new[at:at + size]]


def entry_logs(arguments, old, new, sequence):
    """The changes as entries, the first half of them in one log and the rest in the other. Each page is written twice,
    first with nonsense: the later entry counts."""
    pages = changed_pages(old[4096:], new[4096:], 4096)
    rounds = [[(at, b"\xEE" * len(data)) for at, data in pages]]
    count = max(1, arguments.entries - 1)
    rounds += [pages[i::count] for i in range(count)]
    bins_size = len(new) - 4096
    entries = [entry(sequence + i, bins_size, each) for i, each in enumerate(rounds)]
    middle = len(entries) // 2
    logs = []
    for begin, end in ((0, middle), (middle, len(entries))):
        shift = arguments.gap if begin else 0
        first = sequence + begin + shift
        if shift:
            entries[begin:end] = [entry(first + i, bins_size, rounds[begin + i]) for i in range(end - begin)]
        log = base_block(new, first, first, 6, bins_size) + b"".join(entries[begin:end])
        if arguments.stale:  # whole, and of an earlier round
            log += entry(sequence - 7, bins_size, [(0, b"\xDD" * 4096)])
        logs.append(log)
    return logs if arguments.first == "LOG1" else logs[::-1]


def page_log(old, new, sequence):
    """Every page of 4096 bytes that changed, as eight of 512."""
    bins = new[4096:]
    bitmap = bytearray(len(bins) // 4096)
    pages = b""
    for at, data in changed_pages(old[4096:], bins, 4096):
        bitmap[at // 4096] = 0xFF
        pages += data
    vector = b"DIRT" + bytes(bitmap)
    vector = vector.ljust((len(vector) + 511) // 512 * 512, b"\0")
    block = base_block(old, sequence, sequence, 1, len(bins))
    return [block + vector + pages + b"\xDD" * 1024, b""]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("folder")
    parser.add_argument("--format", choices=("entries", "pages"), default="entries")
    parser.add_argument("--entries", type=int, default=6)
    parser.add_argument("--first", choices=("LOG1", "LOG2"), default="LOG1")
    parser.add_argument("--gap", type=int, default=0)
    parser.add_argument("--stale", action="store_true")
    parser.add_argument("--damage-base", action="store_true")
    arguments = parser.parse_args()
    with open(arguments.old, "rb") as old_file, open(arguments.new, "rb") as new_file:
        old, new = old_file.read(), new_file.read()
    old = old[:4096 + struct.unpack_from("<I", old, 40)[0]]
    new = new[:4096 + struct.unpack_from("<I", new, 40)[0]]
    # Logs run ahead of the hive's own number by any distance.
    sequence = 1000
    hive = base_block(old, 501, 500, 0, len(old) - 4096) + old[512:]
    if arguments.damage_base:
        hive = hive[:100] + b"\xEE" + hive[101:]
    logs = page_log(old, new, sequence) if arguments.format == "pages" else entry_logs(arguments, old, new, sequence)
    os.makedirs(arguments.folder, exist_ok=True)
    for name, content in (("HIVE", hive), ("HIVE.LOG1", logs[0]), ("HIVE.LOG2", logs[1])):
        with open(os.path.join(arguments.folder, name), "wb") as out:
            out.write(content)


if __name__ == "__main__":
    main()
