#include "guest/windows/hivex_system.hpp"

#include <cerrno>
#include <cstdarg>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include <linux/fcntl.h>  // not <fcntl.h>: how that declares open depends on macros
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.hpp"

namespace vixmount::guest::windows {
namespace {

constexpr char kHiveName[] = "registry hive in memory";
thread_local int expected_descriptor = -1;

// Takes one character off `input` and appends it to `out`; false when only a part of one is left.
using Converter = bool (*)(std::string_view& input, std::string& out);

bool convert_latin1(std::string_view& input, std::string& out) {
  append_utf8(out, static_cast<unsigned char>(input.front()));
  input.remove_prefix(1);
  return true;
}

unsigned utf16_unit(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]) |
         static_cast<unsigned>(static_cast<unsigned char>(bytes[at + 1])) << 8U;
}

bool convert_utf16le(std::string_view& input, std::string& out) {
  if (input.size() < 2) return false;
  const bool is_pair = (utf16_unit(input, 0) & 0xFC00U) == 0xD800U && input.size() >= 4 &&
                       (utf16_unit(input, 2) & 0xFC00U) == 0xDC00U;
  const std::size_t length = is_pair ? 4 : 2;
  out += utf16le_to_utf8(std::as_bytes(std::span(input.data(), length)));
  input.remove_prefix(length);
  return true;
}

// What iconv_open gives out are the addresses of these: a conversion keeps no state.
struct Conversion {
  const char* from;
  Converter convert;
};
constexpr Conversion kConversions[] = {{"LATIN1", convert_latin1}, {"UTF-16LE", convert_utf16le}};

int open_file(const char* path, int flags, unsigned mode) {
  if (expected_descriptor >= 0 && std::strcmp(path, kHiveName) == 0)
    return static_cast<int>(::syscall(SYS_fcntl, expected_descriptor, F_DUPFD_CLOEXEC, 0));
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

}  // namespace

ExpectOpen::ExpectOpen(int descriptor) noexcept { expected_descriptor = descriptor; }
ExpectOpen::~ExpectOpen() { expected_descriptor = -1; }
const char* ExpectOpen::name() noexcept { return kHiveName; }

}  // namespace vixmount::guest::windows

// The C library's functions, by their symbols: these are the program's own definitions of them.
#define VIXMOUNT_DEFINES(symbol) __asm__(symbol) __attribute__((visibility("default"), used))

extern "C" {

int vixmount_open(const char* path, int flags, ...) VIXMOUNT_DEFINES("open");
int vixmount_open64(const char* path, int flags, ...) VIXMOUNT_DEFINES("open64");
void* vixmount_iconv_open(const char* to, const char* from) VIXMOUNT_DEFINES("iconv_open");
std::size_t vixmount_iconv(void* handle, char** in, std::size_t* in_left, char** out,
                           std::size_t* out_left) VIXMOUNT_DEFINES("iconv");
int vixmount_iconv_close(void* handle) VIXMOUNT_DEFINES("iconv_close");

int vixmount_open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  // Only looked at by the kernel where a file is made.
  const auto mode = va_arg(arguments, unsigned);
  va_end(arguments);
  return vixmount::guest::windows::open_file(path, flags, mode);
}

int vixmount_open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = va_arg(arguments, unsigned);
  va_end(arguments);
  return vixmount::guest::windows::open_file(path, flags, mode);
}

void* vixmount_iconv_open(const char* to, const char* from) {
  for (const auto& conversion : vixmount::guest::windows::kConversions)
    if (std::strcmp(to, "UTF-8") == 0 && std::strcmp(from, conversion.from) == 0)
      return const_cast<void*>(static_cast<const void*>(&conversion));  // NOLINT
  errno = EINVAL;
  return reinterpret_cast<void*>(-1);  // NOLINT: as iconv_open(3) says
}

std::size_t vixmount_iconv(void* handle, char** in, std::size_t* in_left, char** out,
                           std::size_t* out_left) {
  constexpr auto kFailed = static_cast<std::size_t>(-1);
  if (in == nullptr || *in == nullptr) return 0;  // back to the initial state: there is no other
  const auto& conversion = *static_cast<const vixmount::guest::windows::Conversion*>(handle);
  std::string character;
  while (*in_left > 0) {
    std::string_view input(*in, *in_left);
    character.clear();
    if (!conversion.convert(input, character)) {
      errno = EINVAL;
      return kFailed;
    }
    if (character.size() > *out_left) {
      errno = E2BIG;
      return kFailed;
    }
    std::memcpy(*out, character.data(), character.size());
    *out += character.size();
    *out_left -= character.size();
    *in += *in_left - input.size();
    *in_left = input.size();
  }
  return 0;
}

int vixmount_iconv_close(void*) { return 0; }
}
