# Runs inside user-mode-linux for bench/filesystems.py: Linux's own hfsplus copies the folder `hfsplus-tree` into
# /dev/ubda. Working folder: the bench's.
# shellcheck shell=bash

modprobe -q hfsplus || true
place=$(mktemp -d)
mount -t hfsplus /dev/ubda "$place"
cp -r hfsplus-tree/. "$place"
umount "$place"
