# Runs inside user-mode-linux for make_xfs_machine.sh: every file as this kernel shows it, after its own recovery.
# shellcheck shell=bash
. "$(dirname "$UML_SCRIPT")/hash_files.sh"

modprobe vfat
modprobe -a nls_ascii nls_cp437 nls_iso8859-1
vgchange -q -ay rhel
at=/run/mnt

hash_mounted() {  # device, type, name
  mount -t "$2" "$1" $at
  hash_files $at "$3"
  umount $at
}
hash_mounted /dev/rhel/root xfs root
hash_mounted /dev/rhel/home xfs home
hash_mounted /dev/ubda2 xfs boot
hash_mounted /dev/ubda1 vfat esp

mount /dev/rhel/root $at
mount /dev/ubda2 $at/boot
mount -t vfat -o ro /dev/ubda1 $at/boot/efi
mount /dev/rhel/home $at/home
hash_files $at tree
umount -R $at
