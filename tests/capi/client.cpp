#include "capi/client.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

namespace vixmount::test {
namespace {

struct Store {
  std::mutex mutex;
  std::vector<std::string> log, warnings;
};
Store& store() {
  static auto& instance = *new Store;  // the library may log in exit handlers
  return instance;
}

std::string formatted(const char* format, va_list arguments) {
  std::array<char, 4096> line{};
  std::vsnprintf(line.data(), line.size(), format, arguments);
  return line.data();
}

}  // namespace

void Messages::clear() {
  const std::scoped_lock lock(store().mutex);
  store().log.clear();
  store().warnings.clear();
}
std::vector<std::string> Messages::log() {
  const std::scoped_lock lock(store().mutex);
  return store().log;
}
std::vector<std::string> Messages::warnings() {
  const std::scoped_lock lock(store().mutex);
  return store().warnings;
}
bool Messages::any_warning_has(const std::string& text) {
  const auto all = warnings();
  return std::ranges::any_of(
      all, [&](const auto& line) { return line.find(text) != std::string::npos; });
}

void remember_log(const char* format, va_list arguments) {
  const std::scoped_lock lock(store().mutex);
  store().log.push_back(formatted(format, arguments));
}
void remember_warning(const char* format, va_list arguments) {
  const std::scoped_lock lock(store().mutex);
  store().warnings.push_back(formatted(format, arguments));
}
void fail_on_panic(const char* format, va_list arguments) {
  ADD_FAILURE() << "panic: " << formatted(format, arguments);
}

AtPageEnd::AtPageEnd(std::size_t size) : page_size_(static_cast<std::size_t>(::getpagesize())) {
  pages_ =
      ::mmap(nullptr, 2 * page_size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages_ == MAP_FAILED) std::abort();
  ::mprotect(static_cast<char*>(pages_) + page_size_, page_size_, PROT_NONE);
  object_ = static_cast<char*>(pages_) + page_size_ - size;
}
AtPageEnd::~AtPageEnd() { ::munmap(pages_, 2 * page_size_); }

Session::Session(const char* config_file) {
  Messages::clear();
  EXPECT_EQ(
      VixDiskLib_InitEx(8, 0, remember_log, remember_warning, fail_on_panic, nullptr, config_file),
      VIX_OK);
  EXPECT_EQ(VixDiskLib_Connect(nullptr, &connection_), VIX_OK);
}
Session::~Session() {
  VixDiskLib_Disconnect(connection_);
  VixDiskLib_Exit();
}
VixDiskLibHandle Session::open(const std::string& path, uint32 flags) const {
  VixDiskLibHandle disk = nullptr;
  const auto error = VixDiskLib_Open(connection_, path.c_str(), flags, &disk);
  EXPECT_EQ(error, VIX_OK) << path << ": " << VixDiskLib_GetErrorText(error, nullptr);
  return disk;
}

std::string raw_content(std::size_t size, const std::vector<DataRange>& data) {
  std::string content(size, '\0');
  std::uint64_t state = 0x9E3779B97F4A7C15;
  for (const auto& range : data) {
    for (auto position = range.begin; position < range.end; ++position) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      content[position] = static_cast<char>(state >> 56U);
    }
  }
  return content;
}

void write_sparse(const std::string& path, const std::string& content) {
  constexpr std::size_t kPiece = 65536;
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  ASSERT_GE(fd, 0) << path;
  ASSERT_EQ(::ftruncate(fd, static_cast<off_t>(content.size())), 0);
  for (std::size_t begin = 0; begin < content.size(); begin += kPiece) {
    const auto piece = content.substr(begin, kPiece);
    if (piece.find_first_not_of('\0') == std::string::npos) continue;
    ASSERT_EQ(::pwrite(fd, piece.data(), piece.size(), static_cast<off_t>(begin)),
              static_cast<ssize_t>(piece.size()));
  }
  ::close(fd);
}

}  // namespace vixmount::test
