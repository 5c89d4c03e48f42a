#!/usr/bin/env bash
# Makes FAT images of many shapes in the current folder (NAME.img) and what Linux's vfat finds in
# copies of them (NAME.tsv). One kernel fills them, a second one reads.
#
# A line: kind, permissions, size, blocks of 512 bytes, times of modification, access and birth, path; for
# files a line "sum SHA256 path" as well, and "statfs" with the size of a cluster, clusters and free ones.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)

# name|size|options of mkfs.fat
shapes="
fat12_floppy|1440K|-F 12 -n FLOPPY
fat12_s8|8M|-F 12 -s 8 -f 1
fat12_s128|64M|-F 12 -s 128 -S 512
fat16_s1|16M|-F 16 -s 1 -r 1024
fat16_s128|300M|-F 16 -s 128 -n SIXTEEN
fat16_sectors_2048|40M|-F 16 -S 2048 -s 2 -f 1
fat16_atari|10M|-A
fat32_s1|40M|-F 32 -s 1 -R 64 -h 2048
fat32_s8|300M|-F 32 -s 8 -n THIRTYTWO
fat32_s128|300M|-F 32 -s 128
fat32_sectors_4096|300M|-F 32 -S 4096 -s 1 -b 6
fat32_small|4M|-F 32 -s 1
"
names=()
disks=()
while IFS='|' read -r name size options; do
  [ -n "$name" ] || continue
  truncate -s "$size" "$name.img"
  # shellcheck disable=SC2086  # a list of words
  mkfs.fat --invariant $options "$name.img" >/dev/null
  names+=("$name")
  disks+=("$name.img")
done <<<"$shapes"
printf '%s\n' "${names[@]}" >names
cp "$here/fill.sh" "$here/manifest.sh" "$here/mount.sh" .
python3 "$here/make_tree.py" .
"$project/tests/support/uml/run.sh" . ./fill.sh "${disks[@]}"
mkdir copies
cp --sparse=always "${disks[@]}" copies/
"$project/tests/support/uml/run.sh" . ./manifest.sh "${disks[@]/#/copies/}"
rm -r copies first second
