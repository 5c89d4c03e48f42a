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
  // How it is listed when no scheme claims it; null in tests that do not care. What unwraps a
  // container (encryption) copies its place and names from here.
  std::shared_ptr<const Volume> volume;
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
  // A text that another collection gave.
  void repeat(std::string text) { texts_.push_back(std::move(text)); }
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

// The answer to "is this a member?".
struct Claim {
  // Null: it is this scheme's, but of no use; it is then listed as it is, with `obstacle`.
  MemberPtr member;
  Health obstacle;

  static Claim of(MemberPtr member) { return {std::move(member), {}}; }
  static Claim refused(Condition condition, std::string detail) {
    return {nullptr, {condition, std::move(detail)}};
  }
};

// What some members make together: a volume group, an array, the partitions of a table.
struct Group {
  std::string name;  // "vg0", "/dev/md/0"; empty: the scheme's name says enough
  std::string uuid;
  Health health;
  std::vector<std::size_t> members;  // indices in the argument of assemble()
  std::vector<Volume> volumes;       // in the scheme's order
  // Where it is not the scheme's own: a scheme that claims a disk lists the disk's other partitions
  // in a group of their table. Empty: the scheme's name.
  std::string scheme;
  // A table inside a partition of another table: its partitions are numbered from 1 here, and the
  // resolver numbers them on behind the partitions of the table around.
  bool is_inner_table = false;
};

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

  // Nothing when the container is no member. Leftovers that others may have overwritten are not
  // claimed either, with a remark. Errors of reading (Error{io}) pass through.
  virtual std::optional<Claim> claim(const Container& container, Remarks& remarks) const = 0;

  // The groups that `members` (all made by claim() of this scheme) form. Members that end up in no
  // group (stale copies) are listed as they are; a remark of the scheme says why.
  virtual std::vector<Group> assemble(const std::vector<MemberPtr>& members,
                                      Remarks& remarks) const = 0;

 protected:
  Scheme() = default;
};

using Schemes = std::vector<std::shared_ptr<const Scheme>>;

// The schemes in the order they are asked; the first that claims a container has it. Volume
// managers stand before partition tables, since a member's first sector may hold anything, and GPT
// before MBR, since every GPT disk holds an MBR as well. `keys` must outlive the schemes.
Schemes registered_schemes(const KeyRing& keys);

// resolve() with the schemes given.
Resolution resolve_with(const Schemes& schemes, const std::vector<DiskInput>& disks, const Log& log,
                        const Recognise& recognise = {});

}  // namespace vixmount::volume
