"""What bench/run measures on XFS, Btrfs, FAT and exFAT, beside the kernel's own mounts or the FUSE drivers; and the memory that a
walk needs on HFS+, UFS and discs."""
import functools
import os
import shutil
import subprocess

from disks import write_tree
from tools import have, sh

OURS = "vixmount mount"

# Discs and the options that make genisoimage write them.
DISC_OPTIONS = {"iso9660": "-r", "udf": "-r -udf"}


class Image:
    """A file system with a 1 GiB file, 80,000 files in a tree and 20,000 small files: a raw image, and a descriptor that
    makes a flat VMDK of it. HFS+ and UFS, of which memory alone is measured, are without the large file."""

    def __init__(self, bench, scale, name):
        self.bench = bench
        self.name = name
        self.raw = bench.path(f"{name}-{scale}.raw")
        self.disk = bench.path(f"{name}-{scale}.vmdk")
        is_for_memory = name in ("hfsplus", "ufs")
        self.large_bytes = 0 if is_for_memory else (1 << 30) // scale
        self.text_bytes = 0 if is_for_memory else (256 << 20) // scale  # of each compressed file
        self.tree_files = 80000 // scale
        self.tar_files = 20000 // scale
        if not os.path.exists(self.disk):
            print(f"making the disk with {name} (once)", flush=True)
            self._make()
            self._write_descriptor()

    def _make(self):
        if self.name in DISC_OPTIONS:
            return self._make_disc(DISC_OPTIONS[self.name])
        size = self.large_bytes + 3 * self.text_bytes + (self.tree_files + self.tar_files) * 40000 + (512 << 20)
        sh(f"rm -f {self.raw} && truncate -s {size >> 20}M {self.raw}")
        {"xfs": self._make_xfs, "btrfs": self._make_btrfs, "fat": self._make_fat, "exfat": self._make_exfat,
         "hfsplus": self._make_hfsplus, "ufs": self._make_ufs}[self.name]()

    def _write_descriptor(self):
        sectors = os.path.getsize(self.raw) // 512
        with open(self.disk, "w") as out:
            out.write("# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\n"
                      f'createType="monolithicFlat"\nRW {sectors} FLAT "{os.path.basename(self.raw)}" 0\n')

    def _fill(self, mount, fill):
        place = self.bench.mount_on_loop(mount, self.raw, "making", writable=True)
        fill(place)
        self.bench.unmount(place)

    def _write_tree(self, place):
        write_tree(place, self.large_bytes, self.tree_files, self.tar_files)

    def _make_xfs(self):
        sh(f"mkfs.xfs -q -f {self.raw}")
        self._fill("mount {source} {place}", self._write_tree)

    def _make_btrfs(self):
        sh(f"mkfs.btrfs -q -f {self.raw} 2>/dev/null")
        self._fill("mount {source} {place}", self._write_btrfs)

    def _write_btrfs(self, place):
        self._write_tree(place)
        folder = os.path.join(place, "zstd")
        os.mkdir(folder)
        sh(f"btrfs property set {folder} compression zstd")
        line = "{} GET /index.php?id={} HTTP/1.1 200 {} Mozilla/5.0 (X11; Linux x86_64)\n"
        for file, factor in (("one.log", 7919), ("two.log", 104729)):
            with open(os.path.join(folder, file), "w") as out:
                written = number = 0
                while written < self.text_bytes:
                    written += out.write("".join(line.format(k * factor, k * k % 99991, k % 4096)
                                                 for k in range(number, number + 10000)))
                    number += 10000

    def _make_fat(self):
        sh(f"mkfs.fat -F 32 {self.raw} >/dev/null")
        self._fill_from_tree(f"UML_TIMEOUT=1800 tests/support/uml/run.sh {self.bench.folder} bench/fill_fat.sh {self.raw}")

    def _fill_from_tree(self, command):
        """`command` finds the files in {tree}, which is there while it runs."""
        tree = self.bench.path(f"{self.name}-tree")
        shutil.rmtree(tree, ignore_errors=True)
        self._write_tree(tree)
        sh(command.format(tree=tree))
        shutil.rmtree(tree)

    def _make_hfsplus(self):
        sh(f"python3 tests/fs/hfsplus/format.py {self.raw} {os.path.getsize(self.raw)} --node 8192 --nodes 32768")
        self._fill_from_tree(
            f"UML_TIMEOUT=1800 tests/support/uml/run.sh {self.bench.folder} bench/fill_hfsplus.sh {self.raw}")

    def _make_ufs(self):
        self._fill_from_tree(f"makefs -t ffs -o version=2,bsize=32768,fsize=4096,density=16384 "
                             f"-s {os.path.getsize(self.raw)} {self.raw} {{tree}} >/dev/null")

    def _make_disc(self, options):
        self._fill_from_tree(f"genisoimage -quiet {options} -o {self.raw} {{tree}}")

    def _make_exfat(self):
        sh(f"mkfs.exfat {self.raw} >/dev/null")
        self._fill("mount.exfat-fuse {source} {place} >/dev/null 2>&1", self._write_tree)


@functools.cache
def image_of(bench, disks, name):
    return Image(bench, disks.scale, name)


def _mounts(bench, image):
    """{name: callable that mounts it}: ours and the peer's."""
    peers = {
        "xfs": ("kernel XFS on a loop device", lambda: bench.mount_kernel(image.raw, "kernel")),
        "btrfs": ("kernel Btrfs on a loop device", lambda: bench.mount_kernel(image.raw, "kernel")),
        "fat": ("fusefat", lambda: bench.mount_on_loop(
            "fusefat -o ro {source} {place} >/dev/null 2>&1", image.raw, "fusefat")),
        "exfat": ("exfat-fuse", lambda: bench.mount_on_loop(
            "mount.exfat-fuse -o ro {source} {place} >/dev/null 2>&1", image.raw, "exfat-fuse")),
    }
    name, mount = peers[image.name]
    return {OURS: lambda: bench.mount_ours(image.disk, "ours"), name: mount}


def _measure(bench, image, what, command, least):
    rounds = min(bench.rounds, 3) if image.name == "fat" else None  # fusefat takes half a minute to walk
    arguments = (f"{image.name}: {what}", _mounts(bench, image), command, f">= {least}", least, rounds)
    bench.on_one_mount(*arguments)
    bench.on_fresh_mounts(*arguments)


def sequential(name, least):
    def run(bench, disks):
        image = image_of(bench, disks, name)
        _measure(bench, image, f"dd of {image.large_bytes >> 20} MiB",
                 "dd if={place}/large.bin of=/dev/null bs=1M status=none", least)
    return run


def walk(name, least):
    def run(bench, disks):
        image = image_of(bench, disks, name)
        _measure(bench, image, f"find -printf %s over {image.tree_files} files",
                 "find {place}/tree -printf %s >/dev/null", least)
    return run


def tar(name, least):
    def run(bench, disks):
        image = image_of(bench, disks, name)
        _measure(bench, image, f"tar of {image.tar_files} small files", "tar -cf - -C {place} small | cat >/dev/null",
                 least)
    return run


def memory(name):
    def run(bench, disks):
        image = image_of(bench, disks, name)
        bench.memory_after_walk(f"{name}: ", image.disk, image.tree_files + image.tar_files)
    return run


def zstd(bench, disks):
    """Two readers at once, each of a file of its own that Btrfs compressed."""
    image = image_of(bench, disks, "btrfs")
    command = ("dd if={place}/zstd/one.log of=/dev/null bs=1M status=none & "
               "dd if={place}/zstd/two.log of=/dev/null bs=1M status=none & wait")
    bench.on_fresh_mounts(f"btrfs: two readers of {image.text_bytes >> 20} MiB of zstd each", _mounts(bench, image),
                          command, ">= 1", 1.0)


def checksums(bench, _disks):
    """Our checksums of sectors in memory, GB a second on one processor; OpenSSL's digests beside them."""
    sh("cmake --build build/release --target bench_checksums >/dev/null")
    lines = subprocess.run(["build/release/bench/bench_checksums", "--rounds", str(bench.rounds)], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    for name, ours, openssl in (line.split() for line in lines):
        beside = f" (OpenSSL {openssl})" if float(openssl) > 0 else ""
        bench.note(f"btrfs: {name} of sectors of 4 KiB, one processor", f"{ours} GB/s{beside}", ">= 1.5 GB/s",
                   float(ours) >= 1.5)


def _measures_of(name, driver, sequential_least, other_least):
    if driver and not have(driver):
        return {}
    return {f"{name}_sequential": sequential(name, sequential_least), f"{name}_walk": walk(name, other_least),
            f"{name}_tar": tar(name, other_least), f"{name}_memory": memory(name)}


MEMORY_TOOLS = {"hfsplus": "linux.uml", "ufs": "makefs", **{name: "genisoimage" for name in DISC_OPTIONS}}

MEASURES = {**_measures_of("xfs", None, 1.0, 0.7), **_measures_of("btrfs", None, 1.0, 0.7), "btrfs_zstd": zstd, "checksums": checksums,
            **_measures_of("fat", "fusefat", 4.0, 4.0), **_measures_of("exfat", "mount.exfat-fuse", 4.0, 4.0),
            **{f"{name}_memory": memory(name) for name, tool in MEMORY_TOOLS.items() if have(tool)}}
