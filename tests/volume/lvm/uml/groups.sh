# Inside user-mode-linux: where metadata may be, and groups that are not what they seem. Seven disks.
source "$(dirname "$UML_SCRIPT")/guest.sh"
load_modules
only() { echo "devices { filter=[\"a|$1|\",\"r|.*|\"] }"; }

# One area that has wrapped many times, none, and two.
pvcreate -q --metadatasize 32k /dev/ubda
pvcreate -q --metadatacopies 0 /dev/ubdb
pvcreate -q --pvmetadatacopies 2 /dev/ubdc
vg=my-data
vgcreate -q -s 512k $vg /dev/ubda /dev/ubdb /dev/ubdc
on=/dev/ubdb create on-the-second 2M
on=/dev/ubda create "with-dash" 2M
on=/dev/ubdc create third_1.x+y 2M
fill $vg/on-the-second 0
fill $vg/with-dash 2100
fill $vg/third_1.x+y 4200
dd if=/dev/ubda of=/run/w/disk1-old bs=1M status=none
fill $vg/with-dash 5000
for i in $(seq 25); do lvchange -q --addtag "tag$i.of.some.length.to.fill.the.area" $vg/with-dash; done

# The fourth disk was away when it was taken out of the group.
vgextend -q $vg /dev/ubdd
vgreduce -q --config "$(only '/dev/ubd[abc]$')" --removemissing $vg

# Two groups of one name.
for disk in ubde ubdf; do
  lvm=$(only "/dev/$disk\$")
  vgcreate -q --config "$lvm" -s 512k twin /dev/$disk
  lvcreate -q -y -Wn -Zn --config "$lvm" -n same -L 1M twin
  fill twin/same $((6000 + $(cksum <<<$disk | cut -c1-3)))
  vgchange -q --config "$lvm" -an twin
done

# PVs on partitions, and a PV on a logical volume.
printf 'label: gpt\nsize=20M, type=lvm\nsize=20M, type=lvm\n' | sfdisk -q /dev/ubdg
vgcreate -q --config "$(only '/dev/ubdg[12]$')" -s 512k outer /dev/ubdg1 /dev/ubdg2
vg=outer
export LVM_SUPPRESS_FD_WARNINGS=1
lvcreate -q -y -Wn -Zn --config "$(only '/dev/ubdg[12]$')" -n pv -i2 -I 64k -L 16M outer
vgcreate -q --config "$(only '/dev/outer/pv')" -s 512k inner /dev/outer/pv
lvcreate -q -y -Wn -Zn --config "$(only '/dev/outer/pv')" -n nested -L 2M inner
fill inner/nested 8000
sync
vgchange -q --config "$(only '/dev/outer/pv')" -an inner
vgchange -q --config "$(only '/dev/ubdg[12]$')" -an outer
vgchange -q --config "$(only '/dev/ubd[abc]$')" -an my-data
