#!/usr/bin/env bash
# Makes the volumes of variants.txt in the current folder (NAME.img) and has a kernel in user-mode-linux list them:
# NAME.list (attributes), NAME.sums (contents, of large files the last 64 KiB), NAME.room.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir tree
python3 "$here/make_tree.py" tree
images=()
while IFS='|' read -r name options edit ufstype; do
  [[ $name == \#* ]] && continue
  # shellcheck disable=SC2086  # a list of words
  makefs -t ffs -s 16m $options "$name.img" tree >/dev/null
  python3 "$here/edit_image.py" "$name.img" "$edit"
  images+=("$name.img")
  echo "$name $ufstype"
done <"$here/variants.txt" >names
rm -r tree
"$here/../../support/uml/run.sh" . "$here/list_images.sh" "${images[@]}"
rm -f -- .uml_*
