# Inside user-mode-linux: "disk", then "number start size" of its partitions, for each disk in order.
for disk in /sys/block/ubd?; do
  echo disk
  for partition in "$disk"/ubd?*; do
    [ -f "$partition/partition" ] || continue
    echo "$(cat "$partition/partition") $(cat "$partition/start") $(cat "$partition/size")"
  done
done
