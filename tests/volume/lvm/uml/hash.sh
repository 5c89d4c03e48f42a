# Inside user-mode-linux, the oracle: for each line "CASE DISK..." of the file `cases` assembles copies of these disks and
# prints, into `manifest`, "CASE LV-UUID VG/LV BYTES SHA-256", the latter "unreadable" where reading fails.
source "$(dirname "$UML_SCRIPT")/guest.sh"
load_modules
sed -i 's#scan="/dev"#scan="/dev" filter=["a|/dev/loop|","a|/dev/outer/|","r|.*|"]#' "$LVM_SYSTEM_DIR/lvm.conf"

hash_volumes() {
  lvs --noheadings --separator ' ' -o lv_uuid,vg_name,lv_name,lv_layout 2>/dev/null |
    while read -r uuid group name layout; do
      case $layout in *pool*) continue ;; esac
      local device=/dev/$group/$name bytes=0 hash=unreadable
      if [ -b "$device" ]; then
        bytes=$(blockdev --getsize64 "$device")
        hash=$(dd if="$device" bs=1M status=none 2>/dev/null | sha256sum | cut -d' ' -f1) || hash=unreadable
      fi
      echo "$1 $uuid $group/$name $bytes $hash" >>/run/w/manifest
    done
}

while read -r name disks <&3; do
  mkdir -p /run/copies
  for disk in $disks; do
    cp --sparse=always "/run/w/$disk" "/run/copies/$disk"
    losetup -P -f "/run/copies/$disk"
  done
  # The second time for PVs on LVs.
  for _ in 1 2; do vgchange -q -ay -K --activationmode partial || true; done
  hash_volumes "$name"
  for _ in 1 2 3; do vgchange -q -an || true; done
  dmsetup remove_all --force || true
  losetup -D
  rm -rf /run/copies
done 3</run/w/cases
