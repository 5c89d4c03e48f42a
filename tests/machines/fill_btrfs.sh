# Runs inside user-mode-linux for make_btrfs_machine.sh, in its folder: makes the Btrfs and fills it.
# shellcheck shell=bash

top=/run/mnt
mkfs.btrfs -q -f -U "$(cat uuid)" -L system -d "$(cat profile)" -m raid1 /dev/ubda2 /dev/ubdb1 /dev/ubdc
btrfs device scan >/dev/null
mount /dev/ubda2 $top
btrfs -q subvolume create $top/@
btrfs -q subvolume create $top/@home
btrfs -q subvolume create $top/@/.snapshots
btrfs -q subvolume create $top/@/srv
mkdir -p $top/@/.snapshots/{1,2}
btrfs -q subvolume create $top/@/.snapshots/1/snapshot
root=$top/@/.snapshots/1/snapshot
btrfs property set $top/@home compression zstd

cp -a root/. $root/
echo 'before the update' >$root/etc/state
btrfs -q subvolume snapshot -r $root $top/@/.snapshots/2/snapshot
echo 'after the update' >$root/etc/state
rm -r $root/usr/lib/many/part-1?
cp -a home/. $top/@home/
echo 'a page' >$top/@/srv/index.html
echo 'only seen from the top level' >$top/README
chattr +C $top/@/srv
seq -f 'record %.0f of a database without checksums' 1 40000 >$top/@/srv/database
btrfs subvolume set-default $root
umount $top

# What is synchronised from now on stands in the log alone.
mount -o commit=300 /dev/ubda2 $top
mkdir /run/home
mount -o subvol=@home,commit=300 /dev/ubda2 /run/home
sync
echo 'written and synchronised before the plug was pulled' >$top/var/log/last
seq -f 'row %.0f, the last ones' 1 2000 >/run/home/anna/last.csv
for file in $top/var/log/last /run/home/anna/last.csv; do
  dd if=/dev/null of=$file conv=notrunc,fsync status=none
done
power_cut
