# Inside user-mode-linux: each of the volumes is filled by the kernel and then listed from a new mount.
modprobe hfsplus
mkdir -p /run/m
letters=(a b c d e f g h i j k l m n o p)
index=0
while IFS="|" read -r name _ _ mount_options; do
  device=/dev/ubd${letters[index]}
  amount=few
  [ "$index" = 0 ] && amount=all
  [ "$name" = plus_16384 ] && amount=special
  mount -t hfsplus -o "rw${mount_options:+,$mount_options}" "$device" /run/m
  python3 fill.py /run/m "$amount"
  umount /run/m
  if [ "$name" = journaled ]; then
    cp --sparse=always "$device" before.img
    mount -t hfsplus -o "rw,$mount_options" "$device" /run/m
    python3 fill.py /run/m more
    umount /run/m
  fi
  mount -t hfsplus -o ro,noatime "$device" /run/m
  python3 dump.py /run/m >"$name.tsv"
  umount /run/m
  index=$((index + 1))
done <volumes.txt
