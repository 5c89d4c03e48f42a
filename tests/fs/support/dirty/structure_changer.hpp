// Changes that exercise what is logged beside plain files: whole directories that come and go (new
// and freed inodes, blocks given back and used again as data), attributes of all sizes, shared
// extents that are written to, files in many pieces.
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace vixmount::test {

class StructureChanger {
 public:
  // `folder` is made.
  StructureChanger(std::string folder, unsigned seed);

  // One change. A full disk is made room on. Throws std::system_error when a change fails.
  void step();

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  std::string new_path(const char* kind);
  std::string& any_file() { return files_[below(files_.size())]; }
  std::string noise(std::size_t size);
  void write_at(const std::string& path, std::size_t offset, std::size_t size, bool synchronously);

  void change();
  void make_directory();
  void remove_directory();
  void make_file();
  void remove_file();
  void set_attributes();
  void remove_attributes();
  void share();
  void overwrite();
  void punch();

  std::string folder_;
  std::mt19937 random_;
  std::size_t number_ = 0;
  std::vector<std::string> directories_;
  std::vector<std::string> files_;
};

}  // namespace vixmount::test
