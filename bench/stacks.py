"""What bench/run measures on volumes over many disks and on encrypted ones, beside a plain partition.

The stacks are made by a Linux kernel that runs as an ordinary program (user-mode-linux), once."""
import functools
import os
import re
import subprocess
import time

from tools import have, seconds, sh

PLAIN = "plain partition"
# Name: the letters of the disks that fill_stacks.sh makes it on.
STACKS = {"linear LV": "bc", "striped LV": "de", "MD raid0": "fg", "MD raid1": "hi", "MD raid10": "jk",
          "MD raid5": "lmn", "MD raid5, degraded": "ln", "LUKS2": "o"}


class StackDisks:
    """One ext4 file system with two large files of random bytes: on a GPT partition, and on each stack."""

    def __init__(self, bench, scale):
        self.bench = bench
        self.file_bytes = (512 << 20) // scale
        self.image = bench.path(f"stack-image-{scale}.raw")
        self.partition = bench.path(f"stack-partition-{scale}.raw")
        self.prefix = bench.path(f"stack-{scale}-")
        self.luks_key = bench.path("luks.key")
        if not os.path.exists(self.prefix + "done"):
            self._make()
            open(self.prefix + "done", "w").close()

    def disk(self, letter):
        return f"{self.prefix}{letter}.raw"

    def _make(self):
        print("making the disks of the stacks (once)", flush=True)
        tree = self.bench.new_folder("stack-tree")
        for name in ("one.bin", "two.bin"):
            sh(f"head -c {self.file_bytes} /dev/urandom > {tree}/{name}")
        mib = (2 * self.file_bytes >> 20) * 104 // 100 + 32
        sh(f"rm -f {self.image} && truncate -s {mib}M {self.image} && mke2fs -q -t ext4 -d {tree} {self.image}")
        sh(f"rm -rf {tree} && rm -f {self.partition} && truncate -s {mib + 2}M {self.partition} && "
           f"echo 'start=2048, size={mib * 2048}, type=linux' | sfdisk -q -X gpt {self.partition} && "
           f"dd if={self.image} of={self.partition} bs=1M seek=1 conv=notrunc,sparse status=none")
        shares = {"b": 0.6, "c": 0.6, "d": 0.55, "e": 0.55, "f": 0.55, "g": 0.55, "l": 0.55, "m": 0.55, "n": 0.55}
        for letter in "bcdefghijklmno":
            size = int(mib * shares.get(letter, 1.0)) + 128
            sh(f"rm -f {self.disk(letter)} && truncate -s {size}M {self.disk(letter)}")
        sh(f"printf secret > {self.luks_key} && cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 "
           f"--pbkdf-force-iterations 1000 --cipher aes-xts-plain64 --key-size 512 --sector-size 512 "
           f"--key-file {self.luks_key} {self.disk('o')}")
        disks = " ".join([self.image] + [self.disk(letter) for letter in "bcdefghijklmno"])
        sh(f"UML_TIMEOUT=1800 tests/support/uml/run.sh {self.bench.folder} bench/fill_stacks.sh {disks}")


@functools.cache
def disks_of(bench, disks):
    return StackDisks(bench, disks.scale)


def _mount(bench, stacks, name):
    """Mounts the volume with the large files of a stack."""
    place = bench.new_folder("stack-" + re.sub(r"[^a-z0-9]+", "-", name.lower()))
    names = [stacks.partition] if name == PLAIN else [stacks.disk(letter) for letter in STACKS[name]]
    words = " ".join(f"-a raw:{disk}" for disk in names)
    key = f"--key all:file:{stacks.luks_key}" if name == "LUKS2" else ""
    sh(f"{bench.vixmount} mount {words} {key} --volume 1 {place} >/dev/null")
    bench.undo.append(place)
    return place


def _against_plain(bench, disks, name, least):
    stacks = disks_of(bench, disks)
    command = "dd if={place}/one.bin of=/dev/null bs=1M status=none"

    def fresh(which):
        place = _mount(bench, stacks, which)
        took = seconds(command.format(place=place))
        bench.unmount(place)
        return took
    times = bench.interleave({which: lambda which=which: fresh(which) for which in (name, PLAIN)})
    wanted = f">= {least}" if least else "measured"
    bench.report(f"{name}: dd of {stacks.file_bytes >> 20} MiB, fresh mount, against the plain partition", times, name,
                 wanted, least)


def sequential(bench, disks):
    """Sequential reads from each stack beside the plain partition of the same run."""
    for name in ("linear LV", "striped LV", "MD raid0", "MD raid1", "MD raid10"):
        _against_plain(bench, disks, name, 0.9)
    _against_plain(bench, disks, "MD raid5", 0.8)
    _against_plain(bench, disks, "MD raid5, degraded", 0)


def openssl_speed():
    """Bytes a second of aes-256-xts on all processors, by the size of the pieces."""
    count = os.cpu_count()
    rates = {}
    for size in (512, 16384):
        output = subprocess.run(["openssl", "speed", "-multi", str(count), "-seconds", "1", "-bytes", str(size), "-evp",
                                 "aes-256-xts"], check=True, capture_output=True, text=True).stdout
        rates[size] = float(re.search(r"^(?:evp|AES-256-XTS)\s+([0-9.]+)k", output, re.M | re.I).group(1)) * 1000
    return rates


def _two_readers(bench, stacks, name):
    """Bytes a second of two dd at once, each of a file of its own, on a fresh mount."""
    place = _mount(bench, stacks, name)
    start = time.monotonic()
    readers = [subprocess.Popen(["dd", f"if={place}/{file}", "of=/dev/null", "bs=1M", "status=none"])
               for file in ("one.bin", "two.bin")]
    for reader in readers:
        reader.wait()
    took = time.monotonic() - start
    bench.unmount(place)
    return 2 * stacks.file_bytes / took


def encrypted(bench, disks):
    """Two readers of an encrypted volume beside `openssl speed` of its cipher on the same processors."""
    stacks = disks_of(bench, disks)
    rounds = [(_two_readers(bench, stacks, "LUKS2"), openssl_speed()) for _ in range(bench.rounds)]
    ours = sorted(rate for rate, _ in rounds)[len(rounds) // 2]
    for size in (512, 16384):
        openssl = sorted(rates[size] for _, rates in rounds)[len(rounds) // 2]
        bench.note(f"LUKS2 aes-xts, two readers, against openssl speed in pieces of {size} bytes",
                   f"{ours / openssl:.2f} ({ours / 1e9:.2f} GB/s, openssl {openssl / 1e9:.2f} GB/s)", ">= 0.7",
                   ours / openssl >= 0.7)


def discovery(bench, disks):
    """`vixmount volumes` of 32 disks with 8 volume groups of 40 logical volumes."""
    names = [bench.path(f"group-disk-{number}.raw") for number in range(32)]
    if not os.path.exists(bench.path("group-done")):
        print("making 8 volume groups on 32 disks (once)", flush=True)
        for name in names:
            sh(f"rm -f {name} && truncate -s 64M {name}")
        sh(f"UML_TIMEOUT=1800 tests/support/uml/run.sh {bench.folder} bench/fill_groups.sh")
        open(bench.path("group-done"), "w").close()
    words = " ".join(f"-a raw:{name}" for name in names)
    output = subprocess.run(f"{bench.vixmount} volumes --json {words}", shell=True, check=True, capture_output=True,
                            text=True).stdout
    found = output.count('"scheme":"lvm2"') or output.count('"scheme": "lvm2"')
    times = bench.interleave({"vixmount volumes": lambda: seconds(f"{bench.vixmount} volumes {words}")})
    took = sorted(times["vixmount volumes"])[bench.rounds // 2]
    bench.note("discovery of 32 disks with 8 volume groups of 40 logical volumes",
               f"{took * 1000:.0f} ms", "< 100 ms", took < 0.1 and found >= 320)


MEASURES = {f"stack_{name}": measure for name, measure in {
    "sequential": sequential, "encrypted": encrypted, "discovery": discovery}.items()} if have("linux.uml") else {}
