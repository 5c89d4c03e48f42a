# Functions for the scripts that make small Linux VMs: the files of the guest. Sourced.
# shellcheck shell=bash

# Makes the files of a small Debian in FOLDER; its /etc/fstab is read from the standard input.
make_guest_tree() {  # folder
  local root=$1
  mkdir -p "$root"/{bin,boot,dev,etc,home/anna/letters,proc,root,sys,tmp,usr/{bin,lib},var/log}
  cp "$(readlink -f "$(type -P true)")" "$root/usr/bin/true"
  ln -s ../usr/bin/true "$root/bin/sh"
  cat >"$root/usr/lib/os-release" <<OS
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
OS
  ln -s ../usr/lib/os-release "$root/etc/os-release"
  echo demo-server >"$root/etc/hostname"
  cat >"$root/etc/fstab"
  printf '127.0.0.1 localhost\n10.0.0.5 demo-server\n' >"$root/etc/hosts"
  echo 'Dear Tom, the invoice is attached.' >"$root/home/anna/letters/tom.txt"
  ln "$root/home/anna/letters/tom.txt" "$root/home/anna/letters/tom-hard-link.txt"
  ln -s letters/tom.txt "$root/home/anna/latest"
  python3 -c "import random; random.seed(7); open('$root/home/anna/photo.raw','wb').write(random.randbytes(3 << 20))"
  truncate -s 64M "$root/home/anna/sparse.img"
  printf 'end of a sparse file' | dd of="$root/home/anna/sparse.img" bs=1 seek=50000000 conv=notrunc status=none
}

make_boot_tree() {  # folder
  mkdir "$1"
  echo 'menuentry "Debian"' >"$1/grub.cfg"
}
