#!/usr/bin/env python3
"""Makes the seeds of fuzz/luks.cpp and fuzz/crypt.cpp: headers whose keyslots are quick to open.

The volume key is 64 times 'k'. It stands in the keyslot's area as it is (cipher_null, one stripe), or encrypted with
what PBKDF2 gives for "any" (aes-ecb, two stripes).
usage: luks_seeds.py SEEDS_FOLDER
"""
import base64
import hashlib
import json
import os
import struct
import subprocess
import sys

KEY = b"k" * 64
SALT = b"saltsaltsaltsalt"
UUID = b"01234567-89ab-cdef-0123-456789abcdef"


def field(text, size):
    return text.ljust(size, b"\0")


def split(key, stripes):
    """The anti-forensic splitter with sha256, all stripes but the last 's'."""
    state = bytes(len(key))
    for _ in range(stripes - 1):
        state = bytes(a ^ ord("s") for a in state)
        state = b"".join(
            hashlib.sha256(struct.pack(">I", i // 32) + state[i : i + 32]).digest()[: len(state) - i]
            for i in range(0, len(state), 32)
        )
    return b"s" * (len(key) * (stripes - 1)) + bytes(a ^ b for a, b in zip(state, key))


def encrypt(key, material):
    command = ["openssl", "enc", f"-aes-{len(key) * 8}-ecb", "-K", key.hex(), "-nopad"]
    return subprocess.run(command, input=material, stdout=subprocess.PIPE, check=True).stdout


def luks1():
    salt = field(SALT, 32)
    header = b"LUKS\xba\xbe" + struct.pack(">H", 1)
    header += field(b"cipher_null", 32) + field(b"ecb", 32) + field(b"sha256", 32)
    header += struct.pack(">II", 3, len(KEY))
    header += hashlib.pbkdf2_hmac("sha256", KEY, salt, 10, 20) + salt + struct.pack(">I", 10)
    header += field(UUID, 40)
    for slot in range(8):
        state = 0x00AC71F3 if slot == 1 else 0x0000DEAD
        header += struct.pack(">II", state, 10) + salt + struct.pack(">II", 2, 1)
    return field(header, 1024) + field(KEY, 512) + b"plain text " * 100


def metadata(derivation, stripes, cipher, **segment):
    area = {"type": "raw", "offset": "32768", "size": "512", "encryption": cipher, "key_size": 32}
    text = lambda raw: base64.b64encode(raw).decode()
    return {
        "keyslots": {
            "0": {
                "type": "luks2",
                "key_size": 64,
                "af": {"type": "luks1", "stripes": stripes, "hash": "sha256"},
                "area": area,
                "kdf": {**derivation, "salt": text(SALT)},
                "priority": 2,
            }
        },
        "tokens": {},
        "segments": {
            "0": {
                "type": "crypt",
                "offset": "36864",
                "size": "dynamic",
                "iv_tweak": "0",
                "encryption": "aes-xts-plain64",
                "sector_size": 512,
                **segment,
            }
        },
        "digests": {
            "0": {
                "type": "pbkdf2",
                "keyslots": ["0"],
                "segments": ["0"],
                "hash": "sha256",
                "iterations": 10,
                "salt": text(SALT),
                "digest": text(hashlib.pbkdf2_hmac("sha256", KEY, SALT, 10, 32)),
            }
        },
        "config": {"json_size": "12288", "keyslots_size": "4096"},
    }


def luks2(content, area=KEY):
    header = b"LUKS\xba\xbe" + struct.pack(">HQQ", 2, 16384, 3) + field(b"label", 48) + field(b"sha1", 32)
    header += b"S" * 64 + field(UUID, 40) + field(b"", 48)
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return b"\2" + field(header, 512) + text + b"\0" + area


def main(folder):
    def write(name, content):
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(content)

    pbkdf2 = {"type": "pbkdf2", "hash": "sha256", "iterations": 10}
    argon2 = {"type": "argon2id", "time": 1, "memory": 64, "cpus": 1}
    derived = hashlib.pbkdf2_hmac("sha256", b"any", SALT, 10, 32)
    write("luks/luks1", b"\0" + luks1())
    write("luks/luks2_null", luks2(metadata(pbkdf2, 1, "cipher_null-ecb")))
    write("luks/luks2_ecb", luks2(metadata(pbkdf2, 2, "aes-ecb"), encrypt(derived, split(KEY, 2))))
    write("luks/luks2_argon2", luks2(metadata(argon2, 1, "cipher_null-ecb", sector_size=4096)))
    write("luks/luks2_segments", luks2(metadata(pbkdf2, 1, "cipher_null-ecb", flags=["backup-final"])))
    write("luks/luks2_integrity", luks2(metadata(pbkdf2, 1, "cipher_null-ecb", integrity={"type": "hmac(sha256)"})))
    nested = b'{"config":' + b"[" * 2000
    write("../damaged/luks/luks2_nested", luks2(nested))
    for name, key_bytes in (("aes-xts-plain64", 64), ("aes-cbc-essiv:sha256", 32), ("aes-cbc-eboiv", 16), ("sha256", 20)):
        write("crypt/" + name.replace(":", "_"), bytes([8, key_bytes, 8, 5]) + name.encode() + b"\0" + bytes(range(64)) + b"sector" * 300)


main(sys.argv[1])
