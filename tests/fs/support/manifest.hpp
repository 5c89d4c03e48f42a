// The manifests of the corpus of real images: what independent readers found in each volume.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fs/file_system.hpp"

namespace vixmount::test {

struct ManifestEntry {
  char kind = 'F';     // D, F, L, A, S, X: see the corpus' README
  std::string size;    // decimal, or "-"
  std::string sha256;  // hex, or a word when the reader gave none
  std::string target;  // of a link, or "?"
};

struct ManifestVolume {
  std::uint64_t offset = 0;  // bytes
  std::uint64_t size = 0;
  std::map<std::string, std::string> identity;   // TYPE, LABEL, UUID ... as blkid says
  std::map<std::string, ManifestEntry> entries;  // by path, without a slash in front
  std::map<std::string, ManifestEntry> streams;  // alternate data streams, by "path:name"
};

// Reads corpus/manifests/NAME.tsv.
std::vector<ManifestVolume> read_manifest(const std::string& name);
std::vector<ManifestVolume> read_manifest_file(const std::filesystem::path& path);

// Every entry and stream of the manifest is in the file system with this size and content, and
// nothing else is. Returns the number of entries and streams compared.
std::size_t compare_with_manifest(const fs::FileSystem& files, const ManifestVolume& volume);

}  // namespace vixmount::test
