#!/usr/bin/env bash
# Makes a disk with qemu-img and has the Python client read it. Exit status 77: skipped.
# usage: ctypes_test.sh LIBRARY
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
for program in python3 qemu-img; do
  type -P "$program" >/dev/null || { echo "skipped: needs $program"; exit 77; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
head -c 9000000 /dev/urandom >"$folder/disk.raw"
truncate -s 20M "$folder/disk.raw"
qemu-img convert -O vmdk -o subformat=streamOptimized "$folder/disk.raw" "$folder/disk.vmdk"
python3 "$here/ctypes_client.py" "$1" "$folder/disk.vmdk" "$folder/disk.raw"
