# Arrays whose machine lost power: while they were written, rebuilt, reshaped.
# disks: dirty-raid1.0 dirty-raid1.1 dirty-raid5.0 dirty-raid5.1 dirty-raid5.2 rebuild-raid5.0 rebuild-raid5.1
# disks: rebuild-raid5.2 reshape-raid5.0 reshape-raid5.1 reshape-raid5.2 reshape-raid5.3 replace-raid1.0 replace-raid1.1
# disks: replace-raid1.2
modprobe -a raid1 raid456
mkdir -p /run/mdadm
/run/scripts/../../support/uml/pattern.pl 49152 >/run/content
tr '\0-\377' '\1-\377\0' </run/content >/run/other_content
fill() { head -c "$(blockdev --getsize64 "$1")" /run/content | dd of="$1" bs=1M iflag=fullblock conv=fsync status=none; }
make() { mdadm --create "$1" --run --homehost=host --assume-clean --bitmap=none "${@:2}"; }

make /dev/md/d1 --level=1 --raid-devices=2 /dev/ubda /dev/ubdb
make /dev/md/d5 --level=5 --chunk=64 --raid-devices=3 /dev/ubdc /dev/ubdd /dev/ubde
make /dev/md/rebuild --level=5 --chunk=64 --raid-devices=3 /dev/ubdf /dev/ubdg /dev/ubdh
make /dev/md/reshape --level=5 --chunk=64 --raid-devices=3 /dev/ubdi /dev/ubdj /dev/ubdk
make /dev/md/replace --level=1 --raid-devices=2 --spare-devices=1 /dev/ubdm /dev/ubdn /dev/ubdo
for array in d1 d5 rebuild reshape replace; do fill /dev/md/$array; done

echo 200 >/proc/sys/dev/raid/speed_limit_min
echo 200 >/proc/sys/dev/raid/speed_limit_max
mdadm --fail /dev/md/rebuild /dev/ubdg
mdadm --remove /dev/md/rebuild /dev/ubdg
mdadm --zero-superblock /dev/ubdg
mdadm --add /dev/md/rebuild /dev/ubdg
mdadm --replace /dev/md/replace /dev/ubdm
mdadm --add /dev/md/reshape /dev/ubdl
# A reshape changes no byte of the array. Assembled read-only, mdadm would wait for it to go on for ever.
echo "reshape-raid5 - $(blockdev --getsize64 /dev/md/reshape) $(sha256sum </dev/md/reshape | cut -d' ' -f1)" >read_before.txt
mdadm --grow /dev/md/reshape --raid-devices=4 --chunk=64
sleep 6
cat /proc/mdstat
for array in d1 d5; do
  dd if=/run/other_content of=/dev/md/$array bs=64K oflag=direct seek=3 status=none count=8
done
printf '%s -\n' dirty-raid1 rebuild-raid5 replace-raid1 >arrays.txt
echo 'dirty-raid5 - 1' >>arrays.txt
power_cut
