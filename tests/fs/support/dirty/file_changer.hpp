// Creates, writes, renames, truncates, links and removes files and directories, with names and
// without, in an order that a seed decides.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"

namespace vixmount::test {

// Keeps at most a few hundred files of some 10 KiB. Throws std::system_error when a change fails.
class FileChanger {
 public:
  // What ext's fast commits can hold; everything else makes a whole commit of them.
  enum class Kinds { all, of_fast_commits };

  // Below `folder`, which gets a directory of 300 files first: one with a hash tree.
  FileChanger(const std::string& folder, unsigned seed, Kinds kinds = Kinds::all);

  void step();  // one change; when the disk is full it makes room

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  std::string filler(std::size_t most) { return std::string(below(most) + 1, 'x'); }
  std::string new_name(const char* kind);
  std::string& any_file() { return files_[below(files_.size())]; }
  // In phases: always, often or rarely. What is not synchronised comes to the disk with something
  // else, or not.
  void synchronise(const UniqueFd& file);
  void synchronise(const std::string& path);
  void write_to(const UniqueFd& file, std::size_t count);
  void write_file(const std::string& path, std::size_t count, bool synchronously);

  void change();
  void create();
  void make_folder();
  void rename_file();
  void replace_file();  // over another one, which goes
  void append();
  void truncate();
  void unlink_file();
  void unlink_file_at(std::size_t index);
  void link_file();
  void scatter();  // pieces with holes between them: more extents than fit into an inode
  void special();
  // Not in fast commits:
  void change_more();
  void move_folder();
  void attributes();  // mode, times, small extended attributes
  void orphan();  // a file that loses its last name while it is open
  void keep_open(UniqueFd file);
  void nameless();  // a file that never had a name, or gets one late

  std::mt19937 random_;
  Kinds kinds_;
  std::uint64_t number_ = 0;
  std::size_t sync_percent_ = 100;
  std::vector<std::string> folders_;
  std::vector<std::string> files_;
  std::deque<UniqueFd> orphans_;  // kept open
};

}  // namespace vixmount::test
