#include "volume/bitlocker/bitlocker.hpp"
#include "volume/gpt/gpt.hpp"
#include "volume/labels/labels.hpp"
#include "volume/ldm/ldm.hpp"
#include "volume/luks/luks.hpp"
#include "volume/lvm/lvm.hpp"
#include "volume/mbr/mbr.hpp"
#include "volume/md/imsm.hpp"
#include "volume/md/md.hpp"
#include "volume/partition_table.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume {

Schemes registered_schemes(const KeyRing& keys) {
  return {
      // First: a mirror's member looks like what the mirror holds.
      md::make_md_scheme(),
      md::make_imsm_scheme(),
      md::make_ddf_scheme(),
      luks::make_luks_scheme(keys),
      bitlocker::make_bitlocker_scheme(keys),
      make_lvm_scheme(),
      ldm::make_ldm_scheme(),
      make_table_scheme("gpt", gpt::read_table),
      // Before the MBR, which disks that are all BSD's have for form's sake.
      make_table_scheme("bsd", labels::read_bsd, TablePlace::partitions_too),
      make_table_scheme("mbr", mbr::read_table),
      make_table_scheme("sun", labels::read_solaris, TablePlace::partitions_too),
      make_table_scheme("sun", labels::read_sun),
      make_table_scheme("apple", labels::read_apple),
  };
}

}  // namespace vixmount::volume
