// A structure for a C caller together with the strings that it points to, in one block from
// calloc: one free() releases it, and nothing is half built when memory runs out.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

namespace vixmount::capi {

template <typename Struct>
class CallerBlock {
 public:
  // `struct_bytes` counts what follows the structure as part of it (arrays declared with one
  // element); `string_bytes` is the sum of string_bytes_for() over all strings. Zeroed. Throws
  // std::bad_alloc.
  CallerBlock(std::size_t struct_bytes, std::size_t string_bytes)
      : block_(static_cast<char*>(std::calloc(1, struct_bytes + string_bytes))),
        strings_(block_.get() + struct_bytes) {
    if (block_ == nullptr) throw std::bad_alloc();
  }
  explicit CallerBlock(std::size_t string_bytes) : CallerBlock(sizeof(Struct), string_bytes) {}

  static std::size_t string_bytes_for(std::string_view text) noexcept { return text.size() + 1; }

  // A copy of `text` in the block. What is behind a NUL inside `text` is lost to C callers.
  char* put(std::string_view text) noexcept {
    char* const begin = strings_;
    std::memcpy(begin, text.data(), text.size());
    strings_ += text.size() + 1;
    return begin;
  }

  Struct* operator->() noexcept { return get(); }
  // The block now belongs to the caller.
  Struct* release() noexcept { return reinterpret_cast<Struct*>(block_.release()); }

 private:
  struct Free {
    void operator()(char* block) const noexcept { std::free(block); }
  };
  Struct* get() noexcept { return reinterpret_cast<Struct*>(block_.get()); }

  std::unique_ptr<char, Free> block_;
  char* strings_;
};

}  // namespace vixmount::capi
