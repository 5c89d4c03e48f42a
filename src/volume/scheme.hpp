// What a volume scheme is: something that recognises its members among the containers of a disk
// set, and makes volumes of them.
//
// A partition table is the simple case, a group with one member. Volume managers over many disks
// have the same two questions: "is this a member?" (claim) and "which volumes do these members
// make?" (assemble).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "io/byte_source.hpp"
#include "volume/volume.hpp"

namespace vixmount::volume {

enum class ContainerKind : std::uint8_t {
  disk,
  partition,  // never searched for partition tables: boot sectors of file systems look like one
  logical,    // made by a volume manager; may hold a partition table
};

// A range of bytes that may hold volumes: a disk, or a volume that another scheme made.
struct Container {
  ContainerKind kind = ContainerKind::disk;
  std::string name;  // for remarks: "disk 1", "disk 1 partition 2"
  io::SourcePtr source;
  std::uint32_t logical_sector_size = 512;  // bytes
  std::optional<std::size_t> disk;          // index in the set, when on one disk
  std::optional<std::uint64_t> offset;      // bytes, in that disk
};

// Collects what people should know.
class Remarks {
 public:
  template <typename... Args>
  void add(const Container& about, fmt::format_string<Args...> format, Args&&... args) {
    add(about.name, format, std::forward<Args>(args)...);
  }
  template <typename... Args>
  void add(const std::string& about, fmt::format_string<Args...> format, Args&&... args) {
    texts_.push_back(about + ": " + fmt::format(format, std::forward<Args>(args)...));
  }
  std::vector<std::string> take() noexcept { return std::move(texts_); }
  const std::vector<std::string>& texts() const noexcept { return texts_; }

 private:
  std::vector<std::string> texts_;
};

// What a scheme remembers of a container that it claimed.
class Member {
 public:
  virtual ~Member() = default;
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;

 protected:
  Member() = default;
};
using MemberPtr = std::shared_ptr<const Member>;

class Scheme {
 public:
  virtual ~Scheme() = default;
  Scheme(const Scheme&) = delete;
  Scheme& operator=(const Scheme&) = delete;

  virtual std::string_view name() const noexcept = 0;

  // True when every member makes its volumes by itself (partition tables): assemble() is then asked
  // for each member at once, which keeps the volumes in the order of the disks. False: it is asked
  // once all members of the set are known.
  virtual bool members_stand_alone() const noexcept = 0;

  // Nothing when the container is no member. A damaged member is a remark, and nothing. Errors of
  // reading (Error{io}) pass through.
  virtual MemberPtr claim(const Container& container, Remarks& remarks) const = 0;

  // The volumes that `members` (all made by claim() of this scheme) hold, in the scheme's order.
  virtual std::vector<Volume> assemble(const std::vector<MemberPtr>& members,
                                       Remarks& remarks) const = 0;

 protected:
  Scheme() = default;
};

// The schemes in the order they are asked; the first that claims a container has it. Volume
// managers stand before partition tables, since a member's first sector may hold anything, and GPT
// before MBR, since every GPT disk holds an MBR as well.
const std::vector<std::shared_ptr<const Scheme>>& registered_schemes();

// resolve() with the schemes given.
Resolution resolve_with(const std::vector<std::shared_ptr<const Scheme>>& schemes,
                        const std::vector<DiskInput>& disks, const Log& log,
                        const Recognise& recognise = {});

}  // namespace vixmount::volume
