#!/usr/bin/env bash
# Makes disks with LVM in user-mode-linux and the oracle's manifest of their volumes, in the current folder.
#
# usage: make.sh MAKER DISKS CASES
#   MAKER  a script of this folder (levels, stacks, ...) that makes the volumes, run inside
#   DISKS  how many disks of 64 MiB it gets: disk1, disk2 ...
#   CASES  lines "NAME DISK...": what a second start assembles and hashes; MAKER may add files to name here
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
uml=$here/../../../support/uml/run.sh
export UML_TIMEOUT=600

# In memory: LVM flushes its disks after each step.
out=$PWD
work=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
trap 'rm -rf "$work"' EXIT
cd "$work"
disks=()
for i in $(seq "$2"); do
  truncate -s 64M "disk$i"
  disks+=("disk$i")
done
"$(dirname "$uml")/pattern.pl" 49152 >pattern
bash "$uml" . "$here/$1.sh" "${disks[@]}" >make.log || { tail -n 30 make.log; exit 1; }
printf '%s\n' "$3" >cases
bash "$uml" . "$here/hash.sh" >hash.log || { tail -n 30 hash.log; exit 1; }
rm -f pattern
cp --sparse=always ./* "$out"
