// Partitions of an MBR that hold a label of their own.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "volume/scheme.hpp"

namespace vixmount::volume::labels {

// True when `container` is a partition of an MBR with one of the types ("0xa5").
inline bool is_slice(const Container& container, std::initializer_list<std::string_view> types) {
  return container.kind == ContainerKind::partition && container.volume &&
         container.volume->scheme == "mbr" &&
         std::find(types.begin(), types.end(), container.volume->type_code) != types.end();
}

}  // namespace vixmount::volume::labels
