"""What bench/run measures on NTFS, with ntfs-3g, The Sleuth Kit and 7-Zip beside it."""
import functools
import os
import shutil

from disks import make_chain, write_tree
from tools import have, seconds, seconds_to_first_byte, sh

OURS = "vixmount mount"


class NtfsDisks:
    """An NTFS volume with a 1 GiB file, 80,000 files in a tree, 20,000 small files and a compressed file of text; as a
    raw image and as a VMDK chain of three links. The largest part is filled through ntfs-3g, once."""

    def __init__(self, bench, scale):
        self.bench = bench
        self.raw = bench.path(f"ntfs-{scale}.raw")
        self.base = bench.path(f"ntfs-{scale}-0.vmdk")
        self.chain = bench.path(f"ntfs-{scale}-2.vmdk")
        self.large_bytes = (1 << 30) // scale
        self.text_bytes = (256 << 20) // scale
        self.tree_files = 80000 // scale
        self.tar_files = 20000 // scale
        if not os.path.exists(self.chain):
            self._make(scale)

    def _make(self, scale):
        print("making the NTFS disk (once)", flush=True)
        size = self.large_bytes + self.text_bytes + (self.tree_files + self.tar_files) * 12000 + (256 << 20)
        sh(f"rm -f {self.raw} && truncate -s {size >> 20}M {self.raw} && mkntfs -q -F -Q {self.raw} >/dev/null 2>&1")
        place = self.bench.new_folder("ntfs-making")
        sh(f"ntfs-3g -o compression {self.raw} {place}")
        try:
            self._fill(place)
        finally:
            sh(f"umount {place}")
        make_chain(self.bench, self.raw, f"ntfs-{scale}")

    def _fill(self, place):
        write_tree(place, self.large_bytes, self.tree_files, self.tar_files)
        folder = os.path.join(place, "compressed")
        os.mkdir(folder)
        os.setxattr(folder, "system.ntfs_attrib_be", bytes.fromhex("00000800"))
        line = "{} GET /index.php?id={} HTTP/1.1 200 {} Mozilla/5.0 (X11; Linux x86_64)\n"
        with open(os.path.join(folder, "access.log"), "w") as out:
            written = number = 0
            while written < self.text_bytes:
                text = "".join(line.format(k * 7919, k * k % 99991, k % 4096) for k in range(number, number + 10000))
                out.write(text)
                written += len(text)
                number += 10000


@functools.cache
def disks_of(bench, disks):
    return NtfsDisks(bench, disks.scale)


def _peers(bench, ntfs, with_chains):
    """{name: callable that mounts it}: the same volume through ntfs-3g."""
    peers = {"ntfs-3g on a loop device": lambda: bench.mount_ntfs_3g_on_loop(ntfs.raw, "ntfs-3g-loop")}
    if with_chains and have("qemu-storage-daemon"):
        export = bench.export_by_storage_daemon(ntfs.chain, "export.raw")
        peers["ntfs-3g on qemu-storage-daemon"] = lambda: bench.mount_ntfs_3g(export, "ntfs-3g-qemu")
    if with_chains and have("vmdkmount"):
        flat = bench.mount_vmdkmount(ntfs.base, "vmdkmount")
        peers["ntfs-3g on vmdkmount (base link)"] = lambda: bench.mount_ntfs_3g(flat, "ntfs-3g-vmdkmount")
    return peers


def _mounts(bench, ntfs, with_chains=False):
    return {OURS: lambda: bench.mount_ours(ntfs.chain, "ours")} | _peers(bench, ntfs, with_chains)


def sequential(bench, disks):
    """A large file through the mount, dd bs=1M, and our own ext4 figure in the same run."""
    ntfs = disks_of(bench, disks)
    command = "dd if={place}/large.bin of=/dev/null bs=1M status=none"
    what = f"NTFS: dd of {ntfs.large_bytes >> 20} MiB"
    bench.on_fresh_mounts(what, _mounts(bench, ntfs, with_chains=True), command, ">= 4", 4.0)
    bench.clean_up()
    bench.on_one_mount(what, _mounts(bench, ntfs), command, ">= 4", 4.0)
    ours = {OURS: bench.mount_ours(ntfs.chain, "ours"), "vixmount mount of ext4": bench.mount_ours(disks.chain, "ext4")}
    times = bench.interleave({name: lambda place=place: seconds(command.format(place=place))
                              for name, place in ours.items()})
    bench.clean_up()
    bench.report(f"{what}, against our ext4", times, OURS, ">= 0.9", 0.9)


def _both(bench, ntfs, what, command):
    bench.on_one_mount(f"NTFS: {what}", _mounts(bench, ntfs), command, ">= 3", 3.0)
    bench.on_fresh_mounts(f"NTFS: {what}", _mounts(bench, ntfs), command, ">= 3", 3.0)


def walk(bench, disks):
    """find -printf %s over the whole tree."""
    ntfs = disks_of(bench, disks)
    _both(bench, ntfs, f"find -printf %s over {ntfs.tree_files} files", "find {place}/tree -printf %s >/dev/null")


def tar(bench, disks):
    """tar of many small files through the mount."""
    ntfs = disks_of(bench, disks)
    _both(bench, ntfs, f"tar of {ntfs.tar_files} small files", "tar -cf - -C {place} small | cat >/dev/null")


def listing(bench, disks):
    """`vixmount ls -lR --json` of the whole volume beside 7-Zip's listing of it."""
    ntfs = disks_of(bench, disks)
    contenders = {"vixmount ls -lR --json":
                  lambda: seconds(f"{bench.vixmount} ls -lR --json -a {ntfs.chain} --volume 1 /")}
    if have("7zz"):
        contenders["7zz l -slt"] = lambda: seconds(f"7zz l -slt {ntfs.raw}")
        contenders["7zz l"] = lambda: seconds(f"7zz l {ntfs.raw}")
    bench.report(f"NTFS: listing of {ntfs.tree_files + ntfs.tar_files} files", bench.interleave(contenders),
                 "vixmount ls -lR --json", ">= 1", 1.0)


def first_byte(bench, disks):
    """Process start to the first byte of a named small file."""
    ntfs = disks_of(bench, disks)
    contenders = {"vixmount cat": lambda: seconds_to_first_byte(bench.vixmount, "cat", "-a", ntfs.chain, "--volume",
                                                                "1", "/etc/hosts"),
                  "ntfscat (raw image)": lambda: seconds_to_first_byte("ntfscat", ntfs.raw, "/etc/hosts")}
    if have("fcat"):
        contenders["sleuthkit fcat (base link alone)"] = \
            lambda: seconds_to_first_byte("fcat", "-i", "vmdk", "-f", "ntfs", "/etc/hosts", ntfs.base)

    def through_mount():
        place = bench.new_folder("ntfs-3g-first")
        took = seconds(f"ntfs-3g -o ro {ntfs.raw} {place} && cat {place}/etc/hosts")
        sh(f"umount {place}")
        return took
    contenders["ntfs-3g (raw image)"] = through_mount
    bench.report("NTFS: process start to the first byte", bench.interleave(contenders), "vixmount cat", ">= 4", 4.0)


def compressed(bench, disks):
    """A file that NTFS compressed (LZNT1), through the mounts: on one core, and on all."""
    ntfs = disks_of(bench, disks)
    command = "dd if={place}/compressed/access.log of=/dev/null bs=1M status=none"
    what = f"NTFS: dd of {ntfs.text_bytes >> 20} MiB, LZNT1"
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})  # mounts and commands inherit it
    try:
        bench.on_fresh_mounts(f"{what}, one core", _mounts(bench, ntfs), command, ">= 1", 1.0)
    finally:
        os.sched_setaffinity(0, allowed)
    bench.on_fresh_mounts(f"{what}, {len(allowed)} cores", _mounts(bench, ntfs), command, ">= 1.8", 1.8)


def memory(bench, disks):
    """Memory of the worker after a walk with attributes over all files."""
    ntfs = disks_of(bench, disks)
    bench.memory_after_walk("NTFS: ", ntfs.chain, ntfs.tree_files + ntfs.tar_files)


MEASURES = {f"ntfs_{name}": measure for name, measure in {
    "sequential": sequential, "walk": walk, "tar": tar, "listing": listing, "first_byte": first_byte,
    "compressed": compressed, "memory": memory}.items()} if shutil.which("ntfs-3g") else {}
