#!/usr/bin/env bash
# Installs the Debian packages that a step needs and that are not here yet.
# usage: scripts/packages.sh build|test|fuzz|bench ...
# The reason for each stands in docs/DEPENDENCIES.md.
set -euo pipefail

build="g++ cmake ninja-build pkg-config libfuse3-dev libdeflate-dev libseccomp-dev rapidjson-dev libcli11-dev
       libutf8proc-dev libzstd-dev libssl-dev libargon2-dev libfmt-dev libhivex-dev libgtest-dev fuse3"
demo="qemu-utils e2fsprogs fdisk python3 uuid-runtime ntfs-3g libhivex-bin libwin-hivex-perl libwim15
      user-mode-linux lvm2"
test="$demo gdisk sleuthkit xz-utils attr acl mount util-linux binutils man-db procps busybox-static
      dosfstools exfatprogs ntfs-3g xfsprogs btrfs-progs f2fs-tools jfsutils reiserfsprogs nilfs-tools udftools
      squashfs-tools genisoimage xorriso cryptsetup-bin makefs erofs-utils
      wimtools libwim-dev libfsntfs-utils libarchive-tools
      thin-provisioning-tools mdadm openssl ldmtool dislocker exfat-fuse
      libbde-utils python3-cryptography parted mtools 7zip"
fuzz="clang libclang-rt-14-dev"
bench="$demo fuse2fs libvmdk-utils sleuthkit qemu-system-common hyperfine 7zip wimtools libwim-dev
       mdadm cryptsetup-bin openssl xfsprogs btrfs-progs dosfstools exfatprogs exfat-fuse fusefat"

wanted=""
for group in "$@"; do
  case "$group" in
    build) wanted="$wanted $build" ;;
    demo) wanted="$wanted $demo" ;;
    test) wanted="$wanted $test" ;;
    fuzz) wanted="$wanted $fuzz" ;;
    bench) wanted="$wanted $bench" ;;
    *) echo "packages.sh: unknown group '$group' (build, demo, test, fuzz, bench)" >&2; exit 2 ;;
  esac
done

missing=""
for package in $wanted; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
  echo "These Debian packages are missing:$missing" >&2
  echo "Install them as root: apt-get install$missing" >&2
  exit 1
fi
echo "Installing Debian packages:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086  # a list of words
apt-get install -y -qq --no-install-recommends $missing >/dev/null
