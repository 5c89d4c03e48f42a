#include "volume/gpt/gpt.hpp"
#include "volume/mbr/mbr.hpp"
#include "volume/md/imsm.hpp"
#include "volume/md/md.hpp"
#include "volume/partition_table.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume {

Schemes registered_schemes(const KeyRing&) {
  return {
      md::make_md_scheme(),
      md::make_imsm_scheme(),
      md::make_ddf_scheme(),
      make_table_scheme("gpt", gpt::read_table),
      make_table_scheme("mbr", mbr::read_table),
  };
}

}  // namespace vixmount::volume
