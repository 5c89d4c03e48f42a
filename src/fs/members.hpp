// File systems that spread over several volumes: Btrfs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "io/byte_source.hpp"

namespace vixmount::fs {

// True for kinds of which one file system may lie on several volumes, each with the same UUID.
bool may_have_members(std::string_view type) noexcept;

// What a volume says of itself.
struct MemberIdentity {
  std::string device;  // a UUID: no two members of one file system have the same, but clones have
  std::uint64_t generation = 0;  // of its superblock; alike on all that were here at the last write
  std::uint64_t member_count = 1;  // of the file system
};
// Of a volume whose kind may have members. Error{damaged}, Error{unsupported}, Error{io}.
MemberIdentity identify_member(const io::ByteSource& volume);

enum class MemberState : std::uint8_t {
  complete,
  redundant,    // members are missing, and copies or parity stand in for all that they held
  partly_lost,  // content is missing with them
  unreadable,   // without them nothing can be read
};

struct MemberReport {
  MemberState state = MemberState::complete;
  std::string missing;  // for people: "device 2 (UUID) is missing"; empty when complete
};

// Whether all members of the file system on `volume`, whose kind may have members, are among it and
// `siblings`. Reads little. Error{damaged}, Error{unsupported}, Error{io}.
MemberReport check_members(const io::SourcePtr& volume, const std::vector<io::SourcePtr>& siblings,
                           const Log& log);

}  // namespace vixmount::fs
