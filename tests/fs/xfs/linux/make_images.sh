#!/usr/bin/env bash
# Makes the XFS images that variants.txt lists, of kinds that current kernels no longer mount or are not built for, by a
# kernel in user-mode-linux, and what that kernel lists of copies of them. Into the current folder: NAME.img, NAME.list,
# NAME.sums, NAME.xattrs. Images named dirty_... were cut off while files were changed; their log is in use.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
run=$here/../../../support/uml/run.sh

make() {  # name, options of mkfs.xfs
  truncate -s 64M "$1.img"
  # mkfs.xfs makes file systems below 300 MiB only for tests, which say so by these variables.
  # shellcheck disable=SC2086  # a list of words
  TEST_DIR=1 TEST_DEV=1 QA_CHECK_FS=1 mkfs.xfs -q -f $2 "$1.img" >/dev/null 2>&1
}

truncate -s 32M realtime.device
images=()
while IFS='|' read -r name options mount_options; do
  [[ $name != '#'* ]] || continue
  make "$name" "$options"
  images+=("$name")
  echo "$name $mount_options"
done <"$here/variants.txt" >volumes
echo "$here" >recipes

UML_TIMEOUT=250 "$run" . "$here/fill_images.sh" "${images[@]/%/.img}" realtime.device >/dev/null
for image in "${images[@]}"; do cp "$image.img" "$image.copy"; done
UML_TIMEOUT=250 "$run" . "$here/list_images.sh" "${images[@]/%/.copy}" realtime.device >/dev/null
rm -f -- *.copy .uml_*
