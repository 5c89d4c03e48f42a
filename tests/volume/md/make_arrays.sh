# Makes one array of every kind, inside user-mode-linux (tests/support/uml/run.sh): NAME.0 NAME.1 ...
# are its disks. What the arrays hold is told by hash_arrays.sh, from copies.
modprobe -a loop linear raid0 raid1 raid10 raid456
mkdir -p /run/mdadm /run/lock
echo 'HOMEHOST host' >/run/mdadm.conf
export MDADM_CONF_FILE=/run/mdadm.conf

# The n-th of many lines that are different everywhere.
content() { awk -v name="$1" -v lines="$2" 'BEGIN { for (i = 0; i < lines; ++i) printf "%s line %09d\n", name, i }'; }

# fill DEVICE NAME: all of it, with a flush.
fill() {
  local size
  size=$(blockdev --getsize64 "$1")
  content "$2" $((size / 16 + 1)) | head -c "$size" | dd of="$1" bs=1M iflag=fullblock conv=fsync status=none || true
}

# disks NAME SIZE...: makes the files and attaches them; their devices are in $devices.
disks() {
  local name=$1 i=0 size
  shift
  devices=()
  for size in "$@"; do
    truncate -s "$size" "$name.$i"
    devices+=("$(losetup --find --show "$name.$i")")
    i=$((i + 1))
  done
}
detach() { losetup --detach "${devices[@]}"; }

# array NAME "SIZES" OPTION...: a clean array over whole disks.
array() {
  local name=$1
  # shellcheck disable=SC2086
  disks "$name" $2
  shift 2
  mdadm --create /dev/md/"$name" --run --homehost=host "$@" --raid-devices=${#devices[@]} "${devices[@]}"
  fill /dev/md/"$name" "$name"
  mdadm --stop --quiet /dev/md/"$name"
  detach
}

clean="--assume-clean --bitmap=none"
for version in 0.90 1.0 1.1 1.2; do
  array linear-$version "3M 5M 3M" --metadata=$version --level=linear --rounding=64
  # 0.90 has no place for the layout of raid0.
  layout=$([ $version = 0.90 ] && echo dangerous || echo alternate)
  array raid0-$version "4M 4M 4M" --metadata=$version --level=0 --chunk=64 --layout="$layout"
  array raid1-$version "4M 4M" --metadata=$version --level=1 $clean
  array raid4-$version "4M 4M 4M" --metadata=$version --level=4 --chunk=64 $clean
  array raid5-$version "4M 4M 4M" --metadata=$version --level=5 --chunk=64 $clean
  array raid6-$version "4M 4M 4M 4M" --metadata=$version --level=6 --chunk=64 $clean
  array raid10-$version "4M 4M 4M 4M" --metadata=$version --level=10 --chunk=64 $clean
done
for layout in left-asymmetric right-asymmetric left-symmetric right-symmetric parity-first parity-last \
  ddf-zero-restart ddf-N-restart ddf-N-continue; do
  array raid5-$layout "3M 3M 3M 3M" --level=5 --layout=$layout --chunk=32 $clean
  array raid6-$layout "3M 3M 3M 3M 3M" --level=6 --layout=$layout --chunk=32 $clean
done
for layout in left-asymmetric-6 right-asymmetric-6 left-symmetric-6 right-symmetric-6 parity-first-6; do
  array raid6-$layout "3M 3M 3M 3M 3M" --level=6 --layout=$layout --chunk=32 $clean
done
for layout in n2 n3 f2 f3 o2 o3; do
  array raid10-3-$layout "3M 3M 3M" --level=10 --layout=$layout --chunk=32 $clean
  array raid10-4-$layout "3M 3M 3M 3M" --level=10 --layout=$layout --chunk=32 $clean
  array raid10-5-$layout "3M 3M 3M 3M 3M" --level=10 --layout=$layout --chunk=32 $clean
done
array raid0-original "3M 5M 8M" --level=0 --chunk=64 --layout=original
array raid0-alternate "3M 5M 8M 8M" --level=0 --chunk=64 --layout=alternate
array raid1-bitmap "8M 8M" --level=1 --assume-clean --bitmap=internal --name=web
echo made
