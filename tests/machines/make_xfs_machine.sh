#!/usr/bin/env bash
# Makes a small RHEL on two disks in the working folder: an EFI system partition, /boot as XFS on a partition, root and
# /home as XFS on LVM over both disks. A true Linux kernel (user-mode-linux) fills them; the plug is pulled while the
# logs hold what was written last, and that kernel reads it all again after its recovery. Needs no root.
# usage: make_xfs_machine.sh
# Results: system.vmdk data.vmdk, and NAME.sha256 of all files as that kernel shows them: tree (as the fstab mounts
# them), root, home, boot, esp.
set -euo pipefail
export PATH=$PATH:/usr/sbin:/sbin
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/machines/guest_files.sh
. "$here/guest_files.sh"
making=$(mktemp -d "$PWD/.making-XXXXXX")
trap 'rm -rf "$making"' EXIT
boot_uuid=6b0a3f47-3d0e-4b73-8d4e-9a7c15e2f602

make_system "$making/root" rhel 9.4 'Red Hat Enterprise Linux 9.4 (Plow)' plow <<TAB
/dev/mapper/rhel-root / xfs defaults 0 0
UUID=$boot_uuid /boot xfs defaults 0 0
UUID=5EED-0E5F /boot/efi vfat umask=0077,shortname=winnt 0 2
/dev/mapper/rhel-home /home xfs defaults 0 0
TAB
make_homes "$making/home"
printf '%s\n' $boot_uuid >"$making/boot_uuid"

truncate -s 820M "$making/system.raw"
sfdisk -q "$making/system.raw" <<TABLE
label: gpt
label-id: 7B1D6A02-66C1-4B0F-8F8A-0D2B5E3C9A11
start=2048, size=16MiB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, name="EFI System Partition"
size=300MiB, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4
type=E6D6D379-F507-44C2-A23C-238F2A3DF928
TABLE
make_esp "$making/esp"
dd if="$making/esp" of="$making/system.raw" bs=1M seek=1 conv=notrunc,sparse status=none
truncate -s 300M "$making/data.raw"

disks=("$making/system.raw" "$making/data.raw")
in_guest() {  # script
  "$here/../support/uml/run.sh" "$making" "$here/$1" "${disks[@]}" >"$making/log" ||
    { cat "$making/log" >&2; exit 1; }
}
in_guest fill_xfs.sh
for disk in system data; do
  qemu-img convert -q -f raw -O vmdk -o subformat=monolithicSparse "$making/$disk.raw" $disk.vmdk
done
in_guest hash_xfs.sh
mv "$making"/*.sha256 .
