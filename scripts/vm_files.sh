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

# The .vmx and .vmsd of a VM with one disk of two snapshots: NAME.vmdk, NAME-000001.vmdk, NAME-000002.vmdk.
describe_vm() {  # name, display name, guestOS
  cat >"$folder/$1.vmx" <<VMX
.encoding = "UTF-8"
config.version = "8"
virtualHW.version = "13"
displayName = "$2"
guestOS = "$3"
scsi0.present = "TRUE"
scsi0.virtualDev = "lsilogic"
scsi0:0.present = "TRUE"
scsi0:0.fileName = "$1-000002.vmdk"
ide1:0.present = "TRUE"
ide1:0.deviceType = "cdrom-image"
ide1:0.fileName = "installer.iso"
VMX
  cat >"$folder/$1.vmsd" <<VMSD
.encoding = "UTF-8"
snapshot.lastUID = "2"
snapshot.current = "2"
snapshot.numSnapshots = "2"
snapshot0.uid = "1"
snapshot0.filename = "$1-Snapshot1.vmsn"
snapshot0.displayName = "fresh install"
snapshot0.description = "before anything happened"
snapshot0.createTimeHigh = "410000"
snapshot0.createTimeLow = "1000000"
snapshot0.numDisks = "1"
snapshot0.disk0.fileName = "$1.vmdk"
snapshot0.disk0.node = "scsi0:0"
snapshot1.uid = "2"
snapshot1.filename = "$1-Snapshot2.vmsn"
snapshot1.parent = "1"
snapshot1.displayName = "before the update"
snapshot1.createTimeHigh = "410020"
snapshot1.createTimeLow = "2000000"
snapshot1.numDisks = "1"
snapshot1.disk0.fileName = "$1-000001.vmdk"
snapshot1.disk0.node = "scsi0:0"
VMSD
  cp --sparse=always "$work/state.raw" "$folder/$1-current.raw"  # what the chain must read as, for comparisons
}
