#include "fs/ntfs/object_id.hpp"

#include "base/bytes.hpp"
#include "fs/ntfs/number_key.hpp"

namespace vixmount::fs::ntfs {
namespace {

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kBirthIdsBytes = 3 * kIdBytes;

}  // namespace

std::optional<std::string> ObjectIds::birth_ids(std::string_view id) const {
  const auto entry = by_id_.find(NumberKey(as_bytes(id)));
  if (!entry) return std::nullopt;
  constexpr std::size_t kBehindReference = sizeof(le64);
  return std::string(BytesView(entry->data).text(kBehindReference, kBirthIdsBytes));
}

std::string complete_object_id(std::string_view attribute, const ObjectIds* ids) {
  std::string out(attribute);
  if (out.size() == kIdBytes && ids != nullptr) out += ids->birth_ids(attribute).value_or("");
  return out;
}

}  // namespace vixmount::fs::ntfs
