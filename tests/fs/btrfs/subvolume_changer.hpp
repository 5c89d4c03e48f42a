// Changes that only Btrfs has: subvolumes and snapshots that come, are written to and go, files
// without copy on write, compressed ones. Each subvolume has a log of its own.
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace vixmount::fs::btrfs {

class SubvolumeChanger {
 public:
  // `folder` is made.
  SubvolumeChanger(std::string folder, unsigned seed);

  // One change. Throws std::system_error when it fails; when the disk is full it makes room.
  void step();

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  std::string new_name(const char* kind) { return kind + std::to_string(++number_); }
  std::string& any_subvolume() { return subvolumes_[below(subvolumes_.size())]; }
  std::string any_file(const std::string& subvolume);

  void change();
  void change_subvolumes();
  void make_subvolume();
  void snapshot();
  void remove_subvolume();
  void make_file(int flags);  // FS_NOCOW_FL: without copy on write
  void make_compressed();
  void overwrite();
  void remove_file();

  std::string folder_;
  std::mt19937 random_;
  std::size_t number_ = 0;
  std::vector<std::string> subvolumes_;  // paths
};

}  // namespace vixmount::fs::btrfs
