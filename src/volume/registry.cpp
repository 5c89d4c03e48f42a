#include "volume/gpt/gpt.hpp"
#include "volume/ldm/ldm.hpp"
#include "volume/mbr/mbr.hpp"
#include "volume/partition_table.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume {

Schemes registered_schemes(const KeyRing&) {
  return {
      ldm::make_ldm_scheme(),
      make_table_scheme("gpt", gpt::read_table),
      make_table_scheme("mbr", mbr::read_table),
  };
}

}  // namespace vixmount::volume
