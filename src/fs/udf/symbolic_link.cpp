#include "fs/udf/symbolic_link.hpp"

#include "base/error.hpp"
#include "fs/udf/cs0.hpp"
#include "fs/udf/layout.hpp"

namespace vixmount::fs::udf {
namespace {

enum ComponentType : std::uint8_t {
  kAgreedRoot = 1,  // with a name: a place that writer and reader agreed on
  kRoot = 2,
  kParentDirectory = 3,
  kSameDirectory = 4,
  kName = 5,
};

// A name in a path is not cut as one in a directory is.
constexpr std::size_t kLongestComponent = 4095;

void append_component(std::string& target, const layout::PathComponent& head, BytesView name) {
  switch (head.type) {
    case kAgreedRoot:
      if (head.length == 0) target = "/";
      break;
    case kRoot:
      target = "/";
      break;
    case kParentDirectory:
      target += "../";
      break;
    case kSameDirectory:
      target += "./";
      break;
    case kName: {
      const auto text = file_name(name, kLongestComponent);
      if (!text) fail_at(name.origin(), "a name in a path has no known encoding");
      target += *text + "/";
      break;
    }
    default:
      fail_at(name.origin(), "a component of type {} in a path", head.type);
  }
}

}  // namespace

std::string link_target(BytesView components) {
  std::string target;
  for (std::size_t at = 0; at < components.size();) {
    const auto head = components.get<layout::PathComponent>(at);
    const auto name = components.sub(at + sizeof(head), head.length);
    append_component(target, head, name);
    at += sizeof(head) + head.length;
  }
  if (target.size() > 1) target.pop_back();
  return target;
}

}  // namespace vixmount::fs::udf
