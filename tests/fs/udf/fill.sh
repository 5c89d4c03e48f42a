# Inside user-mode-linux: fills the volumes that this kernel can write, with everything UDF can hold.
modprobe udf
modprobe loop || true
mkdir -p /run/m /run/tree

# One tree for all volumes: a process for each of its files and volumes would take minutes.
make_tree() {
  mkdir -p plain/below/further many names
  perl /run/w/make_files.pl
  ln plain/small plain/hard_link
  ln -s small plain/link
  ln -s /absolute/ünder/../x plain/absolute
  ln -s . plain/dot
  ln -s ../../.. plain/up
  ln -s / plain/root
  mknod plain/character c 5 1
  mknod plain/block b 8 17
  mkfifo plain/fifo
  chmod 2070 plain/large
  chmod 1777 plain/below
  chown 1000:70000 plain/small
  chmod 4751 plain/small
  chown 4000000000:7 plain/below
  touch -d '1999-12-31 23:59:59.123456' plain/small
  touch -d '2155-06-07 08:09:10' plain/large
  touch -h -d '1970-01-01 00:00:00' plain/link
}
(cd /run/tree && make_tree)

for image in *.img; do
  # In memory: writes through to a disk of the host would be waited for.
  cp "$image" /run/volume
  mount -t udf -o loop /run/volume /run/m 2>/dev/null || continue
  written=false
  if [ -w /run/m ]; then
    (cp -a /run/tree/. /run/m && cd /run/m && perl /run/w/tear_files.pl) || echo "$image: ended early"
    written=true
  fi
  umount /run/m
  ! $written || cp --sparse=always /run/volume "$image"
done
