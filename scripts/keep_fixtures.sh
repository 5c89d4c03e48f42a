#!/usr/bin/env bash
# Packs fixtures that a Linux kernel in user-mode-linux took minutes to make into tests/kept, so that tests need not
# make them again. Run it after a change of their recipes, with the tests built:
#   VIXMOUNT_MAKE_ALL=1 ctest --preset release -R '^(linux_(raid|md|lvm|device_mapper)|machines)'
#   scripts/keep_fixtures.sh build/release
# usage: keep_fixtures.sh BUILD_FOLDER
set -euo pipefail
made=$(realpath "$1")/made
cd "$(dirname "$0")/.."
mkdir -p tests/kept
for name in linux-arrays device-mapper lvm-levels lvm-stacks lvm-stale lvm-groups \
  md_levels md_layouts md_states md_crashes md_containers \
  btrfs-machine-raid1 btrfs-machine-raid5 btrfs-machine-raid0 xfs-machine udf_images; do
  newest=$(find "$made" -maxdepth 1 -type d -name "$name-????????????????" -printf '%T@ %p\n' | sort -n | tail -1 | cut -d' ' -f2)
  if [ -z "$newest" ]; then
    echo "$name: not made in $made" >&2
    exit 1
  fi
  rm -f tests/kept/"$name"-*.tar.xz
  tar -C "$newest" --sort=name --owner=0 --group=0 --sparse --exclude='.uml_*' -cf - . |
    xz -9 --threads=1 >"tests/kept/$(basename "$newest").tar.xz"
done
du -sh tests/kept
