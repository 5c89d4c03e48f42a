# Inside user-mode-linux: what the kernel finds on each of the volumes.
modprobe loop
modprobe isofs
modprobe nls_utf8
mkdir -p /run/m
python3 ./list.py /run/m
