#!/usr/bin/env bash
# Makes disks with thin pools, old snapshots, caches and writecaches in user-mode-linux, and the answers of a second
# kernel that assembles copies of them.
#
# usage: make.sh          in the folder to fill
# Leaves:
#   DISK.img     thin: group vt, snapshot: vs, slow and fast: vc, which was closed, slow2 and fast2: vx, the same as vc.
#                All but vc was in use when the machine lost its power.
#   tables       dmsetup table, with the disks as DISK: instead of numbers
#   sums         NAME BYTES SHA256 of each volume ("unreadable" where the kernel has none)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
run="$here/../../../support/uml/run.sh"
export UML_TIMEOUT=280  # machines with much to do

truncate -s 200M thin.img snapshot.img
truncate -s 64M slow.img fast.img slow2.img fast2.img
disks=(thin.img snapshot.img slow.img fast.img slow2.img fast2.img)
"$run" . "$here/fill.sh" "${disks[@]}" >fill.log 2>&1 || { cat fill.log; exit 1; }
mkdir copies
cp --sparse=always "${disks[@]}" copies/
"$run" . "$here/look.sh" "${disks[@]/#/copies/}" >look.log 2>&1 || { cat look.log; exit 1; }
rm -r copies
