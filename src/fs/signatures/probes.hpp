// The probes for kinds of content that are recognised by name, label and UUID. One file each, or
// one line in simple.cpp where three offsets say it all.
//
// Each answers nothing when the volume is not of its kind. A structure that is damaged beyond the
// signature is still identified, with a remark. Error{io} passes through.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "fs/registry.hpp"
#include "fs/signatures/volume_bytes.hpp"

namespace vixmount::fs::signatures {

using Probe = std::optional<Identification> (*)(const VolumeBytes& volume);

std::optional<Identification> probe_linux_raid(const VolumeBytes& volume);
std::optional<Identification> probe_lvm2(const VolumeBytes& volume);
std::optional<Identification> probe_luks(const VolumeBytes& volume);
std::optional<Identification> probe_bitlocker(const VolumeBytes& volume);
std::optional<Identification> probe_swap(const VolumeBytes& volume);
std::optional<Identification> probe_vmfs(const VolumeBytes& volume);
std::optional<Identification> probe_minix(const VolumeBytes& volume);
std::optional<Identification> probe_zfs(const VolumeBytes& volume);
// Kinds whose magic number is in the first 512 bytes, and all others of simple.cpp.
std::optional<Identification> probe_simple_at_start(const VolumeBytes& volume);
std::optional<Identification> probe_simple_further_in(const VolumeBytes& volume);

// An identification of `type` with the remark that reading it is not supported yet.
Identification recognised(std::string_view type);

// Runs `read`, which fills in the label or UUID from structures that may be damaged: that becomes a
// remark.
void read_details(Identification& identification, const std::function<void()>& read);

// Trailing blanks off; bytes that are no UTF-8 as \xNN.
std::string clean_label(std::string_view raw);
// UTF-16 up to its first zero, trailing blanks off.
std::string utf16le_label(BytesView raw);
std::string utf16be_label(BytesView raw);
// 16 bytes at `offset` as a UUID; empty for the nil UUID.
std::string uuid_at(BytesView bytes, std::size_t offset);

}  // namespace vixmount::fs::signatures
