# Runs inside user-mode-linux for make_btrfs_machine.sh: every file as this kernel shows it, after its own recovery.
# shellcheck shell=bash
. "$(dirname "$UML_SCRIPT")/hash_files.sh"

modprobe vfat
modprobe -a nls_ascii nls_cp437 nls_iso8859-1
btrfs device scan >/dev/null
at=/run/mnt

hash_mounted() {  # name, options
  mount -o "$2" /dev/ubda2 $at
  hash_files $at "$1"
  umount $at
}
hash_mounted default defaults
hash_mounted top subvolid=5
hash_mounted home subvol=/@home
hash_mounted snapshot subvol=@/.snapshots/2/snapshot
mount -t vfat -o ro /dev/ubda1 $at
hash_files $at esp
umount $at

mount /dev/ubda2 $at
mount -o subvol=/@home /dev/ubda2 $at/home
mount -o subvol=/@/.snapshots /dev/ubda2 $at/.snapshots
mount -o subvol=@/srv /dev/ubda2 $at/srv
mount -t vfat -o ro /dev/ubda1 $at/boot/efi
# The default subvolume, which is the root, stands a second time below .snapshots: find would call that a loop.
hash_files $at tree . ./home ./srv ./boot/efi ./.snapshots/2/snapshot -xdev
umount -R $at
