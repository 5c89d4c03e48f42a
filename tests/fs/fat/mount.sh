# Sourced inside user-mode-linux: for_each_volume COMMAND mounts the volumes that the file names lists with their code
# pages, one after the other, at /run/m, and runs COMMAND NAME.
for module in vfat nls_cp437 nls_cp850 nls_cp852 nls_cp866 nls_iso8859-1 nls_utf8; do modprobe "$module" || true; done
mkdir -p /run/m
for_each_volume() {
  local letters=(a b c d e f g h i j k l m n o p) number=0 name code_page
  while read -r name code_page; do
    mount -t vfat -o "utf8,codepage=$code_page,iocharset=iso8859-1,tz=UTC" "/dev/ubd${letters[number]}" /run/m
    "$1" "$name" || echo "$name: ended early"
    umount /run/m
    number=$((number + 1))
  done <names
}
