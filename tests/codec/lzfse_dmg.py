"""Puts an LZFSE stream into a disk image of Apple's (UDIF), so that other programs decode it.

usage: lzfse_dmg.py STREAM CONTENT_SIZE IMAGE        (the size is a multiple of 512)
"""
import base64
import struct
import sys

LZFSE, END = 0x80000007, 0xFFFFFFFF


def main():
    with open(sys.argv[1], "rb") as file:
        stream = file.read()
    sectors = int(sys.argv[2]) // 512
    checksum = struct.pack(">II128x", 0, 0)
    table = b"mish" + struct.pack(">IQQQII24x", 1, 0, sectors, 0, 2056, 0) + checksum + struct.pack(">I", 2)
    table += struct.pack(">IIQQQQ", LZFSE, 0, 0, sectors, 0, len(stream))
    table += struct.pack(">IIQQQQ", END, 0, sectors, 0, len(stream), 0)
    plist = ("""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>resource-fork</key><dict><key>blkx</key><array><dict>
<key>Attributes</key><string>0x0050</string><key>Data</key><data>%s</data><key>ID</key><string>0</string>
<key>Name</key><string>whole disk</string></dict></array></dict></dict></plist>
""" % base64.b64encode(table).decode()).encode()
    trailer = b"koly" + struct.pack(">IIIQQQQQII16s", 4, 512, 1, 0, 0, len(stream), 0, 0, 1, 1, bytes(16)) + checksum
    trailer += struct.pack(">QQ120x", len(stream), len(plist)) + checksum + struct.pack(">IQ12x", 1, sectors)
    assert len(trailer) == 512
    with open(sys.argv[3], "wb") as out:
        out.write(stream + plist + trailer)


main()
