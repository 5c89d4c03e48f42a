# Runs inside user-mode-linux (tests/support/uml/run.sh): opens each disk as BitLocker with cryptsetup, whose work the
# kernel's dm-crypt does, and prints the SHA-256 of what it shows.
# The disks are in the order of the names in the file `names`.
modprobe dm-crypt
letters=(a b c d e f g h)
i=0
while read -r name; do
  cryptsetup open --type bitlk --readonly --key-file startup.bek "/dev/ubd${letters[i]}" volume
  echo "$name $(sha256sum </dev/mapper/volume | cut -d' ' -f1)"
  cryptsetup close volume
  i=$((i + 1))
done <names
