#!/usr/bin/env python3
"""Makes the seeds and damaged inputs of the targets lznt1, xpress, lzx, ntfs_compression and wof.

usage: fuzz/recipes/codec_seeds.py        (needs libwim; writes below fuzz/)
The heads of the inputs are described in the targets."""
import ctypes
import os
import struct

FUZZ = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
WIM = ctypes.CDLL("libwim.so.15")
WIM.wimlib_compress.restype = ctypes.c_size_t
XPRESS, LZX = 1, 2
METHODS = {0: ("xpress4k", XPRESS, 4096), 1: ("lzx", LZX, 32768), 2: ("xpress8k", XPRESS, 8192),
           3: ("xpress16k", XPRESS, 16384)}

# [MS-XCA] 3.3 and 3.2.
LZNT1 = bytes.fromhex("38b08846232000204720410010a24701a0452044000845015079 00c0452005241388 05b4024a44ef0358"
                      "028c09160148450 0be009e00040118 9000".replace(" ", ""))
ABC = bytearray(256)
ABC[0x30], ABC[0x31], ABC[0x80], ABC[0x8F] = 0x30, 0x23, 0x02, 0x20
ABC = bytes(ABC) + bytes.fromhex("a8dc0000ff2601")
STORED_LZX = bytes.fromhex("00600030" + "01000000" * 3 + "61626300")


def compress(kind, chunk_bytes, content, most=None):
    compressor = ctypes.c_void_p()
    assert WIM.wimlib_create_compressor(kind, ctypes.c_size_t(chunk_bytes), 0, ctypes.byref(compressor)) == 0
    out = ctypes.create_string_buffer(2 * len(content) + 1000)
    size = WIM.wimlib_compress(content, ctypes.c_size_t(len(content)), out,
                               ctypes.c_size_t(most or len(out)), compressor)
    WIM.wimlib_free_compressor(compressor)
    return out.raw[:size]


def write(kind, target, name, content):
    folder = os.path.join(FUZZ, kind, target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as out:
        out.write(content)


def sized(size, compressed):
    return struct.pack("<H", size - 1) + compressed


def flipped(content, bit):
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def texts(size):
    words = b"".join(b"%d volumes of snapshot %d;" % (i * i % 977, i % 7) for i in range(size // 10))
    code = b"".join(b"\x55\x89\xe5\xe8" + struct.pack("<i", 0x4000 - 40 * i) + b"\xc9\xc3" for i in range(size // 10))
    return {"words": words[:size], "code": code[:size], "zeros": bytes(size)}


def decoders():
    write("seeds", "lznt1", "published", sized(142, LZNT1))
    write("seeds", "lznt1", "two_chunks", sized(4200, bytes.fromhex("03b00261fc0f") + LZNT1 + b"\0\0"))
    write("seeds", "lznt1", "stored", sized(3, bytes.fromhex("0230616263")))
    write("seeds", "xpress", "published", sized(300, ABC))
    write("seeds", "lzx", "stored_block", sized(3, STORED_LZX))
    for name, text in texts(4096).items():
        write("seeds", "xpress", name, sized(4096, compress(XPRESS, 4096, text)))
    for name, text in texts(9000).items():
        write("seeds", "lzx", name, sized(9000, compress(LZX, 32768, text)))

    for name, hexes in {"signature": "0240616263", "cut_in_chunk": "03306162", "match_at_begin": "02b0010000",
                        "half_match": "02b0026100", "too_far_back": "03b002610010", "too_long": "03b00261ff0f",
                        "one_byte_head": "30"}.items():
        write("damaged", "lznt1", name, sized(4096, bytes.fromhex(hexes)))
    write("damaged", "xpress", "no_table", sized(300, ABC[:200]))
    write("damaged", "xpress", "no_codes", sized(300, bytes(260)))
    write("damaged", "xpress", "too_many_codes", sized(300, b"\x11" * 260))
    write("damaged", "xpress", "match_too_long", sized(299, ABC))
    write("damaged", "xpress", "cut_in_length", sized(300, ABC[:-1]))
    write("damaged", "xpress", "all_ones", sized(16384, b"\xff" * 600))
    words = compress(LZX, 32768, texts(9000)["words"])
    write("damaged", "lzx", "empty", sized(100, b""))
    write("damaged", "lzx", "type_0", sized(100, bytes(20)))
    write("damaged", "lzx", "block_too_long", sized(2, STORED_LZX))
    write("damaged", "lzx", "distances_of_0", sized(3, STORED_LZX[:4] + bytes(12) + STORED_LZX[16:]))
    write("damaged", "lzx", "distances_far", sized(9003, bytes.fromhex("00600030") + b"\xff" * 12 + b"abc\0" + words))
    write("damaged", "lzx", "cut", sized(9000, words[:len(words) // 2]))
    write("damaged", "lzx", "all_ones", sized(32768, b"\xff" * 600))
    for bit in (30, 100, 200, 500, 900):
        write("damaged", "lzx", f"bit_{bit}", sized(9000, flipped(words, bit)))


def attributes():
    cluster = 512
    unit = bytes.fromhex("03b00261fc0f") * 2 + b"\0\0"  # 8 KiB of 'a': 16 clusters in one
    unit += bytes(cluster - len(unit))
    stored = bytes(range(256)) * (16 * cluster // 256)

    def attribute(shift, runs, cut, late, volume):
        return bytes([shift, len(runs), cut, late]) + b"".join(bytes(run) for run in runs) + volume
    hole = 0xFF
    write("seeds", "ntfs_compression", "compressed", attribute(4, [(0, 0), (14, hole)], 3, 0, unit))
    write("seeds", "ntfs_compression", "all_kinds", attribute(
        4, [(0, 0), (14, hole), (15, 1), (15, hole), (0, 0)], 7, 9, unit + stored))
    write("damaged", "ntfs_compression", "behind_hole", attribute(4, [(3, hole), (0, 0), (10, hole)], 0, 0, unit))
    write("damaged", "ntfs_compression", "behind_volume", attribute(4, [(5, 9), (9, hole)], 0, 0, unit))
    write("damaged", "ntfs_compression", "no_unit", attribute(0, [(0, 0)], 0, 0, unit))
    write("damaged", "ntfs_compression", "zeros", attribute(4, [(0, 0), (14, hole)], 0, 0, bytes(cluster)))
    write("damaged", "ntfs_compression", "runs_end", attribute(7, [(0, 0)], 0, 0, unit))


def overlay_files():
    for number, (name, kind, chunk_bytes) in METHODS.items():
        text = texts(40000)["words"]
        head = bytes([number]) + struct.pack("<I", len(text))[:3]
        chunks, table = b"", b""
        for at in range(0, len(text), chunk_bytes):
            if at:
                table += struct.pack("<I", len(chunks))
            chunk = text[at:at + chunk_bytes]
            chunks += compress(kind, chunk_bytes, chunk, len(chunk) - 1) or chunk
        write("seeds", "wof", name, head + table + chunks)
        write("damaged", "wof", name + "_cut", head + table + chunks[:len(chunks) // 2])
        write("damaged", "wof", name + "_table_of_ones", head + b"\xff" * len(table) + chunks)
        write("damaged", "wof", name + "_table_of_zeros", head + bytes(len(table)) + chunks)
    write("seeds", "wof", "stored", b"\1\3\0\0abc")
    write("damaged", "wof", "no_table", b"\1\0\0\3abc")


if __name__ == "__main__":
    decoders()
    attributes()
    overlay_files()
