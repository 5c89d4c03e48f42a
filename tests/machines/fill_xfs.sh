# Runs inside user-mode-linux for make_xfs_machine.sh, in its folder: makes the volumes and fills them.
# shellcheck shell=bash

root=/run/mnt
vgcreate -q -s 1M rhel /dev/ubda3 /dev/ubdb
lvcreate -q -y -n root -L 200M rhel /dev/ubda3
lvextend -q -L 380M rhel/root /dev/ubdb
lvcreate -q -y -n home -L 300M rhel /dev/ubda3
mkfs.xfs -q -L boot -m uuid="$(cat boot_uuid)" /dev/ubda2
mkfs.xfs -q -L root -m uuid=c2f7d1a0-4e4b-4f0f-b7d5-20e1c6a3f603,rmapbt=1 /dev/rhel/root
mkfs.xfs -q -L home -m uuid=d8f6a9b3-17c5-4f26-8a9e-50d2c7b4f604 -i nrext64=1 /dev/rhel/home ||
  mkfs.xfs -q -f -L home -m uuid=d8f6a9b3-17c5-4f26-8a9e-50d2c7b4f604 /dev/rhel/home

mount_all() {
  mount /dev/rhel/root $root
  mkdir -p $root/boot $root/home
  mount /dev/ubda2 $root/boot
  mount /dev/rhel/home $root/home
}
mount_all
cp -a root/. $root/
mkdir $root/boot/efi $root/boot/grub2
echo 'menuentry "Red Hat Enterprise Linux"' >$root/boot/grub2/grub.cfg
cp -a home/. $root/home/
# Reaches into the part of root that lies on the other disk.
seq -f 'block %.0f of a large archive' 1 300000 >$root/var/log/archive
umount -R $root

# From now on the logs hold what is done; nothing of it is written back.
mount_all
echo 'written before the plug was pulled' >$root/var/log/last
for i in $(seq 1 200); do echo "late file $i" >$root/home/tom/late-$i; done
mv $root/home/anna/letters $root/home/anna/post
rm $root/usr/lib/many/part-2?
ln $root/home/anna/table.csv $root/home/anna/table-again.csv
echo 'timeout=1' >>$root/boot/grub2/grub.cfg
truncate -s 100000 $root/var/log/messages
sync
power_cut
