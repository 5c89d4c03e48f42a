"""What bench/run measures, each as its issue asks for it."""
import os
import subprocess
import time

from codec_measure import codecs
from tools import have, seconds, seconds_to_first_byte, sh


def first_byte(bench, disks):
    """Process start to the first byte of a named small file in a chain of three links."""
    contenders = {"vixmount cat": lambda: seconds_to_first_byte(
        bench.vixmount, "cat", "-a", disks.chain, "--volume", "1", "/etc/hosts")}
    export, place = bench.path("export.raw"), bench.new_folder("export-mount")

    def through_storage_daemon(mount, unmount):
        def run():
            open(export, "w").close()
            start = time.monotonic()
            daemon = subprocess.Popen(
                ["qemu-storage-daemon", "--blockdev", f"driver=file,node-name=f,filename={disks.chain}",
                 "--blockdev", "driver=vmdk,node-name=d,file=f",
                 "--export", f"type=fuse,id=e,node-name=d,mountpoint={export},writable=off"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                while os.path.getsize(export) == 0:
                    time.sleep(0.001)
                sh(mount)
                with open(os.path.join(place, "etc/hosts"), "rb") as file:
                    file.read(1)
                return time.monotonic() - start
            finally:
                sh(unmount)
                daemon.terminate()
                daemon.wait()
        return run

    if have("qemu-storage-daemon"):
        contenders["qemu-storage-daemon + loop mount"] = through_storage_daemon(
            f"mount -o loop,ro,noload {export} {place}", f"umount {place}")
        if have("fuse2fs"):
            contenders["qemu-storage-daemon + fuse2fs"] = through_storage_daemon(
                f"fuse2fs -o ro,norecovery {export} {place}", f"umount {place}")
    if have("fcat"):
        base = bench.path(f"disk-{disks.scale}-0.vmdk")  # sleuthkit does not follow a chain: its base alone
        contenders["sleuthkit fcat (base link alone)"] = lambda: seconds_to_first_byte(
            "fcat", "-i", "vmdk", "-f", "ext4", "/etc/hosts", base)
    if have("vmdkmount"):
        mounted = bench.new_folder("vmdkmount")
        base = bench.path(f"disk-{disks.scale}-0.vmdk")

        def through_vmdkmount():
            start = time.monotonic()
            sh(f"vmdkmount {base} {mounted} >/dev/null")
            try:
                sh(f"fcat -f ext4 /etc/hosts {mounted}/vmdk1 >/dev/null")
                return time.monotonic() - start
            finally:
                sh(f"umount {mounted}")
        contenders["vmdkmount + fcat (base link alone)"] = through_vmdkmount
    if have("guestmount"):
        guest = bench.new_folder("guestmount")

        def through_guestmount():
            start = time.monotonic()
            sh(f"guestmount --ro -a {disks.chain} -m /dev/sda {guest}")
            try:
                with open(os.path.join(guest, "etc/hosts"), "rb") as file:
                    file.read(1)
                return time.monotonic() - start
            finally:
                sh(f"guestunmount {guest}")
        contenders["guestmount"] = through_guestmount
    bench.report("process start to the first byte", bench.interleave(contenders), "vixmount cat", ">= 4", 4.0)


def _on_mounts(bench, disks, what, command, wanted, least):
    """A command on our mount and on the kernel's, repeated and on fresh mounts."""
    mounts = {"vixmount mount": lambda: bench.mount_ours(disks.chain, "ours"),
              "kernel ext4 on a loop device": lambda: bench.mount_kernel(disks.raw, "kernel")}
    bench.on_one_mount(what, mounts, command, wanted, least)
    bench.on_fresh_mounts(what, mounts, command, wanted, least)


def sequential(bench, disks):
    """A large file through the mount, dd bs=1M."""
    _on_mounts(bench, disks, f"dd of {disks.large_bytes >> 20} MiB", "dd if={place}/large.bin of=/dev/null bs=1M status=none",
               ">= 1", 1.0)


def cat(bench, disks):
    """`vixmount cat` to a pipe beside `cat` of a flat file with the same bytes."""
    contenders = {
        "vixmount cat": lambda: seconds(f"{bench.vixmount} cat -a {disks.chain} --volume 1 /large.bin | cat >/dev/null"),
        "cat of a flat file": lambda: seconds(f"cat {disks.flat_file} | cat >/dev/null"),
    }
    bench.report(f"cat of {disks.large_bytes >> 20} MiB to a pipe", bench.interleave(contenders), "vixmount cat",
                 ">= 0.8", 0.8)


def walk(bench, disks):
    """find -printf %s over the whole tree."""
    _on_mounts(bench, disks, f"find -printf %s over {disks.tree_files} files", "find {place}/tree -printf %s >/dev/null",
               ">= 0.7", 0.7)


def listing(bench, disks):
    """`vixmount ls -lR --json` beside find on the kernel's mount."""
    kernel = bench.mount_kernel(disks.raw, "kernel")
    contenders = {
        "vixmount ls -lR --json": lambda: seconds(f"{bench.vixmount} ls -lR --json -a {disks.chain} --volume 1 /tree"),
        "find on the kernel's mount": lambda: seconds(f"find {kernel}/tree -printf %s"),
    }
    repeated = bench.interleave(contenders)
    bench.unmount(kernel)

    def fresh():
        place = bench.mount_kernel(disks.raw, "kernel")
        took = seconds(f"find {place}/tree -printf %s")
        bench.unmount(place)
        return took
    contenders["find on the kernel's mount"] = fresh
    first = bench.interleave(contenders)
    what = f"listing of {disks.tree_files} files"
    bench.report(f"{what}, kernel's mount repeated", repeated, "vixmount ls -lR --json", ">= 2", 2.0)
    bench.report(f"{what}, kernel's mount fresh", first, "vixmount ls -lR --json", ">= 2", 2.0)


def tar(bench, disks):
    """tar of many small files through the mount."""
    _on_mounts(bench, disks, f"tar of {disks.tar_files} small files", "tar -cf - -C {place} small | cat >/dev/null",
               ">= 0.7", 0.7)


def memory(bench, disks):
    """Memory of the worker after a walk with attributes over all files."""
    bench.memory_after_walk("", disks.chain, disks.tree_files + disks.tar_files)


def open_(bench, disks):
    """A 2 TiB sparse disk opens as fast as a small one."""
    times = bench.interleave({
        "2 TiB sparse": lambda: seconds(f"{bench.vixmount} info -a {disks.sparse}"),
        "1 GiB sparse": lambda: seconds(f"{bench.vixmount} info -a {disks.small_sparse}"),
    })
    bench.report("opening a sparse disk", times, "2 TiB sparse", "about 1", 0.8)


MEASURES = {"first_byte": first_byte, "sequential": sequential, "cat": cat, "walk": walk, "listing": listing,
            "tar": tar, "memory": memory, "open": open_,
            "codecs": codecs}
