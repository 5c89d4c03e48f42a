#include "fs/ext/journal/file_changer.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace vixmount::test {
namespace {

constexpr std::size_t kMostFiles = 250;
constexpr std::size_t kMostFolders = 30;

void require(std::int64_t result) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), "changing files");
}

void sync(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  require(file.get());
  require(::fsync(file.get()));
}

}  // namespace

FileChanger::FileChanger(const std::string& folder, unsigned seed)
    : random_(seed), folders_{folder, folder + "/large"} {
  require(::mkdir(folders_.back().c_str(), 0755));
  for (int i = 0; i < 300; ++i)
    write_file(folders_.back() + "/old_" + std::to_string(i) + filler(30), 0, false);
  ::sync();
}

std::string FileChanger::new_name(const char* kind) {
  return folders_[below(folders_.size())] + "/" + kind + std::to_string(number_) + "_" + filler(60);
}

void FileChanger::step() {
  try {
    change();
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::no_space_on_device || files_.empty()) throw;
    for (auto count = files_.size() / 2; count != 0; --count) unlink_file();
  }
}

void FileChanger::change() {
  ++number_;
  if (files_.empty()) return create();
  switch (below(12)) {
    case 0:
      return make_folder();
    case 1:
      return rename_file();
    case 2:
      return append();
    case 3:
      return truncate();
    case 4:
      return unlink_file();
    case 5:
      return link_file();
    case 6:
      return scatter();
    case 7:
      return replace_file();
    case 8:
      return special();
    default:
      return create();
  }
}

void FileChanger::write_to(const UniqueFd& file, std::size_t count) {
  std::vector<std::uint32_t> bytes(count / sizeof(std::uint32_t) + 1);
  for (auto& part : bytes) part = random_();
  require((::write(file.get(), bytes.data(), count)));
}

void FileChanger::write_file(const std::string& path, std::size_t count, bool synchronously) {
  const UniqueFd file(::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0640));
  require(file.get());
  write_to(file, count);
  if (synchronously) require(::fsync(file.get()));
}

void FileChanger::create() {
  if (files_.size() >= kMostFiles) return unlink_file();
  files_.push_back(new_name("file"));
  write_file(files_.back(), below(30000), below(2) == 0);
}
void FileChanger::make_folder() {
  if (folders_.size() >= kMostFolders) return create();
  const auto path = new_name("folder");
  require(::mkdir(path.c_str(), 0750));
  folders_.push_back(path);
}
void FileChanger::rename_file() {
  auto& path = any_file();
  const auto target = new_name("renamed");
  require(::rename(path.c_str(), target.c_str()));
  path = target;
  sync(target);
}
void FileChanger::replace_file() {
  const auto from = below(files_.size());
  const auto to = below(files_.size());
  struct stat a {};
  struct stat b {};
  require(::stat(files_[from].c_str(), &a));
  require(::stat(files_[to].c_str(), &b));
  if (a.st_ino == b.st_ino) return;
  require(::rename(files_[from].c_str(), files_[to].c_str()));
  sync(files_[to]);
  files_.erase(files_.begin() + static_cast<std::ptrdiff_t>(from));
}
void FileChanger::append() {
  const UniqueFd file(::open(any_file().c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  require(file.get());
  write_to(file, below(20000));
  require(::fsync(file.get()));
}
void FileChanger::truncate() {
  auto& path = any_file();
  struct stat now {};
  require(::stat(path.c_str(), &now));
  const auto size = below(static_cast<std::size_t>(now.st_size) + 5000);
  require(::truncate(path.c_str(), static_cast<off_t>(size)));
  sync(path);
}
void FileChanger::unlink_file() {
  const auto index = below(files_.size());
  require(::unlink(files_[index].c_str()));
  files_.erase(files_.begin() + static_cast<std::ptrdiff_t>(index));
}
void FileChanger::link_file() {
  if (files_.size() >= kMostFiles) return unlink_file();
  const auto target = new_name("link");
  require(::link(any_file().c_str(), target.c_str()));
  files_.push_back(target);
  sync(target);
}
void FileChanger::scatter() {
  const UniqueFd file(::open(any_file().c_str(), O_WRONLY | O_CLOEXEC));
  require(file.get());
  for (auto pieces = below(12) + 1; pieces != 0; --pieces) {
    require((::lseek(file.get(), static_cast<off_t>(below(400000)), SEEK_SET)));
    write_to(file, 3000);
  }
  require(::fsync(file.get()));
}
void FileChanger::special() {
  const auto path = new_name("special");
  if (below(2) == 0)
    require(::symlink(filler(100).c_str(), path.c_str()));
  else
    require(::mknod(path.c_str(), S_IFCHR | 0600, makedev(5, 77)));
  if (below(4) != 0) require(::unlink(path.c_str()));
}

}  // namespace vixmount::test
