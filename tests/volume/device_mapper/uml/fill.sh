# Inside user-mode-linux: fills six disks. See make.sh.
modprobe dm-thin-pool; modprobe dm-snapshot; modprobe dm-cache; modprobe dm-cache-smq; modprobe dm-writecache

# write DEVICE LABEL BLOCK_SIZE FIRST COUNT STRIDE: writes COUNT blocks, FIRST, FIRST + STRIDE ..., each filled with a
# text that names it.
write() {
  perl -MFcntl -e '
    my ($device, $label, $size, $first, $count, $stride) = @ARGV;
    sysopen(my $file, $device, O_WRONLY | O_CREAT) or die "$device: $!";
    for my $i (0 .. $count - 1) {
      my $block = $first + $i * $stride;
      my $text = "$label block $block\n";
      sysseek($file, $block * $size, 0);
      syswrite($file, substr($text x ($size / length($text) + 1), 0, $size)) == $size or die "$device: $!";
    }
    use IO::Handle; $file->sync or die "$device: $!";' "$@"
}
# write_direct DEVICE LABEL FIRST COUNT: 64 KiB blocks past the page cache, each in one piece: what dm-cache takes in at
# once.
write_direct() {
  rm -f /run/tmp/blocks
  write /run/tmp/blocks "$2" 65536 0 "$4" 1
  dd if=/run/tmp/blocks of="$1" bs=64k seek="$3" oflag=direct conv=notrunc,fsync status=none
}

thin_pool() {
  vgcreate -qq -s 1M vt /dev/ubda
  lvcreate -qq -L 96M --poolmetadatasize 4M -c 64k --thinpool pool vt
  lvcreate -qq -V 32M -T vt/pool -n one
  lvcreate -qq -V 80M -T vt/pool -n scattered
  lvcreate -qq -V 10M -T vt/pool -n empty
  write /dev/vt/one first 65536 0 80 1
  write /dev/vt/one alone 4096 5000 20 37
  # Every other block: a tree of several levels, no two neighbours beside each other.
  write /dev/vt/scattered odd 4096 17 600 32
  lvcreate -qq -s vt/one -n snap -kn -ay
  write /dev/vt/one overwritten 4096 100 300 3
  write /dev/vt/snap snapshot 4096 101 200 7
  blkdiscard -o 1M -l 2M /dev/vt/one
  blkdiscard -o 3M -l 1M /dev/vt/snap
  lvcreate -qq -s vt/snap -n snapsnap -kn -ay
  write /dev/vt/snapsnap third 4096 0 50 11
  # A volume over one that is not in the pool, and longer than that.
  lvcreate -qq -L 5M -n outer vt
  write /dev/vt/outer outer 4096 0 1280 1
  lvchange -qq -an vt/outer
  lvchange -qq -pr vt/outer
  lvcreate -qq -s vt/outer --thinpool vt/pool -n over -kn
  lvextend -qq -L 9M vt/over
  write /dev/vt/over over 4096 5 27 83
}

snapshots() {
  vgcreate -qq -s 1M vs /dev/ubdb
  lvcreate -qq -L 16M -n origin vs
  write /dev/vs/origin origin 4096 0 4096 1
  lvcreate -qq -s -c 4k -L 12M -n small vs/origin
  write /dev/vs/origin later 4096 3 700 2
  lvcreate -qq -s -c 64k -L 16M -n large vs/origin
  write /dev/vs/origin last 4096 3000 100 5
  write /dev/vs/small mine 4096 2 600 3
  write /dev/vs/large too 4096 1000 80 17
  # One that runs full.
  lvcreate -qq -L 8M -n flooded vs
  lvcreate -qq -s -c 4k -L 1M -n full vs/flooded
  write /dev/vs/flooded flood 4096 0 2048 1
  # Two that are merged back: one would begin when it is activated the next time, one has begun.
  lvcreate -qq -L 8M -n later vs
  write /dev/vs/later before 4096 0 2048 1
  lvcreate -qq -s -c 4k -L 8M -n later_snap vs/later
  write /dev/vs/later after 4096 0 900 2
  write /dev/vs/later_snap changed 4096 1 400 3
  exec 9</dev/vs/later
  lvconvert -qq --merge vs/later_snap
  exec 9<&-
  lvcreate -qq -L 20M -n begun vs
  write /dev/vs/begun before 4096 0 5120 1
  lvcreate -qq -s -c 4k -L 16M -n begun_snap vs/begun
  write /dev/vs/begun_snap changed 4096 0 2500 2
}

# caches GROUP SLOW_DISK FAST_DISK: with blocks that become clean once nothing is written for a second.
caches() {
  local group=$1 name
  vgcreate -qq -s 1M $group $2 $3
  for name in old new whole written; do
    lvcreate -qq -L 12M -n $name $group $2
    write /dev/$group/$name $name 4096 0 3072 1
  done
  lvcreate -qq -y --type cache-pool -L 8M -c 32k --poolmetadatasize 2M --cachemetadataformat 1 -n pool1 $group $3
  lvcreate -qq -y --type cache-pool -L 8M -c 32k --poolmetadatasize 2M --cachemetadataformat 2 -n pool2 $group $3
  lvcreate -qq -L 12M -n volume $group $3
  lvcreate -qq -L 8M -n log $group $3
  lvconvert -qq -y --type cache --cachemode writeback --cachepool $group/pool1 $group/old
  lvconvert -qq -y --type cache --cachemode writeback --cachepool $group/pool2 $group/new
  lvconvert -qq -y --type cache --cachemode writethrough -c 64k --cachevol $group/volume $group/whole
  lvchange -qq -an $group/written $group/log
  lvconvert -qq -y --type writecache --cachevol $group/log $group/written
  lvchange -qq -ay $group/written
  for name in old new whole; do
    write_direct /dev/$group/$name clean 3 20
  done
  write /dev/$group/written cached 4096 9 500 5
}

# dirty_caches GROUP: nothing is carried back from now on; blocks become dirty.
dirty_caches() {
  local group=$1 name
  for name in old new whole; do
    dmsetup message $group-$name 0 migration_threshold 1
    write_direct /dev/$group/$name dirty 120 40
    write_direct /dev/$group/$name between 60 5
    write_direct /dev/$group/$name again 10 5
    write /dev/$group/$name page 4096 40 30 64
  done
  write /dev/$group/written again 4096 9 200 10
}

caches vc /dev/ubdc /dev/ubdd
caches vx /dev/ubde /dev/ubdf
thin_pool
snapshots
dirty_caches vc
dirty_caches vx
sync
dmsetup status
vgchange -qq -an vc
# So slow that the power goes while chunks are being merged.
echo 1 >/sys/module/dm_snapshot/parameters/snapshot_copy_throttle
in_store=$(dmsetup status vs-begun_snap | sed 's:.* snapshot \([0-9]*\)/.*:\1:')
lvconvert -qq -b --merge vs/begun_snap
until merging=$(dmsetup status vs-begun); [ "$(sed 's:.* snapshot-merge \([0-9]*\)/.*:\1:' <<<"$merging")" -lt "$in_store" ]; do
  sleep 0.05
done
echo "$in_store sectors were in the store; $merging"
power_cut
