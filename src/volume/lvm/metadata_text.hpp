// The text in which LVM2 keeps volume groups: nested sections of `key = value`, with values that
// are numbers, strings or lists of them.
//
// The text is kept once; the tree names places in it, so that a hostile text makes no more than a
// small multiple of its own size. Grammar: docs/formats/lvm2.md.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vixmount::volume::lvm {

class MetadataText;

// A number or a string; valid as long as its text.
class TextValue {
 public:
  enum class Kind : std::uint8_t { number, text };

  Kind kind() const noexcept { return kind_; }
  // Error{damaged} where it is none, or does not fit.
  std::uint64_t number() const;
  std::string text() const;  // without its quotes and escapes

 private:
  friend class TextSection;
  TextValue(Kind kind, std::string_view raw, std::size_t offset)
      : raw_(raw), offset_(offset), kind_(kind) {}

  std::string_view raw_;  // of a string: what is between the quotes
  std::size_t offset_;    // in the text, for messages
  Kind kind_;
};

// A section; a handle that is valid as long as its text. Where a key stands twice the first counts,
// as for LVM. Looking up walks the section's entries: callers that look for many names make a table
// of sections() first.
class TextSection {
 public:
  std::string_view name() const;
  std::size_t offset() const;  // in the text, for messages
  bool has(std::string_view key) const;
  // Nothing when there is no such key. Error{damaged} when it is of another kind.
  std::optional<std::uint64_t> find_number(std::string_view key) const;
  std::optional<std::string> find_text(std::string_view key) const;
  // A single value counts as a list of one; empty when there is no such key.
  std::vector<TextValue> list(std::string_view key) const;
  std::vector<std::string> texts(std::string_view key) const;  // of a list of strings
  // Error{damaged} also when there is no such key.
  std::uint64_t number(std::string_view key) const;
  std::string text(std::string_view key) const;

  std::optional<TextSection> find_section(std::string_view key) const;
  std::vector<TextSection> sections() const;

 private:
  friend class MetadataText;
  TextSection(const MetadataText& text, std::uint32_t node) : text_(&text), node_(node) {}
  std::optional<std::uint32_t> find(std::string_view key) const;

  const MetadataText* text_;
  std::uint32_t node_;
};

class MetadataText {
 public:
  // Throws Error{damaged} with the offset in the text where it does not follow the grammar, nests
  // deeper than anything LVM writes, or has more entries than a text of its length can mean.
  static std::unique_ptr<const MetadataText> parse(std::string text);
  MetadataText(const MetadataText&) = delete;
  MetadataText& operator=(const MetadataText&) = delete;

  std::size_t size() const noexcept { return text_.size(); }
  TextSection root() const { return TextSection(*this, 0); }

 private:
  friend class TextSection;
  friend class TextParser;
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  struct Place {  // in text_
    std::uint32_t offset = 0;
    std::uint32_t length = 0;
  };
  enum class NodeKind : std::uint8_t { section, values };
  struct Node {
    Place name;
    std::uint32_t next = kNone;   // in the same section
    std::uint32_t first = kNone;  // section: its first entry; values: the first in values_
    std::uint32_t count = 0;      // values
    NodeKind kind = NodeKind::section;
  };
  struct Value {
    Place raw;
    TextValue::Kind kind;
  };

  explicit MetadataText(std::string text) : text_(std::move(text)) {}
  std::string_view at(Place place) const {
    return std::string_view(text_).substr(place.offset, place.length);
  }

  std::string text_;
  std::vector<Node> nodes_;  // the first is the root
  std::vector<Value> values_;
};

}  // namespace vixmount::volume::lvm
