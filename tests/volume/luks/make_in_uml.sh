# Run inside user-mode-linux by make_luks_disks.sh.
# shellcheck disable=SC2086  # lists of options
modprobe -a dm-crypt loop xts cbc ecb essiv camellia_generic serpent_generic sha512_generic algif_skcipher

printf 'correct horse' >passphrase.txt
printf 'second one' >second.txt
: >nothing.txt
seq 1 500 >key_file.bin
{ seq -f 'line %.0f of what is stored' 1 200000 || true; } | head -c 2600k >text.bin

fast="--pbkdf pbkdf2 --pbkdf-force-iterations 1000"
small="--luks2-metadata-size 16k --luks2-keyslots-size 1m"

# Where a slot is not encrypted cryptsetup takes the empty passphrase alone.
key_of() {
  case $1 in luks1-null*) echo nothing.txt ;; *) echo passphrase.txt ;; esac
}
# format NAME SIZE options...
format() {
  local name=$1 size=$2
  shift 2
  head -c "$size" text.bin >"$name.img"
  cryptsetup luksFormat -q --disable-locks --key-file "$(key_of "$name")" "$name.img" "$@"
}
luks1() { format "$1" 2600k --type luks1 --align-payload 8 $fast "${@:2}"; }
luks2() { format "$1" 2600k --type luks2 $small --offset 4096 "${@:2}"; }

luks1 luks1-xts --cipher aes-xts-plain64 --key-size 512 --hash sha512
luks1 luks1-xts-128-be --cipher aes-xts-plain64be --key-size 256 --hash sha224
luks1 luks1-cbc-plain --cipher aes-cbc-plain --key-size 128 --hash ripemd160
luks1 luks1-essiv --cipher aes-cbc-essiv:sha256 --key-size 256 --hash sha1
luks1 luks1-ecb --cipher aes-ecb --key-size 192 --hash sha384
luks1 luks1-camellia --cipher camellia-cbc-essiv:sha256 --key-size 256 --hash sha256
luks1 luks1-null --cipher cipher_null-ecb --key-size 256 --hash sha256
luks1 luks1-serpent --cipher serpent-xts-plain64 --key-size 512 --hash sha256
luks1 luks1-whirlpool --cipher aes-xts-plain64 --key-size 512 --hash whirlpool
# Slots: 0 deleted, 1 the passphrase, 7 a key file.
luks1 luks1-slots --cipher aes-xts-plain64 --key-size 512 --key-slot 0
add="cryptsetup luksAddKey -q --disable-locks $fast --key-file passphrase.txt"
$add luks1-slots.img key_file.bin --key-slot 7
$add luks1-slots.img second.txt --key-slot 1
cryptsetup luksKillSlot -q --disable-locks luks1-slots.img 0 --key-file key_file.bin

for size in 512 1024 2048 4096; do
  luks2 luks2-sector-$size $fast --cipher aes-xts-plain64 --key-size 512 --sector-size $size
done
luks2 luks2-cbc-4096 $fast --cipher aes-cbc-essiv:sha256 --key-size 256 --sector-size 4096
luks2 luks2-argon2id --pbkdf argon2id --pbkdf-memory 16384 --pbkdf-parallel 4 --pbkdf-force-iterations 4
luks2 luks2-argon2i --pbkdf argon2i --pbkdf-memory 1024 --pbkdf-parallel 1 --pbkdf-force-iterations 5
luks2 luks2-sha3 $fast --hash sha3-512
luks2 luks2-null $fast --cipher cipher_null-ecb --key-size 256
luks2 luks2-area-cipher $fast --keyslot-cipher aes-cbc-essiv:sha256 --keyslot-key-size 128
# Slots: 0 the passphrase, 3 Argon2, 5 deleted.
luks2 luks2-slots $fast
add="cryptsetup luksAddKey -q --disable-locks --key-file passphrase.txt"
$add luks2-slots.img key_file.bin --key-slot 3 --pbkdf argon2id --pbkdf-memory 1024 --pbkdf-force-iterations 4
$add luks2-slots.img second.txt --key-slot 5 $fast
cryptsetup luksKillSlot -q --disable-locks luks2-slots.img 5 --key-file passphrase.txt

for name in luks1-essiv luks2-sector-512; do
  cryptsetup luksDump -q --disable-locks --dump-master-key --key-file passphrase.txt \
    --master-key-file $name.key $name.img >/dev/null
done

for image in luks*.img; do
  case $image in *slots*) key=key_file.bin ;; *) key=$(key_of "$image") ;; esac
  device=$(losetup -rf --show "$image")
  cryptsetup open --disable-locks --readonly --key-file $key "$device" plain
  echo "${image%.img} $(blockdev --getsize64 /dev/mapper/plain) $(sha256sum </dev/mapper/plain | cut -d' ' -f1)"
  cryptsetup close --disable-locks plain
  losetup -d "$device"
done >sha256.txt
rm text.bin
