#!/usr/bin/env bash
# Makes a small Linux VM with two disks in a folder, as servers are installed: /boot on a GPT partition, root (over both
# disks, in three pieces), /home (striped over both) and swap on LVM. Each disk is a VMDK base with two snapshots on
# top; .vmx and .vmsd name them. The last state is taken while the guest has its volumes mounted, as a snapshot of a
# running machine is.
#
# Root, home and swap are made by a true Linux kernel with device mapper: user-mode-linux. Needs no root.
# usage: make_demo_vm.sh FOLDER
# FOLDER/files-N.sha256 are the hashes of all files as that kernel read them, at the base (0) and both snapshots.
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin
folder=$1
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/vm_files.sh
. "$here/vm_files.sh"
# shellcheck source=scripts/linux_guest.sh
. "$here/linux_guest.sh"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
making=$(mktemp -d "$folder/.making-XXXXXX")
trap 'rm -rf "$making"' EXIT

boot_uuid=0f3c52d8-61be-4f2a-9f6e-7d0c3b1a8e02

make_guest_tree "$making/root" <<TAB
/dev/mapper/demo-root / ext4 errors=remount-ro 0 1
UUID=$boot_uuid /boot ext2 defaults 0 2
/dev/demo/home /home ext4 defaults 0 2
/dev/mapper/demo-swap none swap sw 0 0
TAB
make_boot_tree "$making/boot"

make_empty_disks() {
  truncate -s 192M "$making/server.raw"
  sfdisk -q "$making/server.raw" <<TABLE
label: gpt
label-id: 1B6E2C44-5A07-4E9D-9C38-4D61B7F0A200
start=2048, size=32768, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, name="boot"
start=34816, type=E6D6D379-F507-44C2-A23C-238F2A3DF928, name="lvm"
TABLE
  truncate -s 16M "$making/boot.ext2"
  mke2fs -q -t ext2 -U $boot_uuid -L boot -d "$making/boot" "$making/boot.ext2"
  dd if="$making/boot.ext2" of="$making/server.raw" bs=1M seek=1 conv=notrunc,sparse status=none
  truncate -s 128M "$making/server-data.raw"
}

# The states that the script inside left: the base and what changed up to each snapshot.
make_chain() {  # disk
  local disk=$1 snapshot parent=$1.vmdk
  work=$making/chain-$disk
  mkdir "$work"
  mv "$making/state-0-$disk.raw" "$work/state.raw"
  make_base "$parent" monolithicSparse
  for snapshot in 1 2; do
    mv "$work/state.raw" "$work/before.raw"
    mv "$making/state-$snapshot-$disk.raw" "$work/state.raw"
    make_snapshot "$disk-00000$snapshot.vmdk" "$parent"
    parent=$disk-00000$snapshot.vmdk
  done
}

make_empty_disks
"$here/../tests/support/uml/run.sh" "$making" "$here/fill_lvm_disks.sh" "$making/server.raw" "$making/server-data.raw" \
  >"$making/log" || { cat "$making/log" >&2; exit 1; }
make_chain server
make_chain server-data
mv "$making"/files-?.sha256 "$folder"
describe_vm server demo-server debian12-64 server server-data
