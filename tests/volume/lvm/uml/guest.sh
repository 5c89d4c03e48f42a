# Functions of the scripts that run inside user-mode-linux; sourced.

load_modules() {
  dmesg -n 1  # else the kernel's words end up between ours
  for module in dm_mod dm_mirror dm_snapshot dm_raid raid1 raid10 raid456 dm_thin_pool dm_cache dm_cache_smq \
    dm_writecache dm_zero loop; do
    modprobe "$module"
  done
  # Names of LVs within LVs, and little talk.
  sed -i -e 's/devices {/devices { scan_lvs=1/' -e '1i log { verbose=0 silent=1 }' "$LVM_SYSTEM_DIR/lvm.conf"
}

# create NAME SIZE OPTION...: an LV of group $vg, not zeroed; on the PVs $on when they are given.
create() {
  local name=$1 size=$2
  shift 2
  lvcreate -q -y -Wn -Zn -n "$name" -L "$size" "$@" "$vg" ${on:-}
}

# fill LV KIBIBYTE [BYTES]: writes a part of the pattern from there on, so that each LV has its own.
fill() {
  dd if=/run/w/pattern of="/dev/$1" bs=1M skip=$(($2 * 1024)) count="${3:-$(blockdev --getsize64 "/dev/$1")}" \
    iflag=fullblock,skip_bytes,count_bytes conv=fsync,notrunc status=none
}

# Until no RAID is being computed.
wait_for_raid() {
  for _ in $(seq 200); do
    dmsetup status --target raid | awk '$5 !~ /^raid0/ { split($8, n, "/"); if (n[1] != n[2] || $9 != "idle") busy = 1 }
      END { exit busy }' && return
    sleep 0.1
  done
  dmsetup status --target raid
  echo "RAID is still being computed" >&2
  return 1
}
