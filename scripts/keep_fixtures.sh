#!/usr/bin/env bash
# Packs fixtures that a Linux kernel in user-mode-linux took long to make into tests/kept, so that tests need not make
# them again. Run it after a change of their recipes, with the tests built:
#   VIXMOUNT_MAKE_ALL=1 ctest --preset release -R '^(linux_(raid|md|lvm|device_mapper|labels|ldm|xfs)|machines|fs_.*_volumes)'
#   scripts/keep_fixtures.sh build/release
# A pack is a few hundred KiB: what recipes put into volumes repeats itself.
# usage: keep_fixtures.sh BUILD_FOLDER [NAME...]      all that are kept, or those named
set -euo pipefail
made=$(realpath "$1")/made
cd "$(dirname "$0")/.."
mkdir -p tests/kept
kept=(linux-arrays device-mapper lvm-levels lvm-stacks lvm-stale lvm-groups
  md_levels md_layouts md_states md_crashes md_containers linux_labels linux_ldm_gpt linux_ldm_mbr
  btrfs-machine-raid1 btrfs-machine-raid5 btrfs-machine-raid0 xfs-machine
  fat_images hfsplus_images iso9660_images linux_xfs udf_images ufs_images)
[ $# -lt 2 ] || kept=("${@:2}")
for name in "${kept[@]}"; do
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
