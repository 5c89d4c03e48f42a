#!/usr/bin/env bash
# Makes the XFS images that variants.txt lists, of kinds that current kernels no longer mount, by a kernel in
# user-mode-linux, and what that kernel lists of copies of them. Into the current folder: NAME.img, NAME.list,
# NAME.sums, NAME.xattrs. Images named dirty_... were cut off while files were changed; their log is in use.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
run=$here/../../../support/uml/run.sh

make() {  # name, options of mkfs.xfs
  truncate -s 64M "$1.img"
  # mkfs.xfs makes file systems below 300 MiB only for tests, which say so by these variables.
  # shellcheck disable=SC2086  # a list of words
  TEST_DIR=1 TEST_DEV=1 QA_CHECK_FS=1 mkfs.xfs -q -f $2 "$1.img" 2>/dev/null
}

images=()
while IFS='|' read -r name options; do
  [[ $name != '#'* ]] || continue
  make "$name" "$options"
  images+=("$name")
done <"$here/variants.txt"
echo "${images[@]}" >names
echo "$here" >recipes

UML_TIMEOUT=250 "$run" . "$here/fill_images.sh" "${images[@]/%/.img}" >/dev/null
for image in "${images[@]}"; do cp "$image.img" "$image.copy"; done
UML_TIMEOUT=250 "$run" . "$here/list_images.sh" "${images[@]/%/.copy}" >/dev/null
rm -f -- *.copy .uml_*
