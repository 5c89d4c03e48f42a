#!/usr/bin/env python3
"""A client in another language: Python's ctypes, with the 80-byte parameters of an older header.

usage: ctypes_client.py LIBRARY DISK RAW    (RAW: the bytes that DISK must hold)
Exits with 77 when the Python is too small for it.
"""
import sys

try:
    import ctypes
    import hashlib
except ImportError as error:
    print("skipped:", error)
    sys.exit(77)

LOG = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_void_p)
COMPLETION = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint64)
libc = ctypes.CDLL(None)
lines = []


def receive(form, arguments):
    buffer = ctypes.create_string_buffer(4096)
    libc.vsnprintf(buffer, ctypes.c_size_t(4096), form, ctypes.c_void_p(arguments))
    lines.append(buffer.value.decode())


class OldParams(ctypes.Structure):
    _fields_ = [("vmxSpec", ctypes.c_char_p), ("serverName", ctypes.c_char_p), ("thumbPrint", ctypes.c_char_p),
                ("privateUse", ctypes.c_long), ("credType", ctypes.c_int), ("creds", ctypes.c_void_p * 3),
                ("port", ctypes.c_uint32), ("nfcHostPort", ctypes.c_uint32), ("vimApiVer", ctypes.c_char_p)]


class OldInfo(ctypes.Structure):
    _fields_ = [("biosGeo", ctypes.c_uint32 * 3), ("physGeo", ctypes.c_uint32 * 3), ("capacity", ctypes.c_uint64),
                ("adapterType", ctypes.c_int), ("numLinks", ctypes.c_int), ("parentFileNameHint", ctypes.c_char_p),
                ("uuid", ctypes.c_char_p)]


def main(library, disk, raw):
    vix = ctypes.CDLL(library)
    for name in ("InitEx", "ConnectEx", "Open", "GetInfo", "Read", "ReadAsync", "Wait", "Close", "Disconnect"):
        getattr(vix, "VixDiskLib_" + name).restype = ctypes.c_uint64
    vix.VixDiskLib_GetErrorText.restype = ctypes.c_void_p

    def check(error):
        if error == 0:
            return
        text = vix.VixDiskLib_GetErrorText(ctypes.c_uint64(error), None)
        raise SystemExit("error %d: %s" % (error, ctypes.string_at(text).decode()))

    log = LOG(receive)
    version = next(v for v in ((9, 0), (8, 0), (7, 0), (6, 0))
                   if vix.VixDiskLib_InitEx(v[0], v[1], log, log, log, b"/nonsense", None) == 0)
    assert version == (9, 0)
    assert ctypes.sizeof(OldParams) == 80 and ctypes.sizeof(OldInfo) == 56
    params, connection, handle = OldParams(), ctypes.c_void_p(), ctypes.c_void_p()
    params.vmxSpec = params.serverName = b""
    params.credType = 1
    check(vix.VixDiskLib_ConnectEx(ctypes.byref(params), ctypes.c_int(1), b"", b"file", ctypes.byref(connection)))
    assert vix.VixDiskLib_Open(connection, b"/no/such-100%s.vmdk", 4, ctypes.byref(handle)) == 4
    assert any("/no/such-100%s.vmdk" in line for line in lines), lines
    assert handle.value is None
    check(vix.VixDiskLib_Open(connection, disk.encode(), 4, ctypes.byref(handle)))
    info = ctypes.POINTER(OldInfo)()
    check(vix.VixDiskLib_GetInfo(handle, ctypes.byref(info)))
    sectors = info.contents.capacity
    assert info.contents.numLinks == 1
    vix.VixDiskLib_FreeInfo(info)

    digest = hashlib.sha256()
    piece = 2048
    buffers = [ctypes.create_string_buffer(piece * 512) for _ in range(2)]
    results = []
    done = COMPLETION(lambda data, result: results.append(result))
    for start in range(0, sectors, 2 * piece):
        count = min(piece, sectors - start)
        check(vix.VixDiskLib_Read(handle, ctypes.c_uint64(start), ctypes.c_uint64(count), buffers[0]))
        digest.update(buffers[0].raw[:count * 512])
        start += count
        count = min(piece, sectors - start)
        assert vix.VixDiskLib_ReadAsync(handle, ctypes.c_uint64(start), ctypes.c_uint64(count), buffers[1], done,
                                        None) == 25000
        check(vix.VixDiskLib_Wait(handle))
        digest.update(buffers[1].raw[:count * 512])
    assert results and set(results) == {0}
    with open(raw, "rb") as file:
        assert digest.hexdigest() == hashlib.sha256(file.read()).hexdigest(), "other bytes"
    check(vix.VixDiskLib_Close(handle))
    check(vix.VixDiskLib_Disconnect(connection))
    vix.VixDiskLib_Exit()
    print("ok: %d sectors" % sectors)


main(*sys.argv[1:])
