#include "volume/gpt/gpt.hpp"
#include "volume/lvm/lvm.hpp"
#include "volume/mbr/mbr.hpp"
#include "volume/partition_table.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume {

Schemes registered_schemes(const KeyRing&) {
  return {
      make_lvm_scheme(),
      make_table_scheme("gpt", gpt::read_table),
      make_table_scheme("mbr", mbr::read_table),
  };
}

}  // namespace vixmount::volume
