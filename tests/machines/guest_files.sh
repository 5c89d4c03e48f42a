# Functions for the scripts that make the test machines: the files of small guests. Sourced.
# shellcheck shell=bash

# Makes the files of a small Linux in FOLDER; its /etc/fstab is read from the standard input. All of it packs well.
make_system() {  # folder, os-release ID, VERSION_ID, pretty name, host name
  local root=$1
  mkdir -p "$root"/{boot,dev,etc,home,proc,root,run,sys,tmp,usr/{bin,lib},var/log}
  head -c 20000 "$(readlink -f "$(type -P true)")" >"$root/usr/bin/true"
  ln -s usr/bin "$root/bin"
  ln -s true "$root/usr/bin/sh"
  printf 'NAME="%s"\nID=%s\nVERSION_ID="%s"\nPRETTY_NAME="%s"\n' "${4% *}" "$2" "$3" "$4" >"$root/usr/lib/os-release"
  ln -s ../usr/lib/os-release "$root/etc/os-release"
  echo "$5" >"$root/etc/hostname"
  cat >"$root/etc/fstab"
  seq -f "line %.0f of the journal of $5" 1 40000 >"$root/var/log/messages"
  seq -s ' ' 1 300 >"$root/root/notes.txt"
  mkdir -p "$root/usr/lib/many"
  local i
  for i in $(seq 1 120); do echo "file $i of many, on $5" >"$root/usr/lib/many/part-$i"; done
}

# The files of users.
make_homes() {  # folder
  mkdir -p "$1/anna/letters" "$1/tom"
  echo 'Dear Tom, the invoice is attached.' >"$1/anna/letters/tom.txt"
  ln "$1/anna/letters/tom.txt" "$1/anna/letters/tom-hard-link.txt"
  ln -s letters/tom.txt "$1/anna/latest"
  seq -f 'row %.0f; 17; 23; a table that packs well' 1 60000 >"$1/anna/table.csv"
  truncate -s 8M "$1/tom/sparse.img"
  printf 'end of a sparse file' | dd of="$1/tom/sparse.img" bs=1 seek=6000000 conv=notrunc status=none
}

make_esp() {  # image
  truncate -s 16M "$1"
  mkfs.fat -i 5EED0E5F -n EFI "$1" >/dev/null
  echo 'set prefix=/boot/grub2' >"$1.cfg"
  mmd -i "$1" ::/EFI ::/EFI/BOOT
  mcopy -i "$1" "$1.cfg" ::/EFI/BOOT/grub.cfg
  rm "$1.cfg"
}
