#!/usr/bin/env python3
"""Makes fuzz/seeds/{fat,exfat} and fuzz/damaged/{fat,exfat}: small volumes, and one lie of the disk in each damaged
one. Needs dosfstools, mtools, exfatprogs, exfat-fuse and root (a loop device)."""
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

FUZZ = pathlib.Path(__file__).resolve().parent.parent
SECTOR = 512


def run(*command):
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)


def save(folder, name, image):
    """As fuzz/sparse_disk.hpp reads it."""
    (FUZZ / folder).mkdir(parents=True, exist_ok=True)
    out = bytearray(struct.pack("<I", len(image) // SECTOR))
    start = None
    for number in range(len(image) // SECTOR + 1):
        data = image[number * SECTOR:(number + 1) * SECTOR]
        if any(data):
            start = number if start is None else start
        elif start is not None:
            run_bytes = bytes(image[start * SECTOR:number * SECTOR]).rstrip(b"\0")
            out += struct.pack("<IH", start, len(run_bytes)) + run_bytes
            start = None
    (FUZZ / folder / name).write_bytes(out)


def put(image, offset, layout, *values):
    copy = bytearray(image)
    struct.pack_into("<" + layout, copy, offset, *values)
    return copy


def tree(folder):
    (folder / "dir/below").mkdir(parents=True)
    (folder / "A long name, and äöü.text").write_bytes(b"long")
    (folder / "SHORT.TXT").write_bytes(b"short")
    (folder / "dir/two clusters").write_bytes(b"x" * 700)
    (folder / "dir/below/empty").write_bytes(b"")


def fat(folder, name, size, *options):
    image = folder / name
    run("truncate", "-s", size, image)
    run("mkfs.fat", "--invariant", *options, image)
    for entry in sorted((folder / "tree").iterdir()):
        run("mcopy", "-s", "-i", image, entry, "::/")
    return bytearray(image.read_bytes())


def exfat(folder):
    image, point = folder / "exfat", folder / "mnt"
    point.mkdir()
    run("truncate", "-s", "1M", image)
    run("mkfs.exfat", "-L", "seed", "-c", "512", "-b", "4K", image)
    device = subprocess.run(["losetup", "--find", "--show", image], check=True, capture_output=True,
                            text=True).stdout.strip()
    try:
        run("mount.exfat-fuse", device, point)
        run("cp", "-r", f"{folder}/tree/.", point)
        run("umount", point)
    finally:
        run("losetup", "--detach", device)
    content = bytearray(image.read_bytes())
    content[12 * SECTOR:24 * SECTOR] = bytes(12 * SECTOR)  # the backup: half of the seed else
    return content


def find(image, what):
    at = image.find(what)
    if at < 0:
        sys.exit(f"no {what!r}")
    return at


def damaged_fat(image16, image32):
    def lie(name, image, offset, layout, *values):
        save("damaged/fat", name, put(image, offset, layout, *values))
    table = struct.unpack_from("<H", image16, 14)[0] * SECTOR
    entry = find(image16, b"SHORT   TXT")
    folder = find(image16, b"DIR        ")
    cluster = struct.unpack_from("<H", image16, folder + 26)[0]
    file_cluster = struct.unpack_from("<H", image16, entry + 26)[0]
    lie("no_sectors_in_cluster", image16, 13, "B", 0)
    lie("sector_size_0", image16, 11, "H", 0)
    lie("no_tables", image16, 16, "B", 0)
    lie("table_of_no_sectors", put(image16, 22, "H", 0), 36, "I", 0)
    lie("table_larger_than_volume", image16, 22, "H", 0xFFFF)
    lie("no_room_for_clusters", image16, 19, "H", 3)
    lie("sectors_beyond_the_end", image16, 19, "HBHHHII", 0, 0xF8, 1, 0, 0, 0, 0xFFFFFFFF)
    lie("root_of_65535_entries", image16, 17, "H", 0xFFFF)
    lie("chain_in_a_circle", put(image16, entry + 28, "I", 5000), table + 2 * file_cluster, "H", file_cluster)
    lie("chain_too_short", image16, entry + 28, "I", 5000)
    lie("file_larger_than_volume", image16, entry + 28, "I", 5_000_000)
    lie("chain_through_free_cluster", put(image16, entry + 28, "I", 5000), table + 2 * file_cluster, "H", 0)
    lie("chain_through_bad_cluster", put(image16, entry + 28, "I", 5000), table + 2 * file_cluster, "H", 0xFFF7)
    lie("file_of_cluster_1", image16, entry + 26, "H", 1)
    lie("directory_is_the_file", image16, folder + 26, "H", file_cluster)
    lie("directory_in_a_circle", image16, table + 2 * cluster, "H", cluster)
    lie("directory_of_cluster_0", image16, folder + 26, "H", 0)
    lie("long_name_order_63", image16, entry - 32, "B", 0x7F)
    lie("root_cluster_0", image32, 44, "I", 0)
    lie("active_table_15", image32, 40, "H", 0x8F)
    lie("version_1", image32, 42, "H", 1)


def damaged_exfat(image):
    def lie(name, offset, layout, *values):
        save("damaged/exfat", name, put(image, offset, layout, *values))
    upcase = find(image, b"\x82\0\0\0")
    bitmap = find(image, b"\x81\0\0\0")
    sets = [at for at in range(bitmap, len(image), 32) if image[at] == 0x85 and image[at + 32] == 0xC0]
    stream = sets[0] + 32
    lie("sectors_of_2_63", 108, "B", 63)
    lie("clusters_of_2_63", 109, "B", 63)
    lie("no_tables", 110, "B", 0)
    lie("no_clusters", 92, "I", 0)
    lie("table_in_boot_region", 80, "I", 1)
    lie("table_too_short", 84, "I", 1)
    lie("heap_in_table", 88, "I", 25)
    lie("root_cluster_0", 96, "I", 0)
    lie("volume_of_2_63_sectors", 72, "Q", 1 << 63)
    lie("upcase_of_2_63_bytes", upcase + 24, "Q", 1 << 63)
    lie("upcase_of_cluster_0", upcase + 20, "I", 0)
    lie("upcase_odd", upcase + 24, "Q", 5835)
    lie("bitmap_too_short", bitmap + 24, "Q", 1)
    lie("file_of_2_63_bytes", stream + 24, "Q", 1 << 63)
    lie("more_written_than_there", stream + 8, "Q", 1 << 40)
    lie("neighbours_behind_the_end", stream + 24, "Q", 1 << 21)
    lie("no_secondaries", sets[0] + 1, "B", 0)
    lie("secondaries_255", sets[0] + 1, "B", 255)
    lie("name_of_255", stream + 3, "B", 255)
    lie("unknown_primary", sets[0], "B", 0x99)
    lie("unknown_secondary", stream + 32, "B", 0xC9)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        tree(folder / "tree")
        save("seeds/fat", "fat12", fat(folder, "fat12", "64K", "-F", "12", "-s", "1", "-r", "16"))
        image16 = fat(folder, "fat16", "2300K", "-F", "16", "-s", "1", "-r", "16", "-f", "1")
        save("seeds/fat", "fat16", image16)
        image32 = fat(folder, "fat32", "34M", "-F", "32", "-s", "1", "-n", "SEED")
        save("seeds/fat", "fat32", image32)
        damaged_fat(image16, image32)
        image = exfat(folder)
        save("seeds/exfat", "exfat", image)
        damaged_exfat(image)


os.environ["MTOOLS_SKIP_CHECK"] = "1"
main()
