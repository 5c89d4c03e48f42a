#!/usr/bin/env bash
# Makes a small Linux VM with plain partitions in a folder: a GPT disk with /boot (ext2), root (ext4) and swap, kept
# as a VMDK base with two snapshots on top, and the .vmx and .vmsd that name them. Needs no root.
# usage: make_plain_vm.sh FOLDER [SUBFORMAT of the base; default monolithicSparse]
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin
folder=$1
subformat=${2:-monolithicSparse}
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/vm_files.sh
. "$here/vm_files.sh"
# shellcheck source=scripts/linux_guest.sh
. "$here/linux_guest.sh"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$(mktemp -d "$folder/.making-XXXXXX")
trap 'rm -rf "$work"' EXIT

root_uuid=5c1e7f3a-9d42-4c0b-8f61-2ab0d7e4c901
boot_uuid=0f3c52d8-61be-4f2a-9f6e-7d0c3b1a8e02

make_raw_disk() {
  truncate -s 256M "$work/state.raw"
  sfdisk -q "$work/state.raw" <<TABLE
label: gpt
label-id: 1B6E2C44-5A07-4E9D-9C38-4D61B7F0A200
start=2048, size=32768, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, name="boot"
start=34816, size=409600, type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, name="root"
start=444416, size=65536, type=0657FD6D-A4AB-43C4-84E5-0933C84B4F4F, name="swap"
TABLE
  mke2fs -q -t ext2 -U $boot_uuid -L boot -d "$work/boot" "$work/boot.ext2" 16M
  mke2fs -q -t ext4 -U $root_uuid -L root -E root_owner=0:0 -d "$work/root" "$work/root.ext4" 200M
  truncate -s 32M "$work/swap"
  mkswap -q -U 7b4d1e90-2c53-4fd8-a1b7-93e06c5f8d03 "$work/swap"
  place_partition "$work/boot.ext2" 1
  place_partition "$work/root.ext4" 17
  place_partition "$work/swap" 217
}

# Changes the root file system of state.raw by commands of debugfs, without root.
change_root_file_system() {
  debugfs -w -f - "$work/root.ext4" >/dev/null 2>&1
  remember_state
  replace_partition "$work/root.ext4" 17
}

make_guest_tree "$work/root" <<TAB
UUID=$root_uuid / ext4 errors=remount-ro 0 1
UUID=$boot_uuid /boot ext2 defaults 0 2
/dev/sda3 none swap sw 0 0
TAB
make_boot_tree "$work/boot"
make_raw_disk
make_base server.vmdk "$subformat"

echo 'written between the first and the second snapshot' >"$work/report-1"
change_root_file_system <<COMMANDS
write $work/report-1 /home/anna/report.txt
COMMANDS
make_snapshot server-000001.vmdk server.vmdk

echo 'written after the second snapshot' >"$work/report-2"
change_root_file_system <<COMMANDS
rm /home/anna/report.txt
write $work/report-2 /home/anna/report.txt
rm /home/anna/letters/tom-hard-link.txt
COMMANDS
make_snapshot server-000002.vmdk server-000001.vmdk

describe_vm server demo-server debian12-64
keep_current_state server
