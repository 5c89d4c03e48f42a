#!/usr/bin/env bash
# The names under which clients look for the libraries, and the folder they are pointed at.
# usage: links_test.sh BUILD_FOLDER
set -euo pipefail
cd "$1"
disk=$(readlink -f lib64/libvixDiskLib.so.8.0.3)
for name in libvixDiskLib.so libvixDiskLib.so.6 libvixDiskLib.so.7 libvixDiskLib.so.8 libvixDiskLib.so.9; do
  [ "$(readlink -f "lib64/$name")" = "$disk" ] || { echo "lib64/$name leads elsewhere" >&2; exit 1; }
done
mount=$(readlink -f lib64/libvixMntapi.so.1.1.0)
for name in libvixMntapi.so libvixMntapi.so.1; do
  [ "$(readlink -f "lib64/$name")" = "$mount" ] || { echo "lib64/$name leads elsewhere" >&2; exit 1; }
done
for header in vixDiskLib.h vixMntapi.h vm_basic_types.h; do
  [ -f "include/$header" ] || { echo "include/$header is missing" >&2; exit 1; }
done
echo "ok"
