#!/usr/bin/env bash
# Makes fuzz/seeds/{mbr,gpt,fs_signatures} with the partitioning and mkfs tools that are installed.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p mbr gpt fs_signatures

# seed TARGET NAME SIZE COMMAND: COMMAND makes the image $F.
seed() {
  F="$work/$2"
  truncate -s "$3" "$F"
  if ! F="$F" bash -c "$4" >/dev/null 2>&1; then
    echo "left out: $1/$2" >&2
    return
  fi
  ./make_sparse_seed.py "$F" "$1/$2" 6144
  rm -f "$F"
}

seed mbr primary 8M 'printf "label: dos\n2048,2048,83,*\n4096,2048,82\n" | sfdisk $F'
seed mbr logical 32M 'printf "label: dos\n2048,2048,83\n8192,40000,f\n10240,2048,8e\n14336,2048,fd\n" | sfdisk $F'
seed mbr sectors_4096 32M 'printf "o\nn\np\n1\n256\n1279\nn\ne\n2\n2048\n6143\nn\nl\n2304\n3327\nw\n" | fdisk -b 4096 $F'
seed gpt small 8M 'printf "label: gpt\ntable-length: 4\n2048,2048\n4096,2048,swap\n" | sfdisk $F'
seed gpt hybrid 8M 'printf "label: gpt\n2048,2048\n4096,2048\n" | sfdisk $F && sgdisk -h 1:2 $F'
seed gpt sectors_4096 32M 'printf "g\nn\n1\n256\n1279\nw\n" | fdisk -b 4096 $F'
seed fs_signatures fat12 2M 'mkfs.fat -F 12 -n LABEL $F'
seed fs_signatures fat32 64M 'mkfs.fat -F 32 -n LABEL $F'
seed fs_signatures exfat 4M 'mkfs.exfat -L label $F'
seed fs_signatures ntfs 4M 'mkfs.ntfs -F -q -L label $F && dd if=/dev/zero of=$F bs=512 seek=1 count=15 conv=notrunc'
seed fs_signatures ext4 4M 'mkfs.ext4 -q -L label $F'
seed fs_signatures xfs 320M 'mkfs.xfs -q -L label $F'
seed fs_signatures btrfs 128M 'mkfs.btrfs -q -L label $F'
seed fs_signatures udf 4M 'mkudffs -l label -b 512 $F'
seed fs_signatures iso 0 'genisoimage -quiet -J -V LABEL -o $F /etc/hostname'
seed fs_signatures minix 2M 'mkfs.minix -3 $F'
seed fs_signatures swap 1M 'mkswap -L label $F'
seed fs_signatures f2fs 64M 'mkfs.f2fs -q -l label $F'
seed fs_signatures nilfs2 160M 'mkfs.nilfs2 -q -L label $F'
seed fs_signatures jfs 16M 'mkfs.jfs -q -L label $F'
seed fs_signatures reiserfs 64M 'mkfs.reiserfs -q -ff -l label $F'
