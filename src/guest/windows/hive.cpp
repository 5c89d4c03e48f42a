#include "guest/windows/hive.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <hivex.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "guest/windows/hivex_system.hpp"

namespace vixmount::guest::windows {
namespace {

struct Free {
  void operator()(void* memory) const noexcept { std::free(memory); }
};
template <typename T>
using Allocated = std::unique_ptr<T, Free>;

// libhivex says by errno what it found; for a person, all of it is damage, but a lack of memory.
[[noreturn]] void fail_in(std::string_view what, std::size_t offset) {
  if (errno == ENOMEM) throw std::bad_alloc();
  fail_at(offset, "the registry hive's {} cannot be used ({})", what, std::strerror(errno));
}

std::string take_text(char* text, std::string_view what, std::size_t offset) {
  const Allocated<char> owned(text);
  if (!owned) fail_in(what, offset);
  return owned.get();
}

// A list that ends with 0.
template <typename T>
std::vector<T> take_list(T* list, std::string_view what, std::size_t offset) {
  const Allocated<T> owned(list);
  if (!owned) fail_in(what, offset);
  const T* const begin = owned.get();
  const T* end = begin;
  while (*end != 0) ++end;
  return {begin, end};
}

}  // namespace

class Hive::Handle {
 public:
  explicit Handle(int descriptor) {
    const ExpectOpen expect(descriptor);
    errno = 0;
    handle_ = ::hivex_open(ExpectOpen::name(), 0);
    if (handle_ == nullptr) {
      if (errno == ENOMEM) throw std::bad_alloc();
      fail(ErrorKind::damaged, "the registry hive is damaged, or none ({})", std::strerror(errno));
    }
  }
  ~Handle() { ::hivex_close(handle_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  hive_h* get() const noexcept { return handle_; }

 private:
  hive_h* handle_;
};

std::optional<std::string> Value::as_text() const {
  if (type != ValueType::text && type != ValueType::expandable_text) return std::nullopt;
  auto text = utf16le_to_utf8(data);
  return text.substr(0, text.find('\0'));
}

std::vector<std::string> Value::as_texts() const {
  if (auto text = as_text()) return {std::move(*text)};
  std::vector<std::string> texts;
  if (type != ValueType::texts) return texts;
  const auto all = utf16le_to_utf8(data);
  for (const auto text : split(all, '\0')) {
    if (text.empty()) break;
    texts.emplace_back(text);
  }
  return texts;
}

std::optional<std::uint64_t> Value::as_number() const {
  const BytesView bytes(data);
  if (type == ValueType::number && data.size() == 4) return bytes.le32_at(0);
  if (type == ValueType::long_number && data.size() == 8) return bytes.le64_at(0);
  return std::nullopt;
}

std::string Key::name() const {
  return take_text(::hivex_node_name(hive_->handle_->get(), node_), "key name", node_);
}

std::optional<Key> Key::child(std::string_view name) const {
  errno = 0;
  const auto node = ::hivex_node_get_child(hive_->handle_->get(), node_, std::string(name).c_str());
  if (node != 0) return Key(*hive_, node);
  if (errno != 0) fail_in("list of keys", node_);
  return std::nullopt;
}

std::optional<Key> Key::at(std::string_view path) const {
  std::optional<Key> key = *this;
  for (const auto name : split(path, '\\')) {
    key = key->child(name);
    if (!key) return std::nullopt;
  }
  return key;
}

std::vector<Key> Key::children() const {
  std::vector<Key> keys;
  for (const auto node :
       take_list(::hivex_node_children(hive_->handle_->get(), node_), "list of keys", node_))
    keys.push_back(Key(*hive_, node));
  return keys;
}

std::vector<std::string> Key::value_names() const {
  std::vector<std::string> names;
  auto* const handle = hive_->handle_->get();
  for (const auto value : take_list(::hivex_node_values(handle, node_), "list of values", node_))
    names.push_back(take_text(::hivex_value_key(handle, value), "value name", value));
  return names;
}

std::optional<Value> Key::value(std::string_view name) const {
  errno = 0;
  const auto value =
      ::hivex_node_get_value(hive_->handle_->get(), node_, std::string(name).c_str());
  if (value != 0) return hive_->read_value(value);
  if (errno != 0) fail_in("list of values", node_);
  return std::nullopt;
}

std::optional<std::string> Key::text(std::string_view name) const {
  const auto found = value(name);
  auto text = found ? found->as_text() : std::nullopt;
  if (text) text = std::string(trim(*text));
  return text && text->empty() ? std::nullopt : text;
}

std::optional<std::uint64_t> Key::number(std::string_view name) const {
  const auto found = value(name);
  return found ? found->as_number() : std::nullopt;
}

Hive::Hive(std::unique_ptr<HiveMemory> memory)
    : memory_(std::move(memory)), handle_(std::make_unique<Handle>(HiveMemory::descriptor())) {}

Hive::~Hive() = default;

Key Hive::root() const {
  const auto node = ::hivex_root(handle_->get());
  if (node == 0) fail_in("root key", 0);
  return {*this, node};
}

BytesView Hive::cell(std::size_t offset) const {
  const BytesView hive(memory_->bytes());
  const auto size = static_cast<std::int32_t>(hive.le32_at(offset));
  if (size > -4) fail_at(offset, "a cell of the registry hive that is in use has size {}", size);
  return hive.sub(offset + 4, static_cast<std::size_t>(-static_cast<std::int64_t>(size)) - 4);
}

Value Hive::read_value(std::size_t value) const {
  hive_type type{};
  std::size_t size = 0;
  if (::hivex_value_type(handle_->get(), value, &type, &size) != 0) fail_in("value", value);
  if (size > kLargestValue)
    fail(ErrorKind::limit_exceeded, "a registry value of {} bytes, {} are the limit", size,
         kLargestValue);
  errno = 0;
  const auto data = ::hivex_value_data_cell_offset(handle_->get(), value, nullptr);
  if (data == 0 && errno != 0) fail_in("value", value);
  // libhivex takes a short cell for a list of segments, and trusts that.
  if (data != 0 && size > cell(data).size())
    fail_at(data, "a registry value of {} bytes lies in a cell of {}", size, cell(data).size());
  const Allocated<char> bytes(::hivex_value_value(handle_->get(), value, &type, &size));
  if (!bytes) fail_in("value", value);
  const auto* const begin = reinterpret_cast<const std::byte*>(bytes.get());
  std::uint32_t number = 0;  // any: what the hive holds need not be one of the enumeration
  static_assert(sizeof type == sizeof number);
  std::memcpy(&number, &type, sizeof number);
  return {static_cast<ValueType>(number), {begin, begin + size}};
}

}  // namespace vixmount::guest::windows
