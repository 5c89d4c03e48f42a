# fish completion for vixmount; install as /usr/share/fish/vendor_completions.d/vixmount.fish

set -l commands snapshots info volumes os ls cat cp mount umount
complete -c vixmount -f
complete -c vixmount -n "not __fish_seen_subcommand_from $commands" -a snapshots -d 'List snapshots and their disk files'
complete -c vixmount -n "not __fish_seen_subcommand_from $commands" -a info -d 'Show the disks'
complete -c vixmount -n "not __fish_seen_subcommand_from $commands" -a volumes -d 'List the volumes'
complete -c vixmount -n "not __fish_seen_subcommand_from $commands" -a os -d 'Tell which operating systems are there'
complete -c vixmount -n "not __fish_seen_subcommand_from $commands" -a ls -d 'List files of the guest'
complete -c vixmount -n "not __fish_seen_subcommand_from $commands" -a cat -d 'Write a file to standard output'
complete -c vixmount -n "not __fish_seen_subcommand_from $commands" -a cp -d 'Copy files of the guest to the host'
complete -c vixmount -n "not __fish_seen_subcommand_from $commands" -a mount -d 'Mount the files of the guest'
complete -c vixmount -n "not __fish_seen_subcommand_from $commands" -a umount -d 'End a mount'
complete -c vixmount -n "not __fish_seen_subcommand_from $commands" -l version -d 'Print the version'

complete -c vixmount -s h -l help -d 'Help'
complete -c vixmount -s v -l verbose -d 'Tell what is being done'
complete -c vixmount -n "not __fish_seen_subcommand_from umount" -s a -l add -r -F -d 'Add a disk'
complete -c vixmount -n "not __fish_seen_subcommand_from umount" -l snapshot -x -d 'The snapshot to read'
complete -c vixmount -n "not __fish_seen_subcommand_from umount" -l allow-folder -x -a '(__fish_complete_directories)' -d 'Files may come from this folder'
complete -c vixmount -n "not __fish_seen_subcommand_from umount" -l ignore-cid-mismatch -d 'Open a chain although a parent was changed'
complete -c vixmount -n "not __fish_seen_subcommand_from umount" -l single-link -d 'Open each .vmdk alone'
complete -c vixmount -n "__fish_seen_subcommand_from snapshots info volumes os ls" -l json -d 'Print JSON'
complete -c vixmount -n "__fish_seen_subcommand_from ls cat cp mount" -l volume -x -d 'Paths are those of this volume'
complete -c vixmount -n "__fish_seen_subcommand_from snapshots" -F
complete -c vixmount -n "__fish_seen_subcommand_from ls" -s l -d 'Mode, owner, size, time as well'
complete -c vixmount -n "__fish_seen_subcommand_from ls" -s R -l recursive -d 'All that is below'
complete -c vixmount -n "__fish_seen_subcommand_from cp" -l force -d 'Replace files that exist'
complete -c vixmount -n "__fish_seen_subcommand_from cp" -l no-owner -d 'Do not restore owners'
complete -c vixmount -n "__fish_seen_subcommand_from cp" -l report -r -F -d 'Write what was not kept'
complete -c vixmount -n "__fish_seen_subcommand_from mount" -s f -l foreground -d 'Stay in the foreground'
complete -c vixmount -n "__fish_seen_subcommand_from mount" -s o -l option -x -a 'allow_other uid= gid= ro' -d 'Mount options'
complete -c vixmount -n "__fish_seen_subcommand_from cp mount umount" -a '(__fish_complete_directories)'
complete -c vixmount -n "__fish_seen_subcommand_from umount" -s z -l lazy -d 'Detach at once'
