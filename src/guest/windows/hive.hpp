// A registry hive (regf), read through libhivex out of memory: keys and values by name.
//
// libhivex checks the blocks it follows against a list of all blocks; what it does not check (how
// far a cell reaches) is checked here before it is asked, or lies in the zeros behind the hive
// (hive_memory.hpp). Damage is Error{damaged}.
//
// One hive at a time in a process; a Hive, its keys and values belong to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.hpp"
#include "guest/windows/hive_memory.hpp"

namespace vixmount::guest::windows {

// What inspection looks for are names, numbers and device ids. The largest data that a hive keeps
// in one piece, bytes; larger ones (in segments) are refused.
inline constexpr std::size_t kLargestValue = 16344;

// Kinds of values as the format numbers them; others exist.
enum class ValueType : std::uint32_t {
  none = 0,
  text = 1,
  expandable_text = 2,
  binary = 3,
  number = 4,
  texts = 7,
  long_number = 11,
};

struct Value {
  ValueType type = ValueType::none;
  std::vector<std::byte> data;

  // Up to the first NUL; nothing when it is no text.
  std::optional<std::string> as_text() const;
  std::vector<std::string> as_texts() const;  // REG_MULTI_SZ, or the one text
  std::optional<std::uint64_t> as_number() const;
};

class Hive;

// A key of a hive, which must outlive it.
class Key {
 public:
  std::string name() const;
  // Names are compared without regard to ASCII case.
  std::optional<Key> child(std::string_view name) const;
  // "Microsoft\Windows NT\CurrentVersion".
  std::optional<Key> at(std::string_view path) const;
  std::vector<Key> children() const;

  std::vector<std::string> value_names() const;  // the default value's is empty
  // Error{limit_exceeded} for data of more than kLargestValue bytes.
  std::optional<Value> value(std::string_view name) const;
  // Nothing, too, for an empty text.
  std::optional<std::string> text(std::string_view name) const;
  std::optional<std::uint64_t> number(std::string_view name) const;

 private:
  friend class Hive;
  Key(const Hive& hive, std::size_t node) noexcept : hive_(&hive), node_(node) {}

  const Hive* hive_;
  std::size_t node_;
};

class Hive {
 public:
  // Reads the hive in `memory`, which it takes over.
  explicit Hive(std::unique_ptr<HiveMemory> memory);
  ~Hive();
  Hive(const Hive&) = delete;
  Hive& operator=(const Hive&) = delete;

  Key root() const;

 private:
  friend class Key;
  class Handle;

  // Of an allocated cell of the hive: its content. Error{damaged}.
  BytesView cell(std::size_t offset) const;
  Value read_value(std::size_t value) const;

  std::unique_ptr<HiveMemory> memory_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace vixmount::guest::windows
