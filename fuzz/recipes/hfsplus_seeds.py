#!/usr/bin/env python3
"""Makes the seeds and damaged inputs of the targets hfsplus, lzvn and lzfse. Needs user-mode-linux.

usage: fuzz/recipes/hfsplus_seeds.py        (writes below fuzz/)"""
import pathlib
import struct
import subprocess
import sys
import tempfile

FUZZ = pathlib.Path(__file__).resolve().parent.parent
TESTS = FUZZ.parent / "tests"
HFSPLUS = TESTS / "fs/hfsplus"
sys.dont_write_bytecode = True
sys.path[:0] = [str(TESTS / "codec"), str(HFSPLUS)]
import apple_encoders  # noqa: E402
from compressed import header, offsets, resource  # noqa: E402
from image import Image  # noqa: E402

SMALL = b"a text that repeats itself, a text that repeats itself, " * 9
FILL = """
modprobe hfsplus; mkdir -p /run/m
for device in a b; do
  mount -t hfsplus -o rw,force /dev/ubd$device /run/m; cd /run/m
  mkdir folder; echo content >file; ln file folder/link; ln -s file symbolic; mknod device c 5 77
  echo x >folder/$'\\303\\251'; setfattr -n user.small -v value file; setfattr -n user.large -v $(printf %0100d 1) file
  for i in 1 2 3 4 5 6 7 8 9 10 11; do for f in one two; do head -c 512 /dev/zero | tr '\\0' $i >>$f; sync $f; done; done
  cp /run/w/files/* folder
  for f in /run/w/attributes/*; do setfattr -n osx.com.apple.decmpfs -v 0x$(cat $f) folder/$(basename $f); done
  cd /; umount /run/m
done
cp --sparse=always /dev/ubdb /run/w/before.img
mount -t hfsplus -o rw,force /dev/ubdb /run/m
mkdir /run/m/new; echo more >/run/m/new/file; rm /run/m/one
umount /run/m
"""


def run(*command):
    subprocess.run([str(part) for part in command], check=True)


def sparse(image, name, limit=60000):
    out = FUZZ / "seeds/hfsplus" / name
    out.parent.mkdir(parents=True, exist_ok=True)
    run("python3", FUZZ / "seeds/make_sparse_seed.py", image, out, limit)


def compressed():
    lzvn, lzfse = apple_encoders.lzvn(SMALL), apple_encoders.lzfse(SMALL)
    return {"vn": (header(8, len(SMALL)), offsets([lzvn])), "fse": (header(12, len(SMALL)), offsets([lzfse])),
            "z": (header(4, len(SMALL)), resource([b"\xff" + SMALL])), "in": (header(7, len(SMALL)) + lzvn, b"")}


def make_volumes(folder):
    (folder / "files").mkdir()
    (folder / "attributes").mkdir()
    for name, (attribute, fork) in compressed().items():
        (folder / "files" / name).write_bytes(fork)
        (folder / "attributes" / name).write_text(attribute.hex())
    (folder / "fill.sh").write_text(FILL)
    small = ["--block", "512", "--small-node", "512"]
    run("python3", HFSPLUS / "format.py", folder / "plain.img", 500000 // 512 * 512, *small, "--wrapper")
    run("python3", HFSPLUS / "format.py", folder / "journaled.img", 600000 // 512 * 512, *small, "--sensitive",
        "--journal", 131072)
    run(TESTS / "support/uml/run.sh", folder, folder / "fill.sh", folder / "plain.img", folder / "journaled.img")
    run("python3", "-B", HFSPLUS / "journal.py", folder / "before.img", folder / "journaled.img", folder / "dirty.img",
        "little", "cut")
    image = Image(folder / "journaled.img")
    for name in compressed():
        record = image.find(name)
        image.bytes[record + 168:record + 248] = image.bytes[record + 88:record + 168]
        image.bytes[record + 88:record + 168] = bytes(80)
        image.bytes[record + 41] |= 0x20
    image.save(folder / "journaled.img")
    sparse(folder / "plain.img", "wrapper")
    sparse(folder / "journaled.img", "compressed")
    sparse(folder / "dirty.img", "dirty")


def damage(seed, name, *changes):
    """Writes a copy of `seed` in which each (offset on the volume, bytes) is changed."""
    data = bytearray((FUZZ / "seeds/hfsplus" / seed).read_bytes())
    for offset, value in changes:
        at = 4
        while at < len(data):
            sector, length = struct.unpack_from("<IH", data, at)
            if sector * 512 <= offset < sector * 512 + length:
                start = at + 6 + offset - sector * 512
                data[start:start + len(value)] = value
                break
            at += 6 + length
        else:
            raise ValueError("nothing is at %d" % offset)
    out = FUZZ / "damaged/hfsplus" / name
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(data)


def make_damaged(folder):
    image = Image(folder / "journaled.img")
    catalog = image.offset(Image.CATALOG, 0)
    leaf = image.offset(Image.CATALOG, struct.unpack_from(">I", image.bytes, catalog + 24)[0] * 4096)
    folder_record = image.find("folder", 2)
    damage("compressed", "folder_in_itself", (folder_record + 8, struct.pack(">I", 2)))
    damage("compressed", "leaf_behind_itself", (leaf, struct.pack(">I", 1)))
    damage("compressed", "tree_of_32768_levels", (catalog + 14, b"\x80\x00"))
    damage("compressed", "blocks_of_nothing", (1024 + 40, bytes(4)))
    damage("compressed", "extent_behind_the_end", (image.find("file", 2) + 88 + 16, b"\xff\xff\xff\x00"))
    damage("compressed", "link_to_nothing", (image.find("link") + 44, b"\xff\xff\xff\xff"))


def make_codec_seeds():
    for name, encode in (("lzvn", apple_encoders.lzvn), ("lzfse", apple_encoders.lzfse)):
        folder = FUZZ / "seeds" / name
        folder.mkdir(parents=True, exist_ok=True)
        content = b"".join(b"%d of a text\n" % (i * 7919 % 100) for i in range(290))
        for title, data in (("text", content), ("short", b"abcabcabcabc")):
            (folder / title).write_bytes(struct.pack("<H", len(data) - 1) + encode(data))


def main():
    make_codec_seeds()
    with tempfile.TemporaryDirectory() as name:
        make_volumes(pathlib.Path(name))
        make_damaged(pathlib.Path(name))


main()
