# Inside user-mode-linux: what the kernel finds on each of the volumes, in NAME.tsv: the lines of list_tree.pl and one
# "statfs" with its numbers. Nothing for a volume that it does not mount.
modprobe udf
modprobe loop || true
mkdir -p /run/m

for image in *.img; do
  options=""
  case "$image" in *unhide*) options=",unhide" ;; esac
  cp "$image" /run/volume
  if mount -t udf -o "loop,ro$options" /run/volume /run/m 2>/dev/null; then
    (
      cd /run/m
      perl /run/w/list_tree.pl
      stat -f --printf 'statfs\t%S\t%b\t%f\t%c\t%d\t%l\n' .
    ) >"${image%.img}.tsv" || echo "$image: ended early"
    umount /run/m
  else
    echo "$image: not mounted"
    dmesg | tail -n 3
  fi
done
