#!/bin/bash
# The first process inside user-mode-linux; started by run.sh.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 TMPDIR=/run/tmp
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs tmpfs /run
mount --bind /usr/lib/uml/modules /lib/modules
mkdir -p /run/tmp /run/w /run/lvm /run/lock /run/mnt /run/etc/lvm
mount -t hostfs -o "$UML_FOLDER" none /run/w

# There is no udev here that would make device nodes, and no devices file.
export DM_DISABLE_UDEV=1 MDADM_NO_UDEV=1 LVM_SYSTEM_DIR=/run/etc/lvm LVM_SUPPRESS_FD_WARNINGS=1
cat >/run/etc/lvm/lvm.conf <<'CONF'
devices { use_devicesfile=0 obtain_device_list_from_udev=0 md_component_detection=0 scan="/dev" }
activation { udev_sync=0 udev_rules=0 monitoring=0 raid_region_size=64 }
backup { backup=0 archive=0 }
global { use_lvmlockd=0 use_lvmpolld=0 }
CONF

power_off() {
  sync
  perl -e 'syscall(169, 0xfee1dead, 672274793, 0x4321fedc)'  # reboot(2), power off
}
# Ends at once: nothing more is written, as when the plug is pulled. The script counts as successful.
power_cut() {
  sync -f /run/w
  echo 0 >/run/w/.uml_status
  sync -f /run/w
  echo 1 >/proc/sys/kernel/sysrq
  echo c >/proc/sysrq-trigger
}
export -f power_cut

cd /run/w || power_off
bash -euo pipefail "$UML_SCRIPT" >/run/w/.uml_output 2>&1 </dev/null
echo $? >/run/w/.uml_status
power_off
