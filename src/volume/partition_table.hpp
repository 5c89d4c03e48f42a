// The part that MBR and GPT share: a table that cuts one container into slices.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/checked.hpp"
#include "volume/scheme.hpp"

namespace vixmount::volume {

// Reads the table of `container`; nothing when it holds none that can be used.
using TableReader = std::optional<std::vector<Volume>> (*)(const Container& container,
                                                           Remarks& remarks);

enum class TablePlace : std::uint8_t {
  disks,           // `read` is never asked about partitions
  partitions_too,  // it decides for itself, by the partition's type
};

// The scheme whose members are containers with a table that `read` understands.
std::shared_ptr<const Scheme> make_table_scheme(std::string_view name, TableReader read,
                                                TablePlace where = TablePlace::disks);

// Gives `volume` the bytes `range` of `container`. A range that begins behind the container's end
// is refused with a remark (false); one that only ends behind it is cut there, as Linux does, with
// a remark: the file system inside then reports the exact place that is missing.
bool place(Volume& volume, const Container& container, ByteRange range, Remarks& remarks);

// Remarks on partitions that share bytes. They are all listed: only the guest can tell which is
// meant.
void remark_overlaps(const std::vector<Volume>& volumes, const Container& container,
                     Remarks& remarks);

}  // namespace vixmount::volume
