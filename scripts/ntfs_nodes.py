#!/usr/bin/env python3
"""Makes what ordinary file calls cannot make on an NTFS volume that ntfs-3g has mounted with the option
streams_interface=windows. For the demo and the tests; a command and a module.

  ntfs_nodes.py attributes PATH HEX           DOS attributes ("810": a folder whose new files are compressed)
  ntfs_nodes.py junction PATH TARGET          a folder that leads to TARGET ("C:\\Users")
  ntfs_nodes.py symlink PATH TARGET [--dir]   a Windows symbolic link, absolute ("C:\\x") or relative ("..\\x")
  ntfs_nodes.py wof PATH ALGORITHM SOURCE     the content of SOURCE as compact.exe /exe:ALGORITHM stores it:
                                              xpress4k, xpress8k, xpress16k or lzx (by libwim; Debian: wimtools)
Layouts: Microsoft, [MS-FSCC] 2.1.2.4 and 2.1.2.5 (link and mount point); of WOF: wofapi.h (WOF_EXTERNAL_INFO,
FILE_PROVIDER_EXTERNAL_INFO) and the stream WofCompressedData: a table of chunk ends, then the chunks."""
import argparse
import ctypes
import os
import struct

MOUNT_POINT = 0xA0000003
SYMBOLIC_LINK = 0xA000000C
WOF = 0x80000017
# name: number in the reparse point, compression type of libwim, bytes of a chunk
WOF_ALGORITHMS = {"xpress4k": (0, 1, 4096), "lzx": (1, 2, 32768), "xpress8k": (2, 1, 8192), "xpress16k": (3, 1, 16384)}


def set_attributes(path, attributes):
    os.setxattr(path, "system.ntfs_attrib_be", struct.pack(">I", attributes))


def set_reparse_point(path, tag, data):
    os.setxattr(path, "system.ntfs_reparse_data", struct.pack("<IHH", tag, len(data), 0) + data)


def link_names(target, absolute):
    """Offsets and lengths of the substitute name and the print name, and the two themselves."""
    substitute = (("\\??\\" if absolute else "") + target).encode("utf-16-le")
    printed = target.encode("utf-16-le")
    lengths = struct.pack("<HHHH", 0, len(substitute), len(substitute) + 2, len(printed))
    return lengths, substitute + b"\0\0" + printed + b"\0\0"


def make_junction(path, target):
    os.mkdir(path)
    lengths, names = link_names(target, True)
    set_reparse_point(path, MOUNT_POINT, lengths + names)


def make_symlink(path, target, folder=False):
    if folder:
        os.mkdir(path)
    else:
        open(path, "xb").close()
    absolute = target[1:3] == ":\\" or target.startswith("\\\\")
    lengths, names = link_names(target, absolute)
    set_reparse_point(path, SYMBOLIC_LINK, lengths + struct.pack("<I", 0 if absolute else 1) + names)


def libwim():
    return ctypes.CDLL("libwim.so.15")


class Compressor:
    """Compresses single chunks; None for those that do not get smaller."""

    def __init__(self, compression_type, chunk_size):
        self.library = libwim()
        self.library.wimlib_compress.restype = ctypes.c_size_t
        self.library.wimlib_free_compressor.argtypes = [ctypes.c_void_p]
        self.handle = ctypes.c_void_p()
        error = self.library.wimlib_create_compressor(compression_type, ctypes.c_size_t(chunk_size), 0,
                                                      ctypes.byref(self.handle))
        if error:
            raise RuntimeError(f"wimlib_create_compressor: error {error}")

    def compress(self, chunk):
        room = ctypes.create_string_buffer(len(chunk))
        size = self.library.wimlib_compress(chunk, ctypes.c_size_t(len(chunk)), room,
                                            ctypes.c_size_t(len(chunk) - 1), self.handle)
        return room.raw[:size] if size else None

    def close(self):
        self.library.wimlib_free_compressor(self.handle)


def wof_stream(content, algorithm):
    _, compression_type, chunk_size = WOF_ALGORITHMS[algorithm]
    compressor = Compressor(compression_type, chunk_size)
    chunks = []
    for start in range(0, len(content), chunk_size):
        chunk = content[start:start + chunk_size]
        chunks.append(compressor.compress(chunk) or chunk)
    compressor.close()
    ends, total = [], 0
    for chunk in chunks[:-1]:  # the last one ends with the stream
        total += len(chunk)
        ends.append(total)
    return struct.pack(f"<{len(ends)}I", *ends) + b"".join(chunks)


def make_wof_file(path, algorithm, content):
    with open(path, "wb") as file:
        file.truncate(len(content))
    with open(path + ":WofCompressedData", "wb") as stream:
        stream.write(wof_stream(content, algorithm))
    set_reparse_point(path, WOF, struct.pack("<IIII", 1, 2, 1, WOF_ALGORITHMS[algorithm][0]))


def main():
    parser = argparse.ArgumentParser(description="Makes special nodes on a volume mounted by ntfs-3g.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, names in (("attributes", ["hex"]), ("junction", ["target"]), ("symlink", ["target"]),
                        ("wof", ["algorithm", "source"])):
        command = commands.add_parser(name)
        command.add_argument("path")
        for argument in names:
            command.add_argument(argument, choices=WOF_ALGORITHMS if argument == "algorithm" else None)
        if name == "symlink":
            command.add_argument("--dir", action="store_true")
    arguments = parser.parse_args()
    if arguments.command == "attributes":
        set_attributes(arguments.path, int(arguments.hex, 16))
    elif arguments.command == "junction":
        make_junction(arguments.path, arguments.target)
    elif arguments.command == "symlink":
        make_symlink(arguments.path, arguments.target, arguments.dir)
    else:
        with open(arguments.source, "rb") as source:
            make_wof_file(arguments.path, arguments.algorithm, source.read())


if __name__ == "__main__":
    main()
