"""The disks that bench/run measures on: made once, kept in its folder."""
import os
import random
import shutil

from tools import sh


def write_tree(tree, large_bytes, tree_files, tar_files):
    """etc/hosts, a large file of random bytes, and two trees of small files."""
    numbers = random.Random(1)
    os.makedirs(os.path.join(tree, "etc"))
    with open(os.path.join(tree, "etc/hosts"), "w") as out:
        out.write("127.0.0.1 localhost\n")
    with open(os.path.join(tree, "large.bin"), "wb") as out:
        for _ in range(large_bytes >> 20):
            out.write(numbers.randbytes(1 << 20))
    for number in range(tree_files):
        _write(tree, f"tree/{number % 25}/{number // 25 % 28}/file-{number}.txt", numbers.randrange(0, 3000))
    for number in range(tar_files):
        _write(tree, f"small/{number // 200}/document-{number}.txt", numbers.randrange(200, 8000))


def _write(tree, name, length):
    path = os.path.join(tree, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as out:
        out.write((name.encode() * (length // len(name) + 1))[:length])


def make_chain(bench, raw, name):
    """NAME-0.vmdk to NAME-2.vmdk: three links with the content of `raw`."""
    base = bench.path(f"{name}-0.vmdk")
    sh(f"rm -f {bench.path(name)}-[012].vmdk && qemu-img convert -f raw -O vmdk {raw} {base}")
    for link in (1, 2):
        parent, child = f"{name}-{link - 1}.vmdk", f"{name}-{link}.vmdk"
        sh(f"cd {bench.folder} && qemu-img create -q -f vmdk -b {parent} -F vmdk {child}")
        # A tenth of the grains of each link, with the content they had: the map is that of a real snapshot.
        _rewrite_grains(bench, raw, os.path.join(bench.folder, child), link)


def _rewrite_grains(bench, raw_image, child, seed):
    numbers = random.Random(seed)
    grain = 64 << 10
    count = os.path.getsize(raw_image) // grain
    commands = bench.path("commands")
    with open(raw_image, "rb") as raw, open(commands, "w") as out:
        for index in sorted(numbers.sample(range(count // 16), max(1, count // 160))):
            raw.seek(index * 16 * grain)
            content = raw.read(16 * grain)
            name = bench.path(f"grain-{index}")
            with open(name, "wb") as piece:
                piece.write(content)
            out.write(f"write -q -s {name} {index * 16 * grain} {len(content)}\n")
    sh(f"qemu-io -f vmdk {child} < {commands} >/dev/null; rm -f {bench.path('grain-')}*")


class Disks:
    """One ext4 file system with a 1 GiB file, 70,000 files in a tree and 20,000 small files; as a raw image and as a
    VMDK chain of three links with the same content; and a sparse disk of 2 TiB."""

    def __init__(self, bench, scale):
        self.bench = bench
        self.raw = bench.path(f"disk-{scale}.raw")
        self.chain = bench.path(f"disk-{scale}-2.vmdk")
        self.sparse = bench.path("sparse-2tib.vmdk")
        self.small_sparse = bench.path("sparse-1gib.vmdk")
        self.flat_file = bench.path(f"large-{scale}.bin")
        self.large_bytes = (1 << 30) // scale
        self.tree_files = 70000 // scale
        self.tar_files = 20000 // scale
        self.scale = scale
        self._make()

    def _make(self):
        if os.path.exists(self.chain) and os.path.exists(self.flat_file):
            return
        print("making the disks (once)", flush=True)
        tree = self.bench.path("tree")
        shutil.rmtree(tree, ignore_errors=True)
        self._make_tree(tree)
        size = self.large_bytes + (self.tree_files + self.tar_files) * 12000 + (256 << 20)
        sh(f"rm -f {self.raw} && mke2fs -q -t ext4 -N {int((self.tree_files + self.tar_files) * 1.3) + 1000} "
           f"-d {tree} {self.raw} {size // 1024}k >/dev/null")
        shutil.move(os.path.join(tree, "large.bin"), self.flat_file)
        shutil.rmtree(tree)
        self._make_chain()
        for name, size in ((self.sparse, "2T"), (self.small_sparse, "1G")):
            sh(f"rm -f {name} && qemu-img create -q -f vmdk {name} {size}")

    def _make_tree(self, tree):
        write_tree(tree, self.large_bytes, self.tree_files, self.tar_files)

    def _make_chain(self):
        make_chain(self.bench, self.raw, f"disk-{self.scale}")
