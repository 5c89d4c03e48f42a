#!/usr/bin/env bash
# Makes XFS images of the kinds that current kernels no longer mount (version 4, case-insensitive), by a kernel in
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

make v4 "-m crc=0"
make v4_ftype "-m crc=0 -n ftype=1 -i size=512"
make v4_512 "-m crc=0 -b size=512 -i size=256 -l version=1,lazy-count=0"
make v4_large_directory_blocks "-m crc=0 -b size=1024 -n size=8192"
make case_insensitive "-n version=ci"
make dirty_v4 "-m crc=0"
make dirty_v4_log_1 "-m crc=0 -b size=1024 -l version=1,lazy-count=0 -n size=4096"
make dirty_v4_large_buffers "-m crc=0 -n ftype=1 -l version=2,su=32768"
make dirty_case_insensitive "-n version=ci -m rmapbt=1"
images=(v4 v4_ftype v4_512 v4_large_directory_blocks case_insensitive dirty_v4 dirty_v4_log_1 dirty_v4_large_buffers
  dirty_case_insensitive)
echo "${images[@]}" >names
echo "$here" >recipes

UML_TIMEOUT=250 "$run" . "$here/fill_images.sh" "${images[@]/%/.img}" >/dev/null
for image in "${images[@]}"; do cp "$image.img" "$image.copy"; done
UML_TIMEOUT=250 "$run" . "$here/list_images.sh" "${images[@]/%/.copy}" >/dev/null
rm -f -- *.copy .uml_*
