// The file that `cp --manifest` writes: JSON lines, one object per line.
//
// The first line describes the run ("manifest": the version of this format), the last one sums it
// up
// ("complete": true when the copy was not broken off); between them stands a line for each node
// that was copied or could not be. vixmount(1) describes the members. Lines are written as the copy
// goes on, so that what a killed copy did is known as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.hpp"
#include "cli/copy/node_record.hpp"
#include "cli/json.hpp"
#include "cli/output.hpp"

namespace vixmount::cli {

enum class NodeStatus : std::uint8_t {
  restored,
  incomplete,  // restored, but for a stream of it that could not be read or written
  failed,
  left_out,  // a socket in an archive: nothing that could be restored
};

struct CopyTotals {
  std::uint64_t files = 0;  // of every kind but folders
  std::uint64_t folders = 0;
  std::uint64_t bytes = 0;
  std::uint64_t failures = 0;
  std::uint64_t escaped_names = 0;
};

class Manifest {
 public:
  // Replaces the file when it exists. `destination`, `format`: of the copy.
  Manifest(const std::string& file, std::string_view destination, std::string_view format);

  void write(const NodeRecord& record, NodeStatus status, std::string_view reason);
  void finish(const CopyTotals& totals, bool is_complete);

 private:
  void write_attributes(const NodeRecord& record);
  void write_xattrs(const NodeRecord& record);
  void write_streams(const NodeRecord& record);
  void write_losses(const NodeRecord& record);
  void time(std::string_view key, const fs::Timestamp& time);
  void end_line();

  UniqueFd file_;
  Output output_;
  std::optional<Json> json_;
};

std::string_view name_of(Attribute attribute) noexcept;

}  // namespace vixmount::cli
