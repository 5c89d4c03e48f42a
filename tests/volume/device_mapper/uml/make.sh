#!/usr/bin/env bash
# Makes disks with thin pools, old snapshots, caches and writecaches in user-mode-linux, and the answers of a second
# kernel that assembles copies of them.
#
# usage: make.sh          in the folder to fill
# Leaves, for each of clean and cut (the machine lost its power):
#   MODE/{thin,snapshot,slow,fast}.img   the disks
#   MODE/tables     dmsetup table, with the disks as thin: snapshot: slow: fast: instead of numbers
#   MODE/sums       NAME BYTES SHA256 of each volume ("unreadable" where the kernel has none)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
run="$here/../../../support/uml/run.sh"

for mode in clean cut; do
  mkdir $mode
  disks=($mode/thin.img $mode/snapshot.img $mode/slow.img $mode/fast.img)
  truncate -s 200M "${disks[0]}" "${disks[1]}" "${disks[2]}"
  truncate -s 64M "${disks[3]}"
  echo $mode >$mode/mode
  "$run" $mode "$here/fill.sh" "${disks[@]}" >$mode/fill.log 2>&1 || { cat $mode/fill.log; exit 1; }
  mkdir $mode/copies
  for disk in "${disks[@]}"; do cp --sparse=always "$disk" $mode/copies/; done
  "$run" $mode "$here/look.sh" $mode/copies/{thin,snapshot,slow,fast}.img >$mode/look.log 2>&1 ||
    { cat $mode/look.log; exit 1; }
  rm -r $mode/copies
done
