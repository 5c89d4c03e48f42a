#!/usr/bin/env python3
"""Prints qemu-io commands that turn image BEFORE into AFTER.

usage: changed_blocks.py BEFORE AFTER WORKFILE
WORKFILE.N receive the content of the changed runs."""
import sys

BLOCK = 64 * 1024


def changed_runs(before, after):
    """Yields (offset, bytes) of neighbouring 64 KiB blocks that differ."""
    start, run, offset = 0, b"", 0
    while True:
        old, new = before.read(BLOCK), after.read(BLOCK)
        if old != new and new:
            if not run:
                start = offset
            run += new
        elif run:
            yield start, run
            run = b""
        if not new:
            return
        offset += len(new)


def main():
    before_path, after_path, work = sys.argv[1:]
    with open(before_path, "rb") as before, open(after_path, "rb") as after:
        for number, (offset, content) in enumerate(changed_runs(before, after)):
            name = f"{work}.{number}"
            with open(name, "wb") as out:
                out.write(content)
            print(f"write -q -s {name} {offset} {len(content)}")


main()
