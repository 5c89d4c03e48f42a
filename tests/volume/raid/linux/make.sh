#!/usr/bin/env bash
# Makes true arrays of Linux in the current folder: all that arrays.txt names, on partitions of the disks 0.raw, 1.raw
# ..., and manifest.txt, which a second start of the kernel writes about copies of the disks.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
run=$here/../../../support/uml/run.sh
readonly most_partitions=15  # of a disk, in user-mode-linux
letters=(a b c d e f g h i j k l m n o p)

# arrays: the lines of arrays.txt, each with a number in front and the partitions of its members behind, with the disk
# and the sector where they begin (ubda1:0:2048). Members are partitions, since those need no call to be there.
next=0 number=0
: >arrays
while read -r name level members layout chunk sizes; do
  read -ra sizes <<<"$sizes"
  partitions=
  # Device mapper's arrays have a device in front of each member for what they remember.
  if [ "$level" = dm ]; then members=$((2 * members)); fi
  for ((i = 0; i < members; ++i)); do
    disk=$((next / most_partitions)) partition=$((next % most_partitions))
    begin=$(((partition + 1) * 2048))
    echo "start=$begin, size=$((${sizes[$i]:-1024} * 2))" >>"table.$disk"
    partitions+=" ubd${letters[$disk]}$((partition + 1)):$disk:$begin"
    next=$((next + 1))
  done
  echo "$number $name $level $layout $chunk$partitions" >>arrays
  number=$((number + 1))
done < <(sed 's/^#.*//; /^$/d' "$here/arrays.txt")

disks=()
for table in table.*; do
  disks+=("${table#table.}.raw")
done
readarray -t disks < <(printf '%s\n' "${disks[@]}" | sort -n)
for disk in "${disks[@]}"; do
  truncate -s $(((most_partitions + 2) << 20)) "$disk"
  sfdisk --quiet --label gpt "$disk" <"table.${disk%.raw}"
done
"$(dirname "$run")/pattern.pl" 16384 >pattern
UML_TIMEOUT=280 "$run" . "$here/make_arrays.sh" "${disks[@]}"

mkdir copies
cp --sparse=always "${disks[@]}" copies
UML_TIMEOUT=280 "$run" . "$here/hash_arrays.sh" "${disks[@]/#/copies/}"
rm -r copies pattern table.*
