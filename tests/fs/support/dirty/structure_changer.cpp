#include "fs/support/dirty/structure_changer.hpp"

#include <filesystem>

#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "fs/support/dirty/change.hpp"

namespace vixmount::test {
namespace {

constexpr std::size_t kMostDirectories = 5;
constexpr std::size_t kMostFiles = 20;

}  // namespace

StructureChanger::StructureChanger(std::string folder, unsigned seed)
    : folder_(std::move(folder)), random_(seed) {
  require(::mkdir(folder_.c_str(), 0755), "mkdir");
}

std::string StructureChanger::new_path(const char* kind) {
  return folder_ + "/" + kind + " " + std::to_string(++number_);
}

std::string StructureChanger::noise(std::size_t size) {
  std::string out(size, '\0');
  for (auto& byte : out) byte = static_cast<char>(random_());
  return out;
}

void StructureChanger::step() {
  try {
    change();
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::no_space_on_device) throw;
    while (directories_.size() > 1) remove_directory();
    while (files_.size() > 4) remove_file();
  }
}

void StructureChanger::change() {
  if (files_.size() < 3) return make_file();
  switch (below(12)) {
    case 0:
      return directories_.size() < kMostDirectories ? make_directory() : remove_directory();
    case 1:
      return files_.size() < kMostFiles ? make_file() : remove_file();
    case 2:
    case 3:
    case 4:
      return set_attributes();
    case 5:
      return remove_attributes();
    case 6:
    case 7:
      return share();
    case 8:
      return punch();
    default:
      return overwrite();
  }
}

void StructureChanger::make_directory() {
  directories_.push_back(new_path("directory"));
  const auto& path = directories_.back();
  require(::mkdir(path.c_str(), 0755), "mkdir");
  for (auto count = below(400) + 1; count != 0; --count) {
    const auto name = path + "/" + std::to_string(count) + std::string(below(80), 'n');
    if (below(20) == 0)
      require(::symlink(std::string(below(900) + 1, 't').c_str(), (name + "l").c_str()), "symlink");
    else
      open_file(name);
  }
  if (below(2) == 0) require(::fsync(open_file(path + "/last").get()), "fsync");
}

void StructureChanger::remove_directory() {
  if (directories_.empty()) return;
  const auto index = below(directories_.size());
  std::filesystem::remove_all(directories_[index]);
  directories_.erase(directories_.begin() + static_cast<std::ptrdiff_t>(index));
}

void StructureChanger::write_at(const std::string& path, std::size_t offset, std::size_t size,
                                bool synchronously) {
  const auto file = open_file(path);
  const auto bytes = noise(size);
  require(::pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset)), "write");
  if (synchronously) require(::fsync(file.get()), "fsync");
}

void StructureChanger::make_file() {
  files_.push_back(new_path("file"));
  write_at(files_.back(), 0, below(500000) + 1, below(2) == 0);
}

void StructureChanger::remove_file() {
  if (files_.empty()) return;
  const auto index = below(files_.size());
  require(::unlink(files_[index].c_str()), "unlink");
  files_.erase(files_.begin() + static_cast<std::ptrdiff_t>(index));
}

void StructureChanger::overwrite() {
  write_at(any_file(), below(300000), below(20000) + 1, below(2) == 0);
}

void StructureChanger::set_attributes() {
  const auto& path = any_file();
  for (auto count = below(6) + 1; count != 0; --count) {
    const auto name = "user.number " + std::to_string(below(60));
    const auto value = noise(below(8) == 0 ? below(9000) : below(200));
    try_to(::setxattr(path.c_str(), name.c_str(), value.data(), value.size(), 0), "setxattr");
  }
  if (below(3) == 0) require(::fsync(open_file(path).get()), "fsync");
}

void StructureChanger::remove_attributes() {
  const auto& path = any_file();
  for (int i = 0; i < 60; ++i)
    ::removexattr(path.c_str(), ("user.number " + std::to_string(i)).c_str());
}

// Where the file system cannot share extents it is one more change of a file.
void StructureChanger::share() {
  const auto from = any_file();
  if (files_.size() >= kMostFiles) return overwrite();
  files_.push_back(new_path("shared"));
  const auto target = open_file(files_.back());
  if (::ioctl(target.get(), FICLONE, open_file(from).get()) != 0) return overwrite();
  for (auto count = below(6); count != 0; --count)
    write_at(files_.back(), below(400000), below(9000) + 1, false);
  require(::fsync(target.get()), "fsync");
}

void StructureChanger::punch() {
  const auto file = open_file(any_file());
  for (auto count = below(40) + 1; count != 0; --count)
    try_to(::fallocate(file.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                       static_cast<off_t>(below(100) * 4096), 4096),
           "punch");
  if (below(2) == 0)
    try_to(::fallocate(file.get(), 0, static_cast<off_t>(below(400000)), 50000), "fallocate");
  require(::fsync(file.get()), "fsync");
}

}  // namespace vixmount::test
