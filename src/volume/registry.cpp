#include "volume/gpt/gpt.hpp"
#include "volume/mbr/mbr.hpp"
#include "volume/partition_table.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume {

const std::vector<std::shared_ptr<const Scheme>>& registered_schemes() {
  static const std::vector<std::shared_ptr<const Scheme>> schemes = {
      make_table_scheme("gpt", gpt::read_table),
      make_table_scheme("mbr", mbr::read_table),
  };
  return schemes;
}

}  // namespace vixmount::volume
