#include "cli/help.hpp"

#include <algorithm>

namespace vixmount::cli {

const std::array<CommandHelp, 9>& command_help() noexcept {
  static constexpr std::array<CommandHelp, 9> kCommands = {{
      {Command::snapshots, "snapshots", "List a virtual machine's snapshots and their disk files",
       "Examples:\n"
       "  vixmount snapshots /vms/web/web.vmx\n"
       "  vixmount snapshots --json -a /vms/web\n"},
      {Command::info, "info", "Show the disks: format, size, and every file of the chain",
       "Examples:\n"
       "  vixmount info -a web-000002.vmdk\n"
       "  vixmount info --json -a web.vmx --snapshot \"before update\"\n"},
      {Command::volumes, "volumes",
       "Show disks, partitions, volume groups, arrays and volumes as a tree",
       "A volume over several disks needs all of them, in any order. What is missing, degraded or\n"
       "encrypted is said in the column HEALTH.\n\n"
       "Examples:\n"
       "  vixmount volumes -a web.vmdk -a data.vmdk\n"
       "  vixmount volumes -a laptop.vmdk --key all:prompt\n"
       "  vixmount volumes --json -a web.vmx\n"},
      {Command::os, "os", "Tell which operating systems live on the disks",
       "Examples:\n"
       "  vixmount os -a web.vmx\n"
       "  vixmount os --json -a web.vmx\n"},
      {Command::ls, "ls", "List files of the guest",
       "With -R one full path per line, each folder before what it holds. A link to a folder is\n"
       "followed when it is named on the command line.\n\n"
       "Examples:\n"
       "  vixmount ls -l -a web.vmx /etc\n"
       "  vixmount ls -lR --json -a web.vmx /home\n"
       "  vixmount ls -a web.vmdk --volume 2 /\n"
       "  vixmount ls -a suse.vmx --subvolume @/.snapshots/1/snapshot /etc\n"
       "  vixmount ls -a laptop.vmdk --key /dev/sda3:file:laptop.key /home\n"},
      {Command::cat, "cat", "Write a guest file's content to standard output",
       "Examples:\n"
       "  vixmount cat -a web.vmx /etc/hosts\n"
       "  vixmount cat -a web.vmx /var/backups/db.sql.gz | zcat | less\n"},
      {Command::cp, "cp", "Copy files or whole trees of the guest to a folder or an archive",
       "A folder arrives as DEST/its-name, the root as DEST itself. DEST is made when it is "
       "missing.\n"
       "Times, modes, hard and symbolic links, holes, extended attributes, NTFS streams and "
       "metadata are\n"
       "kept where the host allows, owners when run as root; what was not kept is told at the end, "
       "and\n"
       "with --manifest for each file. --format tar keeps all of it on any host. Exit code 1 says "
       "that\n"
       "at least one file was not restored.\n\n"
       "Examples:\n"
       "  vixmount cp -a web.vmx /etc/hosts /tmp/restored\n"
       "  vixmount cp -a web.vmx --snapshot 3 /home /srv/www /tmp/restored\n"
       "  vixmount cp -a web.vmdk --volume 1 --manifest boot.jsonl / /tmp/boot\n"
       "  vixmount cp -a web.vmx --format tar /home home.tar\n"
       "  vixmount cp -a web.vmx --format tar /home - | zstd >home.tar.zst\n"},
      {Command::mount, "mount", "Mount the guest's files, read-only, for every program",
       "Without --volume, the guest's whole tree is mounted: its root volume and the others where\n"
       "its fstab has them. Returns when the files can be read; `vixmount umount MOUNTPOINT` or\n"
       "`fusermount3 -u MOUNTPOINT` ends the mount.\n\n"
       "Examples:\n"
       "  vixmount mount -a web.vmx /mnt/web\n"
       "  vixmount mount -a web.vmdk --volume 1 -o allow_other,uid=1000 /mnt/boot\n"},
      {Command::umount, "umount", "End a mount that `vixmount mount` made",
       "Examples:\n"
       "  vixmount umount /mnt/web\n"},
  }};
  return kCommands;
}

const CommandHelp& help_of(Command command) noexcept {
  const auto& commands = command_help();
  return *std::find_if(commands.begin(), commands.end(),
                       [&](const CommandHelp& help) { return help.command == command; });
}

std::string_view first_steps() noexcept {
  return "First steps, from a virtual machine to a file:\n"
         "  vixmount snapshots /vms/web/web.vmx            which snapshots are there?\n"
         "  vixmount volumes -a /vms/web/web.vmx           what is on its disks?\n"
         "  vixmount ls -l -a /vms/web/web.vmx /home       look around\n"
         "  vixmount cp -a /vms/web/web.vmx /home/anna .   restore a folder\n"
         "  vixmount mount -a /vms/web/web.vmx /mnt        or let any program read it\n"
         "\n"
         "A disk (-a) is a .vmdk (its snapshot chain is found by itself), a .vmx, a folder that "
         "holds\n"
         "one .vmx, or raw:PATH. Passphrases of encrypted volumes are asked for, or named with "
         "--key.\n"
         "`vixmount COMMAND --help` tells the rest; exit codes stand in vixmount-exit-codes(7).\n";
}

}  // namespace vixmount::cli
