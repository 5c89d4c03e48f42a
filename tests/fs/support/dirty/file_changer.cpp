#include "fs/support/dirty/file_changer.hpp"

#include <array>

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "fs/support/dirty/change.hpp"

namespace vixmount::test {
namespace {

constexpr std::size_t kMostFiles = 250;
constexpr std::size_t kMostFolders = 30;
constexpr std::size_t kMostOrphans = 12;
constexpr std::uint64_t kStepsOfAPhase = 50;
constexpr std::array<std::size_t, 3> kSyncPercents{5, 40, 100};
constexpr const char* kWhat = "changing files";

}  // namespace

FileChanger::FileChanger(const std::string& folder, unsigned seed, Kinds kinds)
    : random_(seed), kinds_(kinds), folders_{folder, folder + "/large"} {
  require(::mkdir(folders_.back().c_str(), 0755), kWhat);
  for (int i = 0; i < 300; ++i)
    write_file(folders_.back() + "/old_" + std::to_string(i) + filler(30), 0, false);
  require(::syncfs(open_file(folder, O_RDONLY).get()), "syncfs");
}

std::string FileChanger::new_name(const char* kind) {
  return folders_[below(folders_.size())] + "/" + kind + std::to_string(number_) + "_" + filler(60);
}

void FileChanger::step() {
  try {
    change();
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::no_space_on_device || files_.empty()) throw;
    orphans_.clear();
    for (auto count = files_.size() / 2; count != 0; --count) unlink_file();
  }
}

void FileChanger::change() {
  if (++number_ % kStepsOfAPhase == 0) sync_percent_ = kSyncPercents[below(kSyncPercents.size())];
  if (files_.empty()) return create();
  if (kinds_ == Kinds::all && below(4) == 0) return change_more();
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

void FileChanger::change_more() {
  switch (below(5)) {
    case 0:
      return move_folder();
    case 1:
    case 2:
      return attributes();
    case 3:
      return orphan();
    default:
      return nameless();
  }
}

void FileChanger::synchronise(const UniqueFd& file) {
  if (below(100) < sync_percent_) require(::fsync(file.get()), kWhat);
}
void FileChanger::synchronise(const std::string& path) { synchronise(open_file(path, O_RDONLY)); }

void FileChanger::write_to(const UniqueFd& file, std::size_t count) {
  std::vector<std::uint32_t> bytes(count / sizeof(std::uint32_t) + 1);
  for (auto& part : bytes) part = random_();
  require(::write(file.get(), bytes.data(), count), kWhat);
}

void FileChanger::write_file(const std::string& path, std::size_t count, bool synchronously) {
  const auto file = open_file(path, O_CREAT | O_WRONLY, 0640);
  write_to(file, count);
  if (synchronously) synchronise(file);
}

void FileChanger::create() {
  if (files_.size() >= kMostFiles) return unlink_file();
  files_.push_back(new_name("file"));
  write_file(files_.back(), below(30000), below(2) == 0);
}
void FileChanger::make_folder() {
  if (folders_.size() >= kMostFolders) return create();
  const auto path = new_name("folder");
  require(::mkdir(path.c_str(), 0750), kWhat);
  folders_.push_back(path);
}
void FileChanger::rename_file() {
  auto& path = any_file();
  const auto target = new_name("renamed");
  require(::rename(path.c_str(), target.c_str()), kWhat);
  path = target;
  synchronise(target);
}
void FileChanger::replace_file() {
  const auto from = below(files_.size());
  const auto to = below(files_.size());
  struct stat a {};
  struct stat b {};
  require(::stat(files_[from].c_str(), &a), kWhat);
  require(::stat(files_[to].c_str(), &b), kWhat);
  if (a.st_ino == b.st_ino) return;
  require(::rename(files_[from].c_str(), files_[to].c_str()), kWhat);
  synchronise(files_[to]);
  files_.erase(files_.begin() + static_cast<std::ptrdiff_t>(from));
}
void FileChanger::append() {
  const auto file = open_file(any_file(), O_WRONLY | O_APPEND);
  write_to(file, below(20000));
  synchronise(file);
}
void FileChanger::truncate() {
  auto& path = any_file();
  struct stat now {};
  require(::stat(path.c_str(), &now), kWhat);
  const auto size = below(static_cast<std::size_t>(now.st_size) + 5000);
  require(::truncate(path.c_str(), static_cast<off_t>(size)), kWhat);
  synchronise(path);
}
void FileChanger::unlink_file() { unlink_file_at(below(files_.size())); }
void FileChanger::unlink_file_at(std::size_t index) {
  require(::unlink(files_[index].c_str()), kWhat);
  files_.erase(files_.begin() + static_cast<std::ptrdiff_t>(index));
}
void FileChanger::link_file() {
  if (files_.size() >= kMostFiles) return unlink_file();
  const auto target = new_name("link");
  require(::link(any_file().c_str(), target.c_str()), kWhat);
  files_.push_back(target);
  synchronise(target);
}
void FileChanger::scatter() {
  const auto file = open_file(any_file(), O_WRONLY);
  for (auto pieces = below(12) + 1; pieces != 0; --pieces) {
    require(::lseek(file.get(), static_cast<off_t>(below(400000)), SEEK_SET), kWhat);
    write_to(file, 3000);
  }
  synchronise(file);
}
void FileChanger::special() {
  const auto path = new_name("special");
  if (below(2) == 0)
    require(::symlink(filler(100).c_str(), path.c_str()), kWhat);
  else
    require(::mknod(path.c_str(), S_IFCHR | 0600, makedev(5, 77)), kWhat);
  if (below(4) != 0) require(::unlink(path.c_str()), kWhat);
}
void FileChanger::move_folder() {
  if (folders_.size() < 3) return make_folder();
  auto& moving = folders_[2 + below(folders_.size() - 2)];
  const auto from = moving;
  const auto to = new_name("moved");
  if (to.starts_with(from + "/")) return;
  require(::rename(from.c_str(), to.c_str()), kWhat);
  for (auto* paths : {&folders_, &files_})
    for (auto& path : *paths)
      if (path == from || path.starts_with(from + "/")) path.replace(0, from.size(), to);
  synchronise(to);
}
void FileChanger::attributes() {
  const auto& path = below(4) == 0 ? folders_[1 + below(folders_.size() - 1)] : any_file();
  require(::chmod(path.c_str(), 0600 + below(0200)), kWhat);
  const auto some_time = [&] {
    return timespec{static_cast<time_t>(random_()), static_cast<long>(below(1000))};
  };
  const std::array times{some_time(), some_time()};
  require(::utimensat(AT_FDCWD, path.c_str(), times.data(), 0), kWhat);
  const auto name = "user." + std::to_string(below(4));
  if (below(3) == 0)
    ::removexattr(path.c_str(), name.c_str());
  else
    try_to(::setxattr(path.c_str(), name.c_str(), "value", below(6), 0), kWhat);
  synchronise(path);
}
void FileChanger::orphan() {
  const auto index = below(files_.size());
  const auto path = files_[index];
  auto file = open_file(path, O_RDWR);
  unlink_file_at(index);
  write_to(file, below(20000));
  if (below(2) == 0) require(::ftruncate(file.get(), static_cast<off_t>(below(9000))), kWhat);
  synchronise(file);
  keep_open(std::move(file));
}
void FileChanger::nameless() {
  const auto& folder = folders_[below(folders_.size())];
  UniqueFd file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  require(file.get(), "O_TMPFILE");
  write_to(file, below(20000));
  if (below(2) == 0 && files_.size() < kMostFiles) {
    const auto path = new_name("late");
    const auto open_name = "/proc/self/fd/" + std::to_string(file.get());
    require(::linkat(AT_FDCWD, open_name.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW),
            kWhat);
    files_.push_back(path);
  }
  synchronise(file);
  keep_open(std::move(file));
}
void FileChanger::keep_open(UniqueFd file) {
  orphans_.push_back(std::move(file));
  if (orphans_.size() > kMostOrphans) orphans_.pop_front();
}

}  // namespace vixmount::test
