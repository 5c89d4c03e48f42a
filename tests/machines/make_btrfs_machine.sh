#!/usr/bin/env bash
# Makes a small openSUSE on three disks in the working folder: an EFI system partition and one Btrfs over all three,
# with data as PROFILE says and metadata as RAID1; /home is compressed; root is a snapshot that is the default
# subvolume. The Btrfs is filled by a true Linux kernel (user-mode-linux), the plug is pulled while its log holds what
# was synchronised last, and that kernel reads it all again. Needs no root.
# usage: make_btrfs_machine.sh PROFILE     (as mkfs.btrfs -d takes it: raid1, raid5, raid0 ...)
# Results: first.vmdk second.vmdk third.vmdk, and NAME.sha256 of all files as that kernel shows them: tree (as the fstab
# mounts them), default, top (level 5), home, snapshot (a former state of root), esp.
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/machines/guest_files.sh
. "$here/guest_files.sh"
making=$(mktemp -d "$PWD/.making-XXXXXX")
trap 'rm -rf "$making"' EXIT
uuid=2f1c0a5e-83d4-4c6b-9b57-6d1e2a90c301

make_system "$making/root" opensuse-leap 15.6 'openSUSE Leap 15.6' geeko <<TAB
UUID=$uuid / btrfs defaults 0 0
UUID=$uuid /home btrfs subvol=/@home,compress=zstd:9 0 0
UUID=$uuid /.snapshots btrfs subvol=/@/.snapshots 0 0
UUID=$uuid /srv btrfs subvol=@/srv 0 0
UUID=5EED-0E5F /boot/efi vfat utf8 0 2
TAB
mkdir -p "$making/root"/{boot/efi,.snapshots,srv}
make_homes "$making/home"

truncate -s 272M "$making/first.raw"
sfdisk -q "$making/first.raw" <<TABLE
label: gpt
label-id: 7B1D6A02-66C1-4B0F-8F8A-0D2B5E3C9A10
start=2048, size=32768, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, name="efi"
start=34816, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, name="system"
TABLE
make_esp "$making/esp"
dd if="$making/esp" of="$making/first.raw" bs=1M seek=1 conv=notrunc,sparse status=none
truncate -s 256M "$making/second.raw"
sfdisk -q "$making/second.raw" <<TABLE
label: dos
label-id: 0x5eed0002
start=2048, type=83
TABLE
truncate -s 255M "$making/third.raw"

disks=("$making/first.raw" "$making/second.raw" "$making/third.raw")
in_guest() {  # script
  "$here/../support/uml/run.sh" "$making" "$here/$1" "${disks[@]}" >"$making/log" ||
    { cat "$making/log" >&2; exit 1; }
}
printf '%s\n' "$1" >"$making/profile"
printf '%s\n' "$uuid" >"$making/uuid"
in_guest fill_btrfs.sh
qemu-img convert -q -f raw -O vmdk -o subformat=monolithicSparse "$making/first.raw" first.vmdk
qemu-img convert -q -f raw -O vmdk -o subformat=twoGbMaxExtentSparse "$making/second.raw" second.vmdk
qemu-img convert -q -f raw -O vmdk -o subformat=streamOptimized "$making/third.raw" third.vmdk
in_guest hash_btrfs.sh
mv "$making"/*.sha256 .
