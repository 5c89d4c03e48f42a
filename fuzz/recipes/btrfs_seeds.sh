#!/usr/bin/env bash
# Makes the seeds of fuzz_btrfs from file systems that the kernel has filled.
# usage: btrfs_seeds.sh (as root, from the project's folder)
set -eu
out="fuzz/seeds/btrfs"
mkdir -p "$out"
work=$(mktemp -d)
trap 'umount "$work/m" 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir "$work/m"

fill() {
  cd "$work/m"
  seq 1 20 >inline
  seq 1 3000 >text
  btrfs -q property set . compression "$1"
  seq 1 3000 >compressed
  ln text hard; ln -s text symbolic; mkfifo fifo
  setfattr -n user.a -v b text
  btrfs -q subvolume create sub >/dev/null
  seq 1 5 >sub/file
  btrfs -q subvolume snapshot sub snap >/dev/null
  truncate -s 100000 hole
  sync -f .
  seq 1 50 >logged; mv hard moved; rm inline
  sync logged
  cd - >/dev/null
}

# NAME MKFS-OPTIONS COMPRESSION DEVICES
make() {
  local name=$1 options=$2 kind=$3 count=$4 devices=""
  for i in $(seq "$count"); do
    rm -f "$work/$i"; truncate -s "${5:-16M}" "$work/$i"
    devices="$devices $(losetup --find --show "$work/$i")"
  done
  # shellcheck disable=SC2086  # lists of words
  mkfs.btrfs -q -f --nodesize 4096 $options $devices
  # shellcheck disable=SC2086
  mount -o "commit=300$(printf ',device=%s' $devices)" "$(echo $devices | cut -d' ' -f1)" "$work/m"
  fill "$kind"
  python3 fuzz/seeds/make_sparse_seed.py "$work/1" "$out/$name" 200000
  umount "$work/m"
  for device in $devices; do btrfs device scan --forget "$device" || true; losetup -d "$device"; done
}

make zstd "--mixed" zstd 1
make lzo "--mixed --csum xxhash -O ^no-holes" lzo 1
make zlib_dup "-m single -d single" zlib 1 120M
make raid5 "-m raid5 -d raid5" zlib 3 130M
ls -l "$out"
