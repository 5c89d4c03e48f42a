// A client of the C API, as the tests play it: callbacks that remember what they get, and pages
// that end where an old structure ends.
#pragma once

#include <cstdarg>
#include <cstddef>
#include <string>
#include <vector>

#include "vixDiskLib.h"

namespace vixmount::test {

// What the log callbacks below got since the last clear(). Safe from any thread.
struct Messages {
  static void clear();
  static std::vector<std::string> log();
  static std::vector<std::string> warnings();
  static bool any_warning_has(const std::string& text);
};
extern "C" void remember_log(const char* format, va_list arguments);
extern "C" void remember_warning(const char* format, va_list arguments);
extern "C" void fail_on_panic(const char* format, va_list arguments);

// `size` bytes of zeros behind which no byte can be read.
class AtPageEnd {
 public:
  explicit AtPageEnd(std::size_t size);
  ~AtPageEnd();
  AtPageEnd(const AtPageEnd&) = delete;
  AtPageEnd& operator=(const AtPageEnd&) = delete;
  void* get() const noexcept { return object_; }

 private:
  void* pages_;
  std::size_t page_size_;
  void* object_;
};

// VixDiskLib_InitEx with the callbacks above, VixDiskLib_Exit, and a local connection between.
class Session {
 public:
  explicit Session(const char* config_file = nullptr);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  VixDiskLibConnection connection() const noexcept { return connection_; }
  // The disk; a test failure and NULL when it does not open.
  VixDiskLibHandle open(const std::string& path,
                        uint32 flags = VIXDISKLIB_FLAG_OPEN_READ_ONLY) const;

 private:
  VixDiskLibConnection connection_ = nullptr;
};

// A raw image of `size` bytes: data that differs from sector to sector in [begin, end) of each
// pair, holes elsewhere.
struct DataRange {
  std::size_t begin, end;
};
std::string raw_content(std::size_t size, const std::vector<DataRange>& data);
// Writes `content` to `path` with holes where it has long runs of zeros.
void write_sparse(const std::string& path, const std::string& content);

}  // namespace vixmount::test
