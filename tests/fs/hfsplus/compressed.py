"""What is in the files of the test volumes. The compressed ones are as macOS lays them out, by the encoders of the codecs'
tests. All of it repeats itself, so that the kept volumes are small."""
import random
import struct
import zlib

import apple_encoders

CHUNK = 65536
NOISE = random.Random(3).randbytes(9001)


def content(size, number):
    """No two blocks of a file, and no two files of another number, are the same."""
    unit = b"%-8d" % number + NOISE[:1013]
    return (unit * (size // len(unit) + 1))[:size]


def contents():
    text = b"".join(b"line %d of a text that repeats itself, %s\n" % (i * 7919 % 1000, b"ab" * (i % 9))
                    for i in range(4000))
    noise = (NOISE * 8)[:CHUNK]
    small = text[:2500]
    return small, text[:90000] + noise + bytes(7000)


def header(kind, size):
    return b"fpmc" + struct.pack("<IQ", kind, size)


def chunks_of(content, encode, mark):
    for at in range(0, len(content), CHUNK):
        piece = content[at:at + CHUNK]
        packed = encode(piece)
        yield packed if len(packed) < len(piece) else mark + piece


def resource(chunks):
    """A resource of the zlib kind: its data with an index of offsets and sizes, and a map behind."""
    chunks = list(chunks)
    at, index, data = 4 + 8 * len(chunks), b"", b""
    for chunk in chunks:
        index += struct.pack("<II", at, len(chunk))
        data += chunk
        at += len(chunk)
    data = struct.pack("<I", len(chunks)) + index + data
    head = struct.pack(">IIII", 256, 260 + len(data), 4 + len(data), 50).ljust(256, b"\0")
    return head + struct.pack(">I", len(data)) + data + bytes(50)


def offsets(chunks):
    chunks = list(chunks)
    at = 4 * (len(chunks) + 1)
    index = struct.pack("<I", at)
    for chunk in chunks:
        at += len(chunk)
        index += struct.pack("<I", at)
    return index + b"".join(chunks)


def compressed_files():
    """Name, attribute, resource fork. The names say what the content is."""
    small, large = contents()
    lzvn, lzfse = apple_encoders.lzvn, apple_encoders.lzfse
    sized = len(small)
    return [
        ("1 small", header(1, sized) + small, b""),
        ("3 small", header(3, sized) + zlib.compress(small), b""),
        ("3 small stored", header(3, sized) + b"\xff" + small, b""),
        ("4 large", header(4, len(large)), resource(chunks_of(large, zlib.compress, b"\xff"))),
        ("7 small", header(7, sized) + lzvn(small), b""),
        ("7 small stored", header(7, sized) + b"\x06" + small, b""),
        ("8 large", header(8, len(large)), offsets(chunks_of(large, lzvn, b"\x06"))),
        ("9 small", header(9, sized) + b"\xcc" + small, b""),
        ("10 large", header(10, len(large)), offsets(chunks_of(large, lambda piece: piece + b"much longer", b"\xcc"))),
        ("11 small", header(11, sized) + lzfse(small), b""),
        ("12 large", header(12, len(large)), offsets(chunks_of(large, lzfse, b"\xff"))),
        ("5 nowhere", header(5, sized), b""),
        ("13 bitmap", header(13, sized) + b"whatever", b""),
    ]
