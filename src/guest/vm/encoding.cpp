#include "guest/vm/encoding.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <iconv.h>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::guest::vm {
namespace {

struct KnownEncoding {
  std::string_view name;   // lower case, without "-" and "_"
  const char* iconv_name;  // nullptr: decoded without iconv
};

// Host encodings of VMware's desktop products. Only these names reach iconv, which would otherwise
// load a converter of the file's choice. All keep the ASCII bytes of quotes and line ends apart.
constexpr std::array<KnownEncoding, 26> kEncodings = {{
    {"utf8", nullptr},
    {"usascii", nullptr},
    {"ascii", nullptr},
    {"windows1252", nullptr},
    {"cp1252", nullptr},
    {"iso88591", "ISO-8859-1"},
    {"iso88592", "ISO-8859-2"},
    {"iso88595", "ISO-8859-5"},
    {"iso88597", "ISO-8859-7"},
    {"iso88599", "ISO-8859-9"},
    {"iso885915", "ISO-8859-15"},
    {"windows1250", "CP1250"},
    {"windows1251", "CP1251"},
    {"windows1253", "CP1253"},
    {"windows1254", "CP1254"},
    {"windows1255", "CP1255"},
    {"windows1256", "CP1256"},
    {"windows1257", "CP1257"},
    {"windows1258", "CP1258"},
    {"windows874", "CP874"},
    {"shiftjis", "CP932"},
    {"windows31j", "CP932"},
    {"gbk", "GBK"},
    {"gb18030", "GB18030"},
    {"big5", "BIG5-HKSCS"},
    {"euckr", "CP949"},
}};

std::string reduced(std::string_view name) {
  auto out = to_lower_ascii(name);
  std::erase_if(out, [](char c) { return c == '-' || c == '_' || c == ' '; });
  return out;
}

class Converter {
 public:
  explicit Converter(const char* from) : handle_(::iconv_open("UTF-8", from)) {
    if (handle_ == kNone)
      fail(ErrorKind::bad_encoding, "this host has no converter for the encoding {}", from);
  }
  ~Converter() { ::iconv_close(handle_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  std::string convert(std::string_view text) {
    std::string out;
    std::array<char, 4096> buffer{};
    std::string input(text);  // iconv takes a mutable pointer
    char* next = input.data();
    std::size_t left = input.size();
    while (left != 0) {
      char* target = buffer.data();
      std::size_t room = buffer.size();
      const auto result = ::iconv(handle_, &next, &left, &target, &room);
      out.append(buffer.data(), buffer.size() - room);
      if (result == static_cast<std::size_t>(-1) && errno != E2BIG)
        fail_at(static_cast<std::uint64_t>(next - input.data()),
                "a byte sequence that the text's encoding does not have");
    }
    return out;
  }

 private:
  static inline const iconv_t kNone = reinterpret_cast<iconv_t>(-1);
  iconv_t handle_;
};

std::string checked_utf8(std::string_view text) {
  if (!is_valid_utf8(text))
    fail(ErrorKind::bad_encoding, "the text claims to be UTF-8, and is not");
  return std::string(text);
}

}  // namespace

std::string decode(std::string_view text, std::string_view encoding) {
  if (encoding.empty()) return is_valid_utf8(text) ? std::string(text) : windows_1252_to_utf8(text);
  const auto name = reduced(encoding);
  const auto known = std::find_if(kEncodings.begin(), kEncodings.end(),
                                  [&](const KnownEncoding& entry) { return entry.name == name; });
  if (known == kEncodings.end())
    fail(ErrorKind::bad_encoding, "the text's encoding \"{}\" is not known", printable(encoding));
  if (known->iconv_name == nullptr)
    return name.ends_with("1252") ? windows_1252_to_utf8(text) : checked_utf8(text);
  try {
    return Converter(known->iconv_name).convert(text);
  } catch (const Error& error) {
    throw Error(ErrorKind::bad_encoding, error.message(), error.offset());
  }
}

}  // namespace vixmount::guest::vm
