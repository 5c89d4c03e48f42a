#include "volume/gpt/gpt.hpp"
#include "volume/luks/luks.hpp"
#include "volume/mbr/mbr.hpp"
#include "volume/md/md.hpp"
#include "volume/partition_table.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume {

Schemes registered_schemes(const KeyRing& keys) {
  return {
      md::make_md_scheme(),
      luks::make_luks_scheme(keys),
      make_table_scheme("gpt", gpt::read_table),
      make_table_scheme("mbr", mbr::read_table),
  };
}

}  // namespace vixmount::volume
