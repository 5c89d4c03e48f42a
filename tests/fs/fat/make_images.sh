#!/usr/bin/env bash
# Makes the FAT images that shapes.txt lists, in the current folder (NAME.img), and what Linux's vfat finds in
# copies of them (NAME.tsv). One kernel fills them, a second one reads.
#
# A line: kind, permissions, size, blocks of 512 bytes, times of modification, access and birth, path; for
# files a line "sum SHA256 path" as well, and "statfs" with the size of a cluster, clusters and free ones.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)

names=()
disks=()
while IFS='|' read -r name size options code_page; do
  [[ $name != '#'* ]] || continue
  truncate -s "$size" "$name.img"
  # shellcheck disable=SC2086  # a list of words
  mkfs.fat --invariant $options "$name.img" >/dev/null
  names+=("$name $code_page")
  disks+=("$name.img")
done <"$here/shapes.txt"
printf '%s\n' "${names[@]}" >names
cp "$here/fill.sh" "$here/manifest.sh" "$here/mount.sh" .
python3 "$here/make_tree.py" .
"$project/tests/support/uml/run.sh" . ./fill.sh "${disks[@]}"
mkdir copies
cp --sparse=always "${disks[@]}" copies/
"$project/tests/support/uml/run.sh" . ./manifest.sh "${disks[@]/#/copies/}"
rm -r copies first second
