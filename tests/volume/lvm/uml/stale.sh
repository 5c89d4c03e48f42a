# Inside user-mode-linux: RAID volumes that were written while their second disk was away. Four disks.
source "$(dirname "$UML_SCRIPT")/guest.sh"
load_modules
vg=stale
vgcreate -q -s 512k $vg /dev/ubd[a-d]
create mirror 2M --type raid1 -m1
create mirror-again 2M --type raid1 -m1
create parity 3M --type raid5 -i3 -I 32k
create double 2M --type raid10 -i2 -m1 -I 32k
create plain 1M
wait_for_raid
for name in mirror mirror-again parity double plain; do fill $vg/$name 0; done
vgchange -q -an $vg
sed -i '1i devices { filter=["r|/dev/ubdb|","a|.*|"] }' "$LVM_SYSTEM_DIR/lvm.conf"
vgchange -q -ay --activationmode degraded $vg
at=4000
for name in mirror mirror-again parity double; do
  fill $vg/$name $at 1500000
  at=$((at + 1700))
done
sync
vgchange -q -an $vg
# The disk is there again, and one volume is used, which repairs it.
sed -i 1d "$LVM_SYSTEM_DIR/lvm.conf"
lvchange -q -ay $vg/mirror-again
lvchange -q --refresh $vg/mirror-again
wait_for_raid
dmsetup status
lvs -a -o name,attr,devices,raid_sync_action,sync_percent $vg
vgchange -q -an $vg
