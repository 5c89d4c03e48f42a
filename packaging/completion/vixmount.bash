# bash completion for vixmount; install as /usr/share/bash-completion/completions/vixmount

_vixmount() {
  local cur prev words cword
  _get_comp_words_by_ref -n : cur prev words cword 2>/dev/null || {
    cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
  }
  local commands="snapshots info volumes os ls cat cp mount umount"
  local disks="-a --add --snapshot --allow-folder --ignore-cid-mismatch --single-link"
  local common="-h --help -v --verbose"

  local command="" word skip=""
  for word in "${words[@]:1:cword-1}"; do
    if [[ -n $skip ]]; then
      skip=""
    elif [[ $word == @(-a|--add|--snapshot|--allow-folder|--volume|--subvolume|--key) ]]; then
      skip=1
    elif [[ " $commands " == *" $word "* ]]; then
      command=$word
      break
    fi
  done

  case $prev in
    -a | --add)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -X '!*.@(vmdk|vmx|vmtx)' -- "$cur"; compgen -d -- "$cur")
      return ;;
    --allow-folder)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -d -- "$cur")
      return ;;
    --manifest)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      return ;;
    -o | --option)
      mapfile -t COMPREPLY < <(compgen -W "allow_other uid= gid= ro" -- "$cur")
      return ;;
    --format)
      mapfile -t COMPREPLY < <(compgen -W "folder tar" -- "$cur")
      return ;;
    --streams)
      mapfile -t COMPREPLY < <(compgen -W "xattr files none" -- "$cur")
      return ;;
    --snapshot | --volume | --subvolume | --key)
      return ;;
  esac

  local options
  case $command in
    snapshots) options="$disks $common --json" ;;
    info | volumes | os) options="$disks $common --key --json" ;;
    ls) options="$disks $common --key --json --volume --subvolume -l -R --recursive" ;;
    cat) options="$disks $common --key --volume --subvolume" ;;
    cp) options="$disks $common --key --volume --subvolume --force --no-owner --format --streams --manifest" ;;
    mount) options="$disks $common --key --volume --subvolume -f --foreground -o --option" ;;
    umount) options="$common -z --lazy" ;;
    *) options="$commands $disks $common --key --version --json --volume --subvolume" ;;
  esac
  if [[ $cur == -* || -z $command ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
  else
    compopt -o filenames
    case $command in
      snapshots) mapfile -t COMPREPLY < <(compgen -f -X '!*.@(vmx|vmtx)' -- "$cur"; compgen -d -- "$cur") ;;
      cp) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
      mount | umount) mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
    esac
  fi
}
complete -F _vixmount vixmount
