#!/bin/sh
# Makes the seeds: tiny ext images with many features, filled from a small folder. Needs e2fsprogs.
set -eu
here=$(cd "$(dirname "$0")/../seeds/ext" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/d/e"
printf 'short' > "$tree/short"
head -c 150 /dev/zero | tr '\0' 'i' > "$tree/medium"
head -c 6000 /dev/zero | tr '\0' 'b' > "$tree/blocks"
truncate -s 100000 "$tree/sparse"
printf 'end' >> "$tree/sparse"
ln -s short "$tree/fast"
ln -s "$(printf 'x%.0s' $(seq 100))" "$tree/slow"
mkfifo "$tree/fifo"
for i in $(seq 40); do : > "$tree/d/a name of some length that fills blocks soon, number $i"; done
setfattr -n user.small -v value "$tree/short"
setfattr -n user.large -v "$(printf 'v%.0s' $(seq 300))" "$tree/medium"

make() { # name, size in KiB, options
  truncate -s 0 "$here/$1"
  truncate -s "$2K" "$here/$1"
  options=$3
  # shellcheck disable=SC2086
  mke2fs -q -F -b 1024 -N 64 -m 0 -U 11111111-2222-3333-4444-555555555555 \
    -E root_owner=0:0,hash_seed=11111111-2222-3333-4444-555555555555 $options \
    -d "$tree" "$here/$1"
  e2fsck -fyD "$here/$1" > /dev/null || test $? -le 1
}
make ext2 96 "-t ext2 -I 128"
make ext2-revision-0 96 "-t ext2 -O none -r 0"
make ext4-extents 128 "-t ext4 -O ^has_journal,^resize_inode"
make ext4-inline 128 "-t ext4 -O ^has_journal,^resize_inode,inline_data -I 512"
make ext4-ea-inode 160 "-t ext4 -O ^has_journal,^resize_inode,ea_inode,large_dir,casefold"
make ext4-meta-bg 128 "-t ext4 -O ^has_journal,^resize_inode,meta_bg,^metadata_csum,uninit_bg,sparse_super2"
make ext4-bigalloc 256 "-t ext4 -O ^has_journal,^resize_inode,bigalloc -C 4096"
