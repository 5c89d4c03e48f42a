"""Running, timing, mounting and cleaning up for bench/run."""
import os
import re
import shutil
import statistics
import subprocess
import time

VIXMOUNT = os.path.abspath("build/release/bin/vixmount")


def packages(group):
    subprocess.run(["scripts/packages.sh", group], check=True)


def have(program):
    return shutil.which(program) is not None


def sh(command, **keywords):
    return subprocess.run(command, shell=True, check=True, **keywords)


def seconds(command):
    """Wall-clock seconds of a shell command whose output is thrown away by the command itself."""
    start = time.monotonic()
    subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def seconds_to_first_byte(*words):
    """From the start of a program (no shell in between) until the first byte of its output can be read."""
    reading, writing = os.pipe()
    start = time.monotonic()
    process = os.posix_spawnp(words[0], words, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)])
    os.close(writing)
    byte = os.read(reading, 1)
    took = time.monotonic() - start
    os.close(reading)
    os.waitpid(process, 0)
    if not byte:
        raise RuntimeError(f"{' '.join(words)} printed nothing")
    return took


class Bench:
    def __init__(self, folder, rounds):
        self.folder = os.path.abspath(folder)
        self.rounds = rounds
        self.vixmount = os.path.abspath("build/release/bin/vixmount")
        self.table = []  # (what, ours, peer name, peer, ratio text, wanted, met)
        self.undo = []
        self.daemons = []
        os.makedirs(self.folder, exist_ok=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def new_folder(self, name):
        path = self.path(name)
        os.makedirs(path, exist_ok=True)
        return path

    # ---- mounts --------------------------------------------------------------------------------------------
    def mount_kernel(self, image, name):
        """The kernel's own file system on a loop device."""
        place = self.new_folder(name)
        sh(f"mount -o loop,ro {image} {place}")
        self.undo.append(place)
        return place

    def mount_ours(self, disk, name):
        place = self.new_folder(name)
        sh(f"{self.vixmount} mount -a {disk} --volume 1 {place} >/dev/null")
        self.undo.append(place)
        return place

    def mount_ntfs_3g(self, image, name):
        place = self.new_folder(name)
        sh(f"ntfs-3g -o ro {image} {place}")
        self.undo.append(place)
        return place

    def mount_ntfs_3g_on_loop(self, image, name):
        return self.mount_on_loop("ntfs-3g -o ro {source} {place}", image, name)

    def mount_on_loop(self, command, image, name, writable=False):
        """A FUSE driver, on a loop device: `command` with {source} and {place}."""
        access = [] if writable else ["--read-only"]
        device = subprocess.run(["losetup", "--find", "--show", *access, image], check=True, capture_output=True,
                                text=True).stdout.strip()
        place = self.new_folder(name)
        try:
            sh(command.format(source=device, place=place))
        finally:
            sh(f"losetup --detach {device}")  # lazily: when the driver closes it
        self.undo.append(place)
        return place

    def export_by_storage_daemon(self, disk, name):
        """The raw disk as a file, by QEMU's FUSE export; its process ends with the bench."""
        export = self.path(name)
        open(export, "w").close()
        daemon = subprocess.Popen(
            ["qemu-storage-daemon", "--blockdev", f"driver=file,node-name=f,filename={disk},read-only=on",
             "--blockdev", "driver=vmdk,node-name=d,file=f,read-only=on",
             "--export", f"type=fuse,id=e,node-name=d,mountpoint={export},writable=off"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.daemons.append(daemon)
        while os.path.getsize(export) == 0:
            time.sleep(0.001)
        return export

    def mount_vmdkmount(self, disk, name):
        place = self.new_folder(name)
        sh(f"vmdkmount {disk} {place} >/dev/null")
        self.undo.append(place)
        return os.path.join(place, "vmdk1")

    def stop_daemons(self):
        for daemon in self.daemons:
            daemon.terminate()
            daemon.wait()
        self.daemons = []

    def unmount(self, place):
        for _ in range(50):  # an indexer or a test beside may look into it
            if subprocess.run(["umount", place], check=False, stderr=subprocess.DEVNULL).returncode == 0:
                break
            time.sleep(0.1)
        else:
            sh(f"umount {place}")
        self.undo.remove(place)

    def clean_up(self):
        for place in reversed(self.undo):
            subprocess.run(["umount", "-l", place], check=False)
        self.undo = []
        self.stop_daemons()

    # ---- timing --------------------------------------------------------------------------------------------
    def interleave(self, contenders, rounds=None):
        """{name: callable that returns seconds} -> {name: [seconds]}; one uncounted round first."""
        times = {name: [] for name in contenders}
        for number in range((rounds or self.rounds) + 1):
            for name, run in contenders.items():
                took = run()
                if number > 0:
                    times[name].append(took)
        return times

    def on_one_mount(self, what, mounts, command, wanted, least, rounds=None):
        """A command on mounts, each made once: the kernel's caches above the file systems are warm on all sides.
        mounts: {name: callable that returns the mount point}, ours first; {place} in the command stands for it."""
        places = {name: mount() for name, mount in mounts.items()}
        times = self.interleave({name: lambda place=place: seconds(command.format(place=place))
                                 for name, place in places.items()}, rounds)
        for place in places.values():
            self.unmount(place)
        self.report(f"{what}, repeated on one mount", times, next(iter(mounts)), wanted, least)

    def on_fresh_mounts(self, what, mounts, command, wanted, least, rounds=None):
        """The same with a mount for each run: only the host's page cache of the images is warm."""
        def run(mount):
            place = mount()
            took = seconds(command.format(place=place))
            self.unmount(place)
            return took
        times = self.interleave({name: lambda mount=mount: run(mount) for name, mount in mounts.items()}, rounds)
        self.report(f"{what}, on a fresh mount", times, next(iter(mounts)), wanted, least)

    def worker_memory(self):
        """(resident now, most ever) in KiB of the largest worker of this build; (0, 0) without one."""
        largest = (0, 0)
        programs = os.path.abspath("build/release") + "/"
        for process in filter(str.isdigit, os.listdir("/proc")):
            try:
                program = os.readlink(f"/proc/{process}/exe")
                with open(f"/proc/{process}/status") as status:
                    fields = dict(re.findall(r"(VmRSS|VmHWM):\s+(\d+) kB", status.read()))
            except OSError:  # it has ended
                continue
            if program.startswith(programs) and program.endswith("/vixmount-worker") and fields:
                largest = max(largest, (int(fields["VmRSS"]), int(fields["VmHWM"])))
        return largest

    def memory_after_walk(self, what, disk, files):
        """Memory of the worker after a walk with attributes over all files of our mount of `disk`."""
        place = self.mount_ours(disk, "ours")
        sh(f"find {place} -printf %s >/dev/null")
        now, most = self.worker_memory()
        self.unmount(place)
        self.note(f"{what}memory of the worker after a walk of {files} files",
                  f"{now / 1024:.1f} MiB (at most {most / 1024:.1f})", "< 64 MiB", 0 < most < 64 * 1024)

    def report(self, what, times, ours, wanted, faster_than=1.0):
        """Prints medians; the ratio is peer/ours (above 1: we are faster) against the fastest peer."""
        medians = {name: statistics.median(values) for name, values in times.items()}
        print(f"\n{what}")
        for name, values in sorted(times.items(), key=lambda item: medians[item[0]]):
            print(f"  {name:<34} {medians[name] * 1000:10.1f} ms   (min {min(values) * 1000:.1f}, "
                  f"max {max(values) * 1000:.1f})")
        peers = {name: value for name, value in medians.items() if name != ours}
        if not peers:
            return
        best = min(peers, key=peers.get)
        ratio = peers[best] / medians[ours]
        met = ratio >= faster_than
        print(f"  speed against {best}: {ratio:.2f}   wanted: {wanted}   {'met' if met else 'NOT MET'}")
        self.table.append((what, best, f"{ratio:.2f}", wanted, "met" if met else "NOT MET"))

    def note(self, what, value, wanted, met):
        print(f"\n{what}\n  {value}   wanted: {wanted}   {'met' if met else 'NOT MET'}")
        self.table.append((what, "-", value, wanted, "met" if met else "NOT MET"))

    def print_summary(self):
        print("\n| measure | against | ratio or value | wanted | |")
        print("|---|---|---|---|---|")
        for row in self.table:
            print("| " + " | ".join(row) + " |")
