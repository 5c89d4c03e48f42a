# Functions for the scripts that make small VMs: the files of a VM around a disk whose state stands in
# $work/state.raw. Sourced; the caller sets $here (this folder), $folder (the VM's) and $work (temporary).
# shellcheck shell=bash disable=SC2154  # here, folder and work are the caller's

# Call before changing state.raw for the next snapshot.
remember_state() {
  cp --sparse=always "$work/state.raw" "$work/before.raw"
}

# Puts a partition's image at MiB $2 of state.raw.
place_partition() {  # image, MiB
  dd if="$1" of="$work/state.raw" bs=1M seek="$2" conv=notrunc,sparse status=none
}

# The same over what was there before: zeros are written too.
replace_partition() {
  dd if="$1" of="$work/state.raw" bs=1M seek="$2" conv=notrunc status=none
}

make_base() {  # file, subformat
  qemu-img convert -q -f raw -O vmdk -o subformat="$2" "$work/state.raw" "$folder/$1"
}

# A snapshot that holds what changed between before.raw and state.raw.
make_snapshot() {  # file, parent
  (cd "$folder" && qemu-img create -q -f vmdk -b "$2" -F vmdk "$1")
  python3 "$here/changed_blocks.py" "$work/before.raw" "$work/state.raw" "$work/change" >"$work/commands"
  qemu-io -f vmdk "$folder/$1" <"$work/commands" >/dev/null
  rm -f "$work"/change.*
}

# The .vmx and .vmsd of a VM whose disks have two snapshots each: DISK.vmdk, DISK-000001.vmdk, DISK-000002.vmdk.
describe_vm() {  # name, display name, guestOS, [disk...; default: one with the VM's name]
  local name=$1 title=$2 system=$3 unit=0 disk
  shift 3
  [ $# -gt 0 ] || set -- "$name"
  cat >"$folder/$name.vmx" <<VMX
.encoding = "UTF-8"
config.version = "8"
virtualHW.version = "13"
displayName = "$title"
guestOS = "$system"
scsi0.present = "TRUE"
scsi0.virtualDev = "lsilogic"
VMX
  for disk in "$@"; do
    printf 'scsi0:%d.present = "TRUE"\nscsi0:%d.fileName = "%s-000002.vmdk"\n' $unit $unit "$disk"
    unit=$((unit + 1))
  done >>"$folder/$name.vmx"
  cat >>"$folder/$name.vmx" <<VMX
ide1:0.present = "TRUE"
ide1:0.deviceType = "cdrom-image"
ide1:0.fileName = "installer.iso"
VMX
  cat >"$folder/$name.vmsd" <<VMSD
.encoding = "UTF-8"
snapshot.lastUID = "2"
snapshot.current = "2"
snapshot.numSnapshots = "2"
snapshot0.uid = "1"
snapshot0.filename = "$name-Snapshot1.vmsn"
snapshot0.displayName = "fresh install"
snapshot0.description = "before anything happened"
snapshot0.createTimeHigh = "410000"
snapshot0.createTimeLow = "1000000"
VMSD
  describe_snapshot_disks 0 "" "$@" >>"$folder/$name.vmsd"
  cat >>"$folder/$name.vmsd" <<VMSD
snapshot1.uid = "2"
snapshot1.filename = "$name-Snapshot2.vmsn"
snapshot1.parent = "1"
snapshot1.displayName = "before the update"
snapshot1.createTimeHigh = "410020"
snapshot1.createTimeLow = "2000000"
VMSD
  describe_snapshot_disks 1 -000001 "$@" >>"$folder/$name.vmsd"
}

describe_snapshot_disks() {  # index of the snapshot, what its files have behind the disk's name, disk...
  local index=$1 suffix=$2 unit=0 disk
  shift 2
  echo "snapshot$index.numDisks = \"$#\""
  for disk in "$@"; do
    printf 'snapshot%d.disk%d.fileName = "%s%s.vmdk"\n' "$index" $unit "$disk" "$suffix"
    printf 'snapshot%d.disk%d.node = "scsi0:%d"\n' "$index" $unit $unit
    unit=$((unit + 1))
  done
}

# Keeps what the chain of a disk must read as, for comparisons: DISK-current.raw.
keep_current_state() {  # disk
  cp --sparse=always "$work/state.raw" "$folder/$1-current.raw"
}
