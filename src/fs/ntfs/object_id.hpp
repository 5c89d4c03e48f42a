// Object ids: the attribute $OBJECT_ID holds 16 bytes (or all 64), $Extend\$ObjId:$O the rest.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "fs/ntfs/index.hpp"

namespace vixmount::fs::ntfs {

class ObjectIds {
 public:
  explicit ObjectIds(Index by_id) : by_id_(std::move(by_id)) {}

  // `id`: 16 bytes. The 48 bytes of birth volume, birth object and domain that the index holds for
  // it, or nothing.
  std::optional<std::string> birth_ids(std::string_view id) const;

 private:
  Index by_id_;
};

// The value of system.ntfs_object_id: the attribute's 64 bytes, or its 16 with what the index adds.
// `ids` may be null.
std::string complete_object_id(std::string_view attribute, const ObjectIds* ids);

}  // namespace vixmount::fs::ntfs
