#!/usr/bin/env python3
"""Writes small BitLocker volumes of all kinds, each with what it decrypts to.

usage: make_volumes.py [NAME ...]        (into the current folder; all where none is named)

Written from the published facts of the format alone (docs/formats/bitlocker.md), in another language than the reader,
so that the two check each other; dislocker, libbde and dissect read the same volumes in the tests. NAME.img is the
volume, NAME.plain what its owner sees, startup.bek the startup key of all. Every byte follows from names: two runs
write the same."""
import hashlib
import struct
import sys
import uuid
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

SIGNATURE = b"-FVE-FS-"
METADATA_GUID = uuid.UUID("4967d63b-2e29-4ad8-8399-f6a339e3d001").bytes_le
EOW_GUID = uuid.UUID("92a84d3b-dd80-4d0e-9e4e-b1e3284eaed8").bytes_le
VOLUME_ID = uuid.UUID("11112222-3333-4444-5555-666677778888")
STARTUP_ID = uuid.UUID("aaaabbbb-cccc-4ddd-8eee-ffff00001111")
PASSWORD = "Gr\u00fc\u00dfe \U0001f511 42"
RECOVERY_PASSWORD = "000011-720885-135795-246807-111111-222222-333333-444444"
FILETIME = 0x01D5323332133C9A
CLEAR, TPM, STARTUP, TPM_PIN, RECOVERY, PASSPHRASE = 0, 0x100, 0x200, 0x500, 0x800, 0x2000
KIB = 1024


def secret(name, size=32):
    out = b""
    while len(out) < size:
        out += hashlib.sha256(f"{name} {len(out)}".encode()).digest()
    return out[:size]


def content(size, seed="content"):
    words = [hashlib.sha256(f"{seed} {i}".encode()).digest() for i in range(64)]
    return b"".join(words[(i * 7 + i // 64) % 64] for i in range(size // 32))


# --- sectors ---------------------------------------------------------------------------------------------------------

def ecb(key, data):
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return encryptor.update(data)


def rotl(value, bits):
    return (value << bits | value >> (32 - bits)) & 0xFFFFFFFF


def diffuse(words, cycles, near, far, rotations):
    n = len(words)
    for _ in range(cycles):
        for i in range(n - 1, -1, -1):
            words[i] = (words[i] - (words[(i + near) % n] ^ rotl(words[(i + far) % n], rotations[i % 4]))) & 0xFFFFFFFF


def elephant(sector, tweak, offset):
    key = ecb(tweak, struct.pack("<QQ", offset, 0)) + ecb(tweak, struct.pack("<QQ", offset, 0x80 << 56))
    mixed = bytes(a ^ b for a, b in zip(sector, key * (len(sector) // 32)))
    words = list(struct.unpack(f"<{len(sector) // 4}I", mixed))
    diffuse(words, 5, -2, -5, (9, 0, 13, 0))
    diffuse(words, 3, 2, 5, (0, 10, 0, 25))
    return struct.pack(f"<{len(words)}I", *words)


KEY_BYTES = {0x8000: 64, 0x8001: 64, 0x8002: 16, 0x8003: 32, 0x8004: 32, 0x8005: 64}


def encrypt(data, offset, method, key, sector_size):
    out = b""
    for at in range(0, len(data), sector_size):
        sector, place = data[at:at + sector_size], offset + at
        if method >= 0x8004:
            mode, used = modes.XTS(struct.pack("<QQ", place // sector_size, 0)), key
        else:
            used = key[:16 if method in (0x8000, 0x8002) else 32]
            mode = modes.CBC(ecb(used, struct.pack("<QQ", place, 0)))
            if method < 0x8002:
                sector = elephant(sector, key[32:32 + len(used)], place)
        out += Cipher(algorithms.AES(used), mode).encryptor().update(sector)
    return out


# --- metadata --------------------------------------------------------------------------------------------------------

def datum(role, kind, data):
    return struct.pack("<HHHH", 8 + len(data), role, kind, 1) + data


def key_datum(method, key):
    return datum(0, 1, struct.pack("<HH", method, 0) + key)


class Boxes:
    """AES-CCM, each box with a nonce of its own."""

    def __init__(self):
        self.counter = 0

    def box(self, role, key, inner):
        self.counter += 1
        nonce = struct.pack("<QI", FILETIME, self.counter)
        sealed = AESCCM(key, tag_length=16).encrypt(nonce, inner, None)
        return datum(role, 5, nonce + sealed[-16:] + sealed[:-16])


def stretch(initial, salt):
    last = bytes(32)
    for count in range(0x100000):
        last = hashlib.sha256(last + initial + salt + struct.pack("<Q", count)).digest()
    return last


def password_hash():
    return hashlib.sha256(hashlib.sha256(PASSWORD.encode("utf-16-le")).digest()).digest()


def recovery_hash():
    parts = [int(group) // 11 for group in RECOVERY_PASSWORD.split("-")]
    return hashlib.sha256(struct.pack("<8H", *parts)).digest()


def protector_id(kind):
    return STARTUP_ID if kind == STARTUP else uuid.UUID(int=0x12345678000040008000000000000000 + kind)


def protector(boxes, kind, master):
    inner = key_datum(0x2003, master)
    if kind in (PASSPHRASE, RECOVERY):
        salt = secret(f"salt {kind}", 16)
        key = stretch(password_hash() if kind == PASSPHRASE else recovery_hash(), salt)
        method = 0x1001 if kind == PASSPHRASE else 0x1000
        properties = datum(0, 3, struct.pack("<HH", method, 0) + salt + boxes.box(0, master, key_datum(0x2002, key)))
        properties += boxes.box(0, key, inner)
    elif kind == STARTUP:
        properties = datum(0, 2, "ExternalKey\0".encode("utf-16-le")) + boxes.box(0, secret("startup"), inner)
    elif kind == CLEAR:
        properties = key_datum(0x2002, secret("clear")) + boxes.box(0, secret("clear"), inner)
    else:  # the TPM's blob is of no use to anybody else
        properties = datum(0, 6, secret("tpm", 200))
    return datum(2, 8, protector_id(kind).bytes_le + struct.pack("<QHH", FILETIME, 0, kind) + properties)


def startup_key_file():
    key = key_datum(0x2002, secret("startup"))
    external = datum(6, 9, STARTUP_ID.bytes_le + struct.pack("<Q", FILETIME)
                     + datum(0, 2, "ExternalKey\0".encode("utf-16-le")) + key)
    size = 48 + len(external)
    return struct.pack("<IIII", size, 1, 48, size) + STARTUP_ID.bytes_le + struct.pack("<IHHQ", 1, 0, 0, FILETIME) + external


class Volume:
    """A volume in the making: what the owner sees, then what lies on the disk."""

    def __init__(self, method=0x8004, sector=512, size=640 * KIB, version=2, to_go=False, protectors=(STARTUP,), state=4,
                 next_state=4, state_offset=None, state_size=0, header_bytes=8 * KIB, cluster=4 * KIB, eow=False,
                 backup=False, place_datum=None):
        self.__dict__.update(locals())
        self.block_bytes = 64 * KIB if version == 2 else 16 * KIB
        self.blocks = [size // 8 // cluster * cluster, size // 8 * 3 // cluster * cluster, size // 8 * 5 // cluster * cluster]
        if version == 2:
            self.blocks = [128 * KIB, 256 * KIB, 384 * KIB]
        self.header_offset = 512 * KIB
        if state_offset is None:
            self.state_offset = size
        if place_datum is None and version == 2:
            self.place_datum = (self.header_offset, header_bytes)
        self.plain = bytearray(content(size))
        self.plain[:sector] = self.ntfs_boot_sector()
        self.master, self.key = secret("master"), secret(f"sectors {method}", KEY_BYTES[method])
        for place, length in self.hidden():
            self.plain[place:place + length] = bytes(length)

    def hidden(self):
        regions = [(place, self.block_bytes) for place in self.blocks]
        if self.version == 2:
            regions.append((self.header_offset, self.header_bytes))
        if self.eow:
            regions += [(place, self.sector) for place in self.eow_offsets()]
            regions += [(self.bitmap_offset(), 4 * KIB), (self.log_offset(), 16 * KIB)]
        return regions

    def eow_offsets(self):
        return [540 * KIB, 544 * KIB]

    def bitmap_offset(self):
        return 548 * KIB

    def log_offset(self):
        return 560 * KIB

    def ntfs_boot_sector(self):
        boot = bytearray(content(self.sector, "boot"))
        boot[:3], boot[3:11] = b"\xeb\x52\x90", b"NTFS    "
        struct.pack_into("<HBHBHHBHHHII", boot, 11, self.sector, self.cluster // self.sector, 0, 0, 0, 0, 0xF8, 0, 63, 255,
                         0, 0)
        struct.pack_into("<IQQQ", boot, 36, 0x00800080, self.size // self.sector - 1, 4, 77)
        boot[510:512] = b"\x55\xaa"
        return bytes(boot)

    def is_encrypted(self, offset):
        if self.state == 1:
            return False
        if self.eow:
            return offset // (32 * KIB) not in (2, 3, 11, 18)
        return self.state_offset == 0 or offset < self.state_offset

    def stored(self, data, offset):
        """As it lies on the disk at `offset`."""
        out = b""
        for at in range(0, len(data), self.sector):
            sector = bytes(data[at:at + self.sector])
            if self.is_encrypted(offset + at):
                sector = encrypt(sector, offset + at, self.method, self.key, self.sector)
            out += sector
        return out

    def image(self):
        image = bytearray(self.stored(self.plain, 0))
        if self.version == 2:
            begin = self.header_offset
            image[begin:begin + self.header_bytes] = self.stored(self.plain[:self.header_bytes], begin)
            image[:self.header_bytes] = content(self.header_bytes, "discovery")
            image[:self.sector] = self.boot_sector()
        else:
            image[:8 * KIB] = self.plain[:8 * KIB]
            image[:self.sector] = self.vista_boot_sector()
            if self.backup:
                image[-self.sector:] = self.vista_boot_sector()
                self.plain[-self.sector:] = self.plain[:self.sector]
        for place in self.blocks:
            image[place:place + self.block_bytes] = self.block()
        if self.eow:
            self.write_eow(image)
        return bytes(image)

    def boot_sector(self):
        boot = bytearray(self.sector)
        boot[:3] = b"\xeb\x58\x90"
        boot[3:11] = b"MSWIN4.1" if self.to_go else SIGNATURE
        struct.pack_into("<HB", boot, 11, self.sector, self.cluster // self.sector)
        boot[82:90] = b"FAT32   "
        place = 424 if self.to_go else 160
        boot[place:place + 16] = EOW_GUID if self.eow else METADATA_GUID
        struct.pack_into("<3Q", boot, place + 16, *self.blocks)
        if self.eow:
            struct.pack_into("<2Q", boot, place + 40, *self.eow_offsets())
        boot[510:512] = b"\x55\xaa"
        return bytes(boot)

    def vista_boot_sector(self):
        boot = bytearray(self.ntfs_boot_sector())
        boot[3:11] = SIGNATURE
        struct.pack_into("<Q", boot, 56, self.blocks[0] // self.cluster)
        return bytes(boot)

    def block(self):
        boxes = Boxes()
        datums = datum(7, 2, "TEST E: 1/2/2026\0".encode("utf-16-le"))
        for kind in self.protectors:
            datums += protector(boxes, kind, self.master)
        datums += boxes.box(3, self.master, key_datum(self.method, self.key))
        if self.place_datum:
            datums += datum(15, 15, struct.pack("<QQ", *self.place_datum))
        dataset_size = 48 + len(datums)
        dataset = struct.pack("<IIII", dataset_size, 1, 48, dataset_size) + VOLUME_ID.bytes_le
        dataset += struct.pack("<IHHQ", boxes.counter + 2, self.method, 0, FILETIME) + datums
        total = -(-(64 + len(dataset)) // 16) * 16
        header = SIGNATURE + struct.pack("<HHHHQII", total // (16 if self.version == 2 else 1), self.version, self.state,
                                         self.next_state, self.state_offset, self.state_size,
                                         self.header_bytes // self.sector if self.version == 2 else 0)
        header += struct.pack("<4Q", *self.blocks, self.header_offset if self.version == 2 else 77)
        checked = (header + dataset).ljust(total, b"\0")
        validation = struct.pack("<HHI", self.block_bytes - total, self.version, zlib.crc32(checked))
        if self.version == 2:
            validation += boxes.box(0, self.master, key_datum(0x2005, hashlib.sha256(checked).digest()))
        return (checked + validation).ljust(self.block_bytes, b"\0")

    def write_eow(self, image):
        def put(place, data):
            image[place:place + len(data)] = data

        def with_crc(data, at):
            return data[:at] + struct.pack("<I", zlib.crc32(data)) + data[at + 4:]
        chunk = 32 * KIB
        information = b"FVE-EOW\0" + struct.pack("<HHIIIIIII", 56, 64, self.sector, 4096, chunk, 16 * KIB, 4 * KIB, 1, 0)
        information += struct.pack("<3Q", *self.eow_offsets(), self.bitmap_offset())
        for place in self.eow_offsets():
            put(place, bytes(self.sector))
            put(place, with_crc(information, 36))
        put(self.bitmap_offset(), bytes(4 * KIB))
        put(self.log_offset(), bytes(16 * KIB))
        head = b"FVE-EOWBM\0" + struct.pack("<HIIQQQIIII", 60, 4 * KIB, 0, 0, self.size, self.log_offset(), KIB, 2 * KIB, KIB, 0)
        head = head.ljust(KIB, b"\0")
        put(self.bitmap_offset(), with_crc(head, 56))
        chunks = -(-self.size // chunk)
        for number, place in enumerate((KIB, 2 * KIB)):  # the second one is newer
            bits = bytearray(KIB - 36)
            for i in range(chunks):
                if number == 1 and self.is_encrypted(i * chunk):
                    bits[i // 8] |= 1 << i % 8
            record = b"FVE-EOWBR\0" + struct.pack("<HIIQII", 36, KIB, chunks, 5 + number, 0, 0) + bytes(bits)
            put(self.bitmap_offset() + place, with_crc(record, 32))


VOLUMES = {
    "aes-cbc-128-elephant": dict(method=0x8000),
    "aes-cbc-256-elephant": dict(method=0x8001),
    "aes-cbc-128": dict(method=0x8002),
    "aes-cbc-256": dict(method=0x8003),
    "aes-xts-128": dict(method=0x8004),
    "aes-xts-256": dict(method=0x8005),
    "elephant-4096": dict(method=0x8000, sector=4096),
    "cbc-4096": dict(method=0x8003, sector=4096),
    "xts-4096": dict(method=0x8005, sector=4096),
    "to-go": dict(to_go=True, header_bytes=64 * KIB),
    "vista": dict(method=0x8000, version=1),
    # libbde wants this datum, which Vista does not write.
    "vista-place": dict(method=0x8003, version=1, place_datum=(77, 8 * KIB)),
    "vista-backup": dict(method=0x8001, version=1, backup=True, state_offset=0),
    "clear-key": dict(protectors=(CLEAR, STARTUP)),
    "passwords": dict(protectors=(TPM, TPM_PIN, PASSPHRASE, RECOVERY)),
    "tpm-only": dict(protectors=(TPM, TPM_PIN)),
    "partial": dict(method=0x8002, state=5, state_offset=448 * KIB),
    "partial-header": dict(method=0x8005, state=5, next_state=1, state_offset=516 * KIB),
    "dirty": dict(state=2, state_offset=580 * KIB, state_size=8 * KIB),
    "decrypted": dict(state=1, next_state=1, state_offset=0),
    "encrypt-on-write": dict(eow=True, state=5),
}


def main():
    with open("startup.bek", "wb") as out:
        out.write(startup_key_file())
    for name in sys.argv[1:] or VOLUMES:
        volume = Volume(**VOLUMES[name])
        image = volume.image()
        for suffix, data in ((".img", image), (".plain", bytes(volume.plain))):
            with open(name + suffix, "wb") as out:
                out.write(data)


if __name__ == "__main__":
    main()
