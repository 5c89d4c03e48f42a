# Every layout of raid5, raid6 and raid10.
. /run/scripts/array_tools.sh

for layout in left-asymmetric right-asymmetric left-symmetric right-symmetric parity-first parity-last \
  ddf-zero-restart ddf-N-restart ddf-N-continue; do
  array raid5-$layout "2M 2M 2M 2M" "- 1" --level=5 --layout=$layout --chunk=32 $clean
  array raid6-$layout "2M 2M 2M 2M 2M" "- 0,1 2,4" --level=6 --layout=$layout --chunk=32 $clean
done
for layout in left-asymmetric-6 right-asymmetric-6 left-symmetric-6 right-symmetric-6 parity-first-6; do
  array raid6-$layout "2M 2M 2M 2M 2M" "- 0,1 2,4" --level=6 --layout=$layout --chunk=32 $clean
done
for layout in n2 n3 f2 f3 o2 o3; do
  array raid10-3-$layout "2M 2M 2M" "- 0" --level=10 --layout=$layout --chunk=32 $clean
  array raid10-4-$layout "2M 2M 2M 2M" "- 0,2" --level=10 --layout=$layout --chunk=32 $clean
  array raid10-5-$layout "2M 2M 2M 2M 2M" "- 1,3" --level=10 --layout=$layout --chunk=32 $clean
done
