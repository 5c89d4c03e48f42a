#!/usr/bin/env python3
"""Makes of files that Linux wrote what only macOS writes: compressed files, resource forks, attributes with blocks of
their own, hard links to folders, creation dates that nobody set.

usage: make_special_volume.py IN COMPRESSED OUT
COMPRESSED has the compressed files alone: 7-Zip opens no volume with attributes in blocks.
"""
import struct
import sys

from compressed import compressed_files
from image import Image

DATA, RESOURCE = 88, 168  # forks of a file's record


def move_to_resource_fork(image, record):
    image.bytes[record + RESOURCE:record + RESOURCE + 80] = image.bytes[record + DATA:record + DATA + 80]
    image.bytes[record + DATA:record + DATA + 80] = bytes(80)


def make_folder_link(image, name, number, created):
    record = image.find(name)
    struct.pack_into(">H", image.bytes, record + 2, 0x22)
    image.bytes[record + 12:record + 16] = created
    struct.pack_into(">I", image.bytes, record + 44, number)
    image.bytes[record + 48:record + 56] = b"fdrpMACS"


def main():
    image = Image(sys.argv[1])
    for name, _, _ in compressed_files():
        record = image.find(name)
        move_to_resource_fork(image, record)
        image.bytes[record + 41] |= 0x20
    image.save(sys.argv[2])
    # One file with both forks.
    fork, plain = image.find("fork"), image.find("plain")
    move_to_resource_fork(image, fork)
    image.bytes[plain + RESOURCE:plain + RESOURCE + 80] = image.bytes[fork + RESOURCE:fork + RESOURCE + 80]
    image.bytes[fork + RESOURCE:fork + RESOURCE + 80] = bytes(80)
    # An attribute whose value is in blocks: those of a file.
    blocks = image.find("blocks")
    value = image.attribute(image.number(image.find("large attribute")), "user.large")
    struct.pack_into(">II", image.bytes, value, 0x20, 0)
    image.bytes[value + 8:value + 88] = image.bytes[blocks + DATA:blocks + DATA + 80]
    created = image.bytes[image.find("Test volume", 1) + 12:image.find("Test volume", 1) + 16]
    for name in ("first link", "second link"):
        make_folder_link(image, name, 77, created)
    image.bytes[plain + 12:plain + 16] = bytes(4)
    image.save(sys.argv[3])


main()
