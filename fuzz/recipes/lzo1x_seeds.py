#!/usr/bin/env python3
"""Makes the seeds of fuzz_lzo1x by the LZO library itself.

usage: lzo1x_seeds.py FOLDER   (needs liblzo2.so.2)
"""
import ctypes
import sys

library = ctypes.CDLL("liblzo2.so.2")
CONTENTS = {
    "short": b"abc",
    "repeats": b"abc" * 500,
    "far": b"0123456789" + bytes(range(256)) * 80 + b"0123456789",
    "text": b"".join(b"%d\n" % i for i in range(900))[:4096],
    "zeros": bytes(4096),
}
for name, content in CONTENTS.items():
    out = ctypes.create_string_buffer(len(content) * 2 + 200)
    size = ctypes.c_size_t(0)
    work = ctypes.create_string_buffer(1 << 20)
    library.lzo1x_1_compress(content, ctypes.c_size_t(len(content)), out, ctypes.byref(size), work)
    with open(f"{sys.argv[1]}/{name}", "wb") as seed:
        seed.write(out.raw[:size.value])
