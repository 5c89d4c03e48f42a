# Runs inside user-mode-linux for bench/filesystems.py: Linux's own vfat copies the folder `fat-tree` into /dev/ubda.
# Working folder: the bench's.
# shellcheck shell=bash

for module in nls_cp437 nls_iso8859-1 nls_utf8 vfat; do modprobe -q $module || true; done
place=$(mktemp -d)
mount -t vfat -o utf8 /dev/ubda "$place"
cp -r fat-tree/. "$place"
umount "$place"
