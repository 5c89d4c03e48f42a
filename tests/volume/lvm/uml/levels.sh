# Inside user-mode-linux: all arrangements of one LV over several PVs. Six disks.
source "$(dirname "$UML_SCRIPT")/guest.sh"
load_modules
vg=levels
# The text stands on two of the six only.
pvcreate -q /dev/ubda /dev/ubdf
pvcreate -q --metadatacopies 0 /dev/ubd[b-e]
vgcreate -q -s 512k $vg /dev/ubd[a-f]
create one 2M
lvcreate -q -y -Wn -Zn -n linear -L 1M $vg /dev/ubda
lvextend -q $vg/linear -L 2M /dev/ubdc
lvextend -q $vg/linear -L 3M /dev/ubdb
create striped2 3M -i2 -I 64k
create striped3 3M -i3 -I 16k
lvextend -q $vg/striped3 -L 6M /dev/ubd[d-f]
create mixed 2M -i2 -I 128k
lvextend -q $vg/mixed -L 3M -i1
create mirror2 2M --type mirror -m1
create mirror3 2M --type mirror -m2
create mirror-core 2M --type mirror -m1 --mirrorlog core
create raid0 3M --type raid0 -i3
create raid0-meta 3M --type raid0_meta -i3 -I 32k
create raid1 2M --type raid1 -m1
create raid1x3 2M --type raid1 -m2
create raid4 3M --type raid4 -i3
for layout in ls la rs ra n; do create raid5_$layout 3M --type raid5_$layout -i3 -I 32k; done
for layout in zr nr nc n_6 la_6 ra_6 ls_6 rs_6; do create raid6_$layout 3M --type raid6_$layout -i3 -I 16k; done
create raid10x4 3M --type raid10 -i2 -m1 -I 64k
create raid10x6 3M --type raid10 -i3 -m1 -I 16k
# Converted: another level, and another count of stripes, which leaves room behind on each leg.
create takeover 2M --type raid1 -m1
create grown 2M --type raid5 -i2 -I 64k
wait_for_raid
at=0
for name in $(lvs --noheadings -o lv_name $vg); do
  fill $vg/$name $at
  at=$((at + 277))
done
lvconvert -q -y --type raid5_n $vg/takeover
wait_for_raid
lvconvert -q -y --stripes 3 $vg/grown
wait_for_raid
lvchange -q --refresh $vg/grown || true
lvrename -q $vg one renamed
lvchange -q --addtag some.tag $vg/renamed
vgchange -q --addtag @backup $vg || true
lvs -a -o name,segtype,attr,devices $vg
vgcfgbackup -q -f /run/w/levels.txt $vg
vgchange -q -an $vg
