// A walk over a tree, delivered in batches so that a listing of any size needs little memory.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "worker/protocol/messages.hpp"

namespace vixmount::worker {

class Walk {
 public:
  using FileSystemOf = std::function<fs::FileSystemPtr(std::uint32_t volume)>;
  // Guest paths at which another volume's root stands instead of the folder.
  using MountTable = std::map<std::string, Location, std::less<>>;

  // `guest_path`: of `start`, for the mount table; ignored when that is empty.
  Walk(FileSystemOf file_system_of, const Location& start, std::string guest_path, bool recursive,
       MountTable mounts);

  // Folders before what they hold; siblings by name as long as a folder has at most kMostSorted
  // entries, else in the file system's order. What cannot be read becomes an Entry with an error;
  // the walk goes on.
  NextBatch::Result next();

 private:
  // Names of one folder are held in one string: 80,000 of them stay near 2 MiB.
  struct Name {
    std::uint32_t position;
    std::uint16_t length;
    fs::NodeId node;
  };
  struct Folder {
    Location location;
    fs::FileSystemPtr file_system;
    std::string path;  // below the start; empty for the start itself
    std::string text;
    std::vector<Name> names;
    std::size_t next_name = 0;
    std::uint64_t next_cookie = 0;  // 0: all read
  };

  static constexpr std::size_t kMostSorted = 256UL << 10;
  // Deeper than any path that Linux can name (PATH_MAX 4096 / 2): a damaged tree must not be
  // followed for ever.
  static constexpr std::size_t kMostDepth = 2048;
  // Where folders may have several names, links in links can make a small tree look endless. A
  // backup of every day for ten years with 4000 folders that did not change is near.
  static constexpr std::uint64_t kMostRepeats = 16UL << 20;
  static constexpr std::size_t kBatchBytes = 64UL << 10;

  void enter(const Location& location, std::string path, NextBatch::Result& batch);
  // Of a folder that was walked before. Error{damaged} where folders have one name, or inside itself.
  void require_several_names(const Folder& folder);
  static void read_names(Folder& folder, std::uint64_t cookie);
  void visit(Folder& folder, const Name& name, NextBatch::Result& batch);
  Entry describe(const fs::FileSystemPtr& file_system, const Location& location,
                 std::string path) const;
  bool is_mounted(const Location& location) const;
  Location cross_mounts(const Location& location, std::string_view path) const;
  void add(NextBatch::Result& batch, Entry entry);

  FileSystemOf file_system_of_;
  bool recursive_;
  std::string guest_prefix_;
  MountTable mounts_;
  std::vector<Folder> stack_;
  std::unordered_set<std::uint64_t> visited_;  // folders, so that a damaged tree cannot multiply
  std::uint64_t repeats_ = 0;
  std::size_t batch_bytes_ = 0;
  Location start_;
  bool started_ = false;
};

}  // namespace vixmount::worker
