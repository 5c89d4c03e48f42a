# Inside user-mode-linux: LVs on other LVs, in use when the power is cut. Three disks.
source "$(dirname "$UML_SCRIPT")/guest.sh"
load_modules
vg=stacks
vgcreate -q -s 512k $vg /dev/ubda /dev/ubdb /dev/ubdc

# A thin pool, a volume in it, its snapshot, and a volume over an origin outside of the pool.
lvcreate -q -y -L 8M -T $vg/pool -c 64k
lvcreate -q -y -V 16M -T $vg/pool -n thin
fill $vg/thin 0 3000000
lvcreate -q -y -kn -s $vg/thin -n thin-snapshot
fill $vg/thin 4000 700000
fill $vg/thin-snapshot 5000 100000
create outside 2M
fill $vg/outside 6000
lvchange -q -an $vg/outside
lvchange -q -pr $vg/outside
lvcreate -q -y --type thin --thinpool pool -n thin-outside $vg/outside
fill $vg/thin-outside 6500 150000

# A pool on RAID 1, whose legs are on the first two disks.
on="/dev/ubda /dev/ubdb" create raid-pool 4M --type raid1 -m1
wait_for_raid
lvconvert -q -y -c 64k --type thin-pool $vg/raid-pool
lvcreate -q -y -V 3M -T $vg/raid-pool -n thin-on-raid
fill $vg/thin-on-raid 7000 2000000

# Old snapshots: one in use, one that waits to be merged because its origin is open.
for name in origin merged; do
  create $name 2M
  fill $vg/$name 8000
  lvcreate -q -y -s -L 1M -n $name-snapshot $vg/$name
  fill $vg/$name 9000 100000
  fill $vg/$name-snapshot 9500 40000
done
exec 9</dev/$vg/merged
lvconvert -q -y --merge $vg/merged-snapshot

# Caches: writeback on the second disk, writethrough on the third; a single cache volume; writecache.
on=/dev/ubda create cached 4M
fill $vg/cached 10000
lvcreate -q -y -n cached-pool -L 8M --type cache-pool --cachemode writeback $vg /dev/ubdb
lvconvert -q -y --type cache --cachepool $vg/cached-pool $vg/cached
on=/dev/ubda create through 4M
fill $vg/through 11000
lvcreate -q -y -n through-pool -L 8M --type cache-pool --cachemode writethrough $vg /dev/ubdc
lvconvert -q -y --type cache --cachepool $vg/through-pool $vg/through
create single 4M
fill $vg/single 12000
create fast 8M
lvconvert -q -y --type cache --cachevol fast --cachemode writeback $vg/single
create slow 4M
fill $vg/slow 13000
on=/dev/ubdb create quick 4M
lvchange -q -an $vg/slow $vg/quick
lvconvert -q -y --type writecache --cachevol quick $vg/slow
lvchange -q -ay $vg/slow
for name in cached through single slow; do fill $vg/$name 14000 1500000; done

lvcreate -q -y --type zero -L 2M -n zeros $vg
lvcreate -q -y --type error -L 2M -n errors $vg
lvs -a -o name,segtype,attr,devices $vg || true
vgcfgbackup -q -f /run/w/stacks.txt $vg || true
sync
power_cut
