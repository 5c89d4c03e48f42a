# Every level with every version of the superblock.
. /run/scripts/array_tools.sh

# mdadm makes no more raid0 with 0.90, but assembles it: a linear array whose level (the 8th word) is changed.
disks raid0-0.90 2M 2M 2M
mdadm --create /dev/md/raid0-0.90 --run --metadata=0.90 --level=linear --rounding=64 --raid-devices=3 "${devices[@]}"
fill /dev/md/raid0-0.90
mdadm --stop --quiet /dev/md/raid0-0.90
for disk in /run/made/*; do
  perl -e 'my $place = (-s $ARGV[0]) - 65536; open F, "+<", $ARGV[0] or die; seek F, $place, 0; read F, $_, 4096;
    my @w = unpack "V*", $_; $w[7] = 0; $w[38] = 0; my $sum = 0; $sum += $_ for @w;
    $w[38] = ($sum & 0xffffffff) + ($sum >> 32); seek F, $place, 0; print F pack "V*", @w;' "$disk"
done
keep raid0-0.90 - 1

for version in 0.90 1.0 1.1 1.2; do
  array linear-$version "2M 3M 2M" "- 1" --metadata=$version --level=linear --rounding=64
  [ $version = 0.90 ] ||
    array raid0-$version "2M 2M 2M" "- 1" --metadata=$version --level=0 --chunk=64 --layout=alternate
  array raid1-$version "2M 2M" "- 0 1" --metadata=$version --level=1 $clean
  array raid4-$version "2M 2M 2M" "- 0 1 2 0,1" --metadata=$version --level=4 --chunk=64 $clean
  array raid5-$version "2M 2M 2M" "- 0 1 2 0,1" --metadata=$version --level=5 --chunk=64 $clean
  array raid6-$version "2M 2M 2M 2M" "- 0,1 1,3 0,1,2" --metadata=$version --level=6 --chunk=64 $clean
  array raid10-$version "2M 2M 2M 2M" "- 0,2 1,3 0,1" --metadata=$version --level=10 --chunk=64 $clean
done
array raid0-original "2M 4M 6M" "-" --level=0 --chunk=64 --layout=original
array raid0-alternate "2M 4M 6M 6M" "-" --level=0 --chunk=64 --layout=alternate
array raid1-bitmap "8M 8M" "- 1" --level=1 --assume-clean --bitmap=internal --name=web
array raid1-3 "2M 2M 2M" "- 0,1 1,2" --level=1 $clean --name=5
