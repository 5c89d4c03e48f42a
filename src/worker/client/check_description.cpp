#include "worker/client/check_description.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace vixmount::worker {
namespace {

bool is_known(const volume::Health& health) noexcept {
  return health.condition <= volume::Condition::unusable;
}

bool makes_sense(const DiskSetDescription& description, std::size_t index) {
  const auto& layer = description.layers[index];
  return layer.kind <= volume::Layer::Kind::volume && is_known(layer.health) &&
         std::all_of(layer.on.begin(), layer.on.end(),
                     [index](std::size_t below) { return below < index; }) &&
         (!layer.volume || *layer.volume < description.volumes.size());
}

}  // namespace

void check_description(const DiskSetDescription& description) {
  bool is_good = true;
  for (std::size_t i = 0; i < description.volumes.size(); ++i)
    is_good = is_good && description.volumes[i].number == i + 1 &&
              is_known(description.volumes[i].health) &&
              description.volumes[i].first_member() >= 1 &&
              description.volumes[i].first_member() <= i + 1;
  for (std::size_t i = 0; i < description.layers.size(); ++i)
    is_good = is_good && makes_sense(description, i);
  if (!is_good)
    fail(ErrorKind::worker_lost, "the worker describes the volumes in a way that makes no sense");
}

}  // namespace vixmount::worker
