#!/usr/bin/env python3
"""Makes an NTFS volume by mkntfs, fills it through ntfs-3g, and writes down what was put there: IMAGE.tsv in the form
of the corpus' manifests (D, F and A lines). Needs root and /dev/fuse; for `wof` libwim.

usage: make_volume.py KIND IMAGE [--cluster BYTES] [--sector BYTES] [--size MIB]"""
import argparse
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../../scripts"))
import ntfs_nodes  # noqa: E402  (found through the line above)

COMPRESSED_FOLDER = 0x810
KIB = 1024


class Volume:
    """A mounted volume that remembers what is written to it."""

    def __init__(self, image, cluster, sector, mib):
        self.image, self.cluster, self.record = image, cluster, max(1024, sector)
        self.entries = {}
        with open(image, "wb") as file:
            file.truncate(mib << 20)
        subprocess.run(["mkntfs", "-q", "-Q", "-F", "-c", str(cluster), "-s", str(sector), "-p", "0", "-H", "255",
                        "-S", "63", "-L", "Tést", image], check=True, stderr=subprocess.DEVNULL)

    def __enter__(self):
        self.root = tempfile.mkdtemp(prefix="vixmount-ntfs-3g-")
        # umount does not wait for a driver that serves a file; a child can be waited for.
        self.driver = subprocess.Popen(
            ["ntfs-3g", "-o", "no_detach,streams_interface=windows,compression,noatime", self.image, self.root],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not os.path.ismount(self.root):
            if self.driver.poll() is not None:
                raise RuntimeError("ntfs-3g did not mount the volume")
            time.sleep(0.01)
        return self

    def __exit__(self, kind, *_):
        subprocess.run(["umount", self.root], check=True)
        self.driver.wait()
        os.rmdir(self.root)
        if kind is None:
            self.write_manifest()

    def write_manifest(self):
        size = os.stat(self.image).st_size
        with open(self.image + ".tsv", "w") as out:
            out.write(f'# volume 0 offset 0 size {size} part "whole" TYPE=ntfs LABEL=Tést [written through ntfs-3g]\n')
            for path, (kind, length, digest) in sorted(self.entries.items()):
                out.write(f"{kind}\t{length}\t{digest}\t{path}\n")

    def host(self, path):
        return os.path.join(self.root, path)

    def note(self, path, content, kind="F"):
        self.entries[path] = (kind, len(content), hashlib.sha256(content).hexdigest())

    def folder(self, path, attributes=None):
        os.mkdir(self.host(path))
        if attributes is not None:
            ntfs_nodes.set_attributes(self.host(path), attributes)
        self.entries[path] = ("D", "-", "-")
        return path

    def file(self, path, content):
        if content:
            with open(self.host(path), "wb") as file:
                file.write(content)
        else:
            os.mknod(self.host(path))  # a third of the calls: thousands are made
        self.note(path, content)
        return path

    def stream(self, path, name, content):
        with open(self.host(path) + ":" + name, "wb") as file:
            file.write(content)
        self.note(f"{path}:{name}", content, "A")

    def link(self, path, new):
        os.link(self.host(path), self.host(new))
        self.entries[new] = self.entries[path]

    def remove(self, path):
        os.unlink(self.host(path))
        del self.entries[path]

    def read_back(self, path):
        """For files whose content is easier to make in place than to foretell."""
        digest = hashlib.sha256()
        with open(self.host(path), "rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        self.entries[path] = ("F", os.stat(self.host(path)).st_size, digest.hexdigest())


def text(size, seed=0):
    words = random.Random(seed).choices(["the", "invoice", "of", "a", "server", "\t", "2023-11-14", "is", "late\r\n"],
                                        k=size // 2 + 1)
    return " ".join(words).encode()[:size]


def noise(size, seed=0):
    return random.Random(seed).randbytes(size)


def mixed(size, seed=0):
    """Runs of text, noise and zeros that do not end where units of compression do."""
    source = random.Random(seed)
    content = bytearray()
    while len(content) < size:
        length = source.randrange(1, 50000)
        content += source.choice([text, noise, lambda n, _: bytes(n)])(length, len(content))
    return bytes(content[:size])


CONTENTS = {"text": text, "noise": noise, "mixed": mixed, "zeros": lambda size, _=0: bytes(size)}


def fill_geometry(volume):
    cluster = volume.cluster
    volume.folder("sizes")
    for size in sorted({0, 1, 600, 1000, 4000, cluster - 1, cluster, cluster + 1, 3 * cluster + 5}):
        volume.file(f"sizes/{size}", noise(size, size))
    volume.folder("fifty")
    for number in range(50):
        volume.file(f"fifty/entry number {number}", text(number * 3, number))
    volume.stream("sizes/1", "stream", noise(cluster + 77, 5))
    volume.folder("empty")
    with open(volume.host("sparse"), "wb") as file:
        file.seek(5 * cluster + 11)
        file.write(b"behind a hole")
        file.truncate(9 * cluster)
    volume.read_back("sparse")


def fill_sizes(volume):
    """Every way from resident content to clusters and back."""
    record = volume.record
    volume.folder("fresh")
    for size in list(range(0, record, 37)) + list(range(record - 400, record + 2)):
        volume.file(f"fresh/{size}", noise(size, size))
    volume.folder("grown")
    for size in range(0, record + 300, 61):
        content = noise(size, size)
        with open(volume.host(f"grown/{size}"), "wb") as file:
            for start in range(0, size, 50):
                file.write(content[start:start + 50])
                file.flush()
        volume.note(f"grown/{size}", content)
    volume.folder("shrunk")
    for size in (0, 1, 100, 500, record - 300, 4095, 4096, 4097):
        volume.file(f"shrunk/{size}", noise(20000, size))
        os.truncate(volume.host(f"shrunk/{size}"), size)
        volume.note(f"shrunk/{size}", noise(20000, size)[:size])
    volume.folder("uninitialized")  # allocated, written only in part: the rest reads as zeros
    for size, written in ((100000, 0), (100000, 1), (100000, 50001), (4096, 4095), (8192, 4096), (700, 0)):
        path = f"uninitialized/{size}-{written}"
        with open(volume.host(path), "wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)
            file.write(noise(written, 9))
        volume.read_back(path)


def fill_directories(volume):
    for count in (1, 50, 20000):
        volume.folder(f"{count} entries")
        for number in range(count):
            # In no order, with names of many lengths.
            name = hashlib.md5(str(number).encode()).hexdigest()[:8 + number % 20]
            volume.file(f"{count} entries/{name} {number}", b"")
    for number in range(0, 20000, 3):  # nodes of the index become empty and are used again
        name = hashlib.md5(str(number).encode()).hexdigest()[:8 + number % 20]
        volume.remove(f"20000 entries/{name} {number}")
    path = "deep"
    for depth in range(60):
        volume.folder(path)
        volume.file(f"{path}/file", str(depth).encode())
        path += f"/level {depth}"
    volume.folder("names")
    for number in range(60):
        volume.file(f"names/{'x' * (195 + number)}", text(number))
    for name in ("Grüße", "ГРУША", "груша", "日本語", "𝕊𝕞𝕚𝕝𝕖 😀", "case", "CASE", "Case", " blank", "a+b=c;[d],e"):
        volume.file(f"names/{name}", name.encode())


def fill_fragmented(volume):
    """Run lists and names that one record cannot hold."""
    files = [open(volume.host(f"fragments {number}"), "wb", buffering=0) for number in range(3)]
    for step in range(2000):
        for number, file in enumerate(files):
            file.write(noise(4096, step * 3 + number))
            os.fsync(file.fileno()) if step % 500 == 0 else None
    for file in files:
        file.close()
    for number in range(3):
        volume.read_back(f"fragments {number}")
    volume.folder("links")
    volume.file("linked", text(3000))
    for number in range(180):
        volume.link("linked", f"links/a link with quite a long name, so that a record is soon full {number}")
    volume.file("streams", b"main content")
    for number in range(120):
        volume.stream("streams", f"stream {number}", text(number * 11, number))
    volume.stream("fragments 1", "beside many runs", noise(100000))


def fill_until_full(volume, name, most, make):
    """Makes files NAME 0, NAME 1 ... until there is no room; returns how many there are."""
    for number in range(most):
        path = f"{name} {number}"
        try:
            volume.file(path, make(number))
        except OSError:
            volume.entries.pop(path, None)
            if os.path.exists(volume.host(path)):
                os.unlink(volume.host(path))
            return number
    return most


def fill_full(volume):
    """A volume that was full once: an index, a file and the MFT itself lie where single clusters were left."""
    size = max(volume.cluster, 1024)
    volume.folder("small")
    count = fill_until_full(volume, "small/file", 1 << 20, lambda number: noise(size, number))
    for number in range(0, count, 2):
        volume.remove(f"small/file {number}")
    volume.file("in the gaps", noise(count // 5 * size, 1))
    # More than there are unused records.
    fill_until_full(volume, "small/again", count // 2 + count // 8, lambda number: text(number % 600, number))


def fill_sparse(volume):
    pieces = {"hole first": ([(1000000, b"end")], 1000003), "hole last": ([(0, noise(5000))], 3000000),
              "all hole": ([], 5000000), "many": ([(place * 300000, noise(70000, place)) for place in range(20)], 6000000)}
    for name, (writes, size) in pieces.items():
        with open(volume.host(name), "wb") as file:
            for place, content in writes:
                file.seek(place)
                file.write(content)
            file.truncate(size)
        volume.read_back(name)
    volume.file("plain", text(70000))
    with open(volume.host("plain") + ":sparse stream", "wb") as stream:
        stream.seek(700000)
        stream.write(b"end")
    volume.note("plain:sparse stream", bytes(700000) + b"end", "A")


def fill_large(volume):
    """A file longer than 32 bits can say, nearly all hole; large_file_test.cpp knows its content."""
    with open(volume.host("five gib"), "wb") as file:
        for place, content in ((0, b"first"), (4 << 30, b"behind four GiB"), ((5 << 30) - 4, b"last")):
            file.seek(place)
            file.write(content)
    volume.entries["five gib"] = ("F", 5 << 30, "not-hashed-large")


def fill_compressed(volume):
    unit = 16 * volume.cluster
    volume.folder("compressed", COMPRESSED_FOLDER)
    sizes = {0, 1, 100, 800, 4095, 4096, 4097, unit - 4097, unit - 4096, unit - 1, unit, unit + 1, 2 * unit - 1,
             2 * unit, 2 * unit + 1, 3 * unit + 5000, 12 * unit + 77}
    for kind, make in CONTENTS.items():
        for size in sorted(sizes):
            volume.file(f"compressed/{kind} {size}", make(size, size))
    volume.file("compressed/large", mixed(8 << 20, 3))
    volume.stream("compressed/large", "stream", text(5 * unit + 3))
    with open(volume.host("compressed/hole"), "wb") as file:
        for place in (0, 3 * unit + 100, 9 * unit, 11 * unit - 50):
            file.seek(place)
            file.write(text(unit // 2 + 100, place))
    volume.read_back("compressed/hole")
    files = [open(volume.host(f"compressed/fragments {number}"), "wb", buffering=0) for number in range(2)]
    for step in range(300):  # many short runs: an attribute list
        for number, file in enumerate(files):
            file.write(mixed(unit, step * 2 + number))
    for number, file in enumerate(files):
        file.close()
        volume.read_back(f"compressed/fragments {number}")


def fill_streams(volume):
    volume.folder("folder")
    volume.stream("folder", "on a folder", b"a folder has content here")
    volume.stream("folder", "large on a folder", noise(200000))
    volume.file("file", b"")
    volume.stream("file", "empty", b"")
    volume.stream("file", "resident", b"short")
    volume.stream("file", "Größe 日本", text(70000))
    volume.stream("file", "three mib", mixed(3 << 20))
    volume.stream("file", "x" * 255, b"longest name")
    volume.file("many", noise(10))
    for number in range(60):
        volume.stream("many", f"number {number}", noise(number * 40, number))


def fill_wof(volume):
    program = open(sys.executable, "rb").read()[:700001]
    for algorithm, (_, _, chunk) in ntfs_nodes.WOF_ALGORITHMS.items():
        volume.folder(algorithm)
        contents = {"program": program, "one byte": b"x", "zeros": bytes(5 * chunk), "noise": noise(4 * chunk + 9),
                    "mixed": mixed(600000, chunk), "a's": b"a" * (2 * chunk + 1)}
        contents |= {f"text {size}": text(size, size) for size in
                     (100, 4095, chunk - 1, chunk, chunk + 1, 2 * chunk, 7 * chunk - 1, 40 * chunk + 3)}
        for name, content in contents.items():
            path = volume.file(f"{algorithm}/{name}", b"")
            if name == "one byte":
                volume.stream(path, "of its own", b"beside the compressed content")
            ntfs_nodes.make_wof_file(volume.host(path), algorithm, content)
            volume.note(path, content)


def fill_various(volume):
    """A little of everything in a few MiB, for tests that damage it."""
    volume.folder("folder")
    for number in range(120):
        volume.file(f"folder/entry {number}", text(number * 9, number))
    files = [open(volume.host(f"fragments {number}"), "wb", buffering=0) for number in range(2)]
    for step in range(250):
        for file in files:
            file.write(noise(4096, step))
    for number, file in enumerate(files):
        file.close()
        volume.read_back(f"fragments {number}")
    for number in range(12):
        volume.link("fragments 0", f"folder/hard link with a name that fills a record {number}")
    volume.stream("folder", "stream", noise(9000))
    volume.stream("fragments 1", "small", b"resident")
    volume.folder("compressed", COMPRESSED_FOLDER)
    volume.file("compressed/mixed", mixed(500000))
    volume.file("compressed/text", text(70000))
    with open(volume.host("sparse"), "wb") as file:
        file.seek(900000)
        file.write(b"end")
    volume.read_back("sparse")
    ntfs_nodes.make_junction(volume.host("junction"), "C:\\folder")
    ntfs_nodes.make_symlink(volume.host("link"), "folder\\entry 1")
    for path in ("junction", "link"):
        volume.entries[path] = ("L", "-", "-")


KINDS = {"geometry": fill_geometry, "sizes": fill_sizes, "directories": fill_directories,
         "fragmented": fill_fragmented, "full": fill_full, "sparse": fill_sparse, "large": fill_large, "compressed": fill_compressed,
         "streams": fill_streams, "wof": fill_wof, "various": fill_various}


def main():
    parser = argparse.ArgumentParser(description="Makes an NTFS volume for tests.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("image")
    parser.add_argument("--cluster", type=int, default=4096)
    parser.add_argument("--sector", type=int, default=512)
    parser.add_argument("--size", type=int, default=64, help="MiB")
    arguments = parser.parse_args()
    with Volume(arguments.image, arguments.cluster, arguments.sector, arguments.size) as volume:
        KINDS[arguments.kind](volume)


if __name__ == "__main__":
    main()
