"""Decoders beside wimlib's, by the program bench/codecs."""
import os
import shutil
import subprocess


def codecs(bench, _disks):
    """XPRESS and LZX chunks of a program: MiB of content a second, on one thread and on two."""
    if subprocess.run(["cmake", "--build", "build/release", "--target", "bench_codecs"],
                      stdout=subprocess.DEVNULL, check=False).returncode != 0:
        print("\ncodecs: not measured, libwim-dev is not here")
        return
    content = bench.path("program")
    shutil.copyfile(os.path.join("build/release/libexec/vixmount-worker"), content)
    lines = subprocess.run(["build/release/bench/bench_codecs", "--rounds", str(bench.rounds), content],
                           check=True, capture_output=True, text=True).stdout.split("\n")
    on_one = {}
    for codec, threads, ours, peer in (line.split() for line in lines if line):
        ours, peer = float(ours), float(peer)
        ratio = ours / peer
        bench.note(f"{codec} on {threads} thread(s) against wimlib", f"{ours:.0f} to {peer:.0f} MiB/s: {ratio:.2f}",
                   ">= 1", ratio >= 1)
        if threads == "1":
            on_one[codec] = ours
        else:
            gain = ours / on_one[codec]
            bench.note(f"{codec}: two threads against one", f"{gain:.2f}", ">= 1.8", gain >= 1.8)
