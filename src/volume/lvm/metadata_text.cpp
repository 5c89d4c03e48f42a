#include "volume/lvm/metadata_text.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace vixmount::volume::lvm {
namespace {

// LVM nests five deep: group, list of volumes, volume, segment, settings of a cache's policy.
constexpr unsigned kMostDepth = 16;
// The shortest entry that LVM writes is an element of a list: `"pv0", 0,` are two in ten bytes.
constexpr std::size_t kLeastBytesPerEntry = 4;
constexpr std::size_t kEntriesOfShortTexts = 64;

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
// What ends a key that has no quotes.
bool ends_key(char c) noexcept {
  return is_blank(c) || c == '=' || c == '{' || c == '}' || c == '#' || c == '"' || c == '[' ||
         c == ']' || c == ',';
}
bool continues_number(char c) noexcept { return is_digit(c) || c == '.'; }

}  // namespace

std::uint64_t TextValue::number() const {
  const auto number = kind_ == Kind::number ? parse_unsigned(raw_) : std::nullopt;
  if (!number)
    fail_at(offset_, "the metadata has \"{}\" where a number should be", printable(raw_, 40));
  return *number;
}

std::string TextValue::text() const {
  if (kind_ != Kind::text)
    fail_at(offset_, "the metadata has {} where a string should be", printable(raw_, 40));
  std::string out;
  out.reserve(raw_.size());
  for (std::size_t i = 0; i < raw_.size(); ++i) {
    if (raw_[i] == '\\' && i + 1 < raw_.size()) ++i;
    out += raw_[i];
  }
  return out;
}

// Reads the text from front to back into the tree.
class TextParser {
 public:
  explicit TextParser(MetadataText& out)
      : out_(out),
        text_(out.text_),
        most_entries_(text_.size() / kLeastBytesPerEntry + kEntriesOfShortTexts) {}

  void parse() {
    out_.nodes_.emplace_back();
    read_section(0, 0);
    if (at_ != text_.size()) fail_here("a section ends that never began");
  }

 private:
  [[noreturn]] void fail_here(std::string_view what) const {
    fail_at(at_, "the metadata text cannot be understood: {}", what);
  }

  bool at_end() const noexcept { return at_ == text_.size(); }

  // Blanks, and comments up to the line's end.
  void skip_blanks() {
    while (!at_end()) {
      if (text_[at_] == '#')
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (is_blank(text_[at_]))
        ++at_;
      else
        return;
    }
  }

  bool take(char wanted) {
    skip_blanks();
    if (at_end() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void count_entry() {
    if (++entries_ > most_entries_) fail_here("more entries than the text can mean");
  }

  MetadataText::Place place_from(std::size_t begin) const {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_ - begin)};
  }

  // The entries of section `node`, up to its brace or the text's end.
  void read_section(std::uint32_t node, unsigned depth) {
    if (depth > kMostDepth) fail_here("sections are nested too deep");
    auto last = MetadataText::kNone;
    while (true) {
      skip_blanks();
      if (at_end() || text_[at_] == '}') return;
      const auto entry = read_entry(depth);
      (last == MetadataText::kNone ? out_.nodes_[node].first : out_.nodes_[last].next) = entry;
      last = entry;
    }
  }

  std::uint32_t read_entry(unsigned depth) {
    count_entry();
    const auto node = static_cast<std::uint32_t>(out_.nodes_.size());
    out_.nodes_.emplace_back();
    out_.nodes_[node].name = read_key();
    if (take('{')) {
      read_section(node, depth + 1);
      if (!take('}')) fail_here("a section does not end");
    } else if (take('=')) {
      read_values(node);
    } else {
      fail_here("neither a value nor a section follows a name");
    }
    return node;
  }

  MetadataText::Place read_key() {
    if (text_[at_] == '"') return read_quoted('"');
    const auto begin = at_;
    while (!at_end() && !ends_key(text_[at_])) ++at_;
    if (at_ == begin) fail_here("a name is missing");
    return place_from(begin);
  }

  void read_values(std::uint32_t node) {
    out_.nodes_[node].kind = MetadataText::NodeKind::values;
    out_.nodes_[node].first = static_cast<std::uint32_t>(out_.values_.size());
    if (!take('[')) {
      read_value();
    } else {
      while (!take(']')) {
        read_value();
        if (take(',')) continue;
        if (!take(']')) fail_here("a list does not end");
        break;
      }
    }
    out_.nodes_[node].count =
        static_cast<std::uint32_t>(out_.values_.size()) - out_.nodes_[node].first;
  }

  void read_value() {
    count_entry();
    skip_blanks();
    if (at_end()) fail_here("a value is missing");
    const char first = text_[at_];
    if (first == '"' || first == '\'') {
      out_.values_.push_back({read_quoted(first), TextValue::Kind::text});
      return;
    }
    const auto begin = at_;
    if (first == '-' || first == '+') ++at_;
    while (!at_end() && continues_number(text_[at_])) ++at_;
    if (at_ == begin) fail_here("a value is neither a number, a string nor a list");
    out_.values_.push_back({place_from(begin), TextValue::Kind::number});
  }

  // What is between quotes; a backslash keeps the next character from ending it.
  MetadataText::Place read_quoted(char quote) {
    const auto begin = ++at_;
    for (; !at_end() && text_[at_] != quote; ++at_)
      if (quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
    if (at_end()) fail_here("a string does not end");
    const auto place = place_from(begin);
    ++at_;
    return place;
  }

  MetadataText& out_;
  std::string_view text_;
  std::size_t most_entries_;
  std::size_t entries_ = 0;
  std::size_t at_ = 0;
};

std::unique_ptr<const MetadataText> MetadataText::parse(std::string text) {
  // Places are 32 bits wide.
  if (text.size() >= kNone) fail(ErrorKind::limit_exceeded, "the metadata text is too long");
  std::unique_ptr<MetadataText> out(new MetadataText(std::move(text)));
  TextParser(*out).parse();
  return out;
}

std::string_view TextSection::name() const { return text_->at(text_->nodes_[node_].name); }

std::size_t TextSection::offset() const { return text_->nodes_[node_].name.offset; }

std::optional<std::uint32_t> TextSection::find(std::string_view key) const {
  for (auto i = text_->nodes_[node_].first; i != MetadataText::kNone; i = text_->nodes_[i].next)
    if (text_->at(text_->nodes_[i].name) == key) return i;
  return std::nullopt;
}

bool TextSection::has(std::string_view key) const { return find(key).has_value(); }

std::vector<TextValue> TextSection::list(std::string_view key) const {
  std::vector<TextValue> values;
  const auto found = find(key);
  if (!found) return values;
  const auto& node = text_->nodes_[*found];
  if (node.kind != MetadataText::NodeKind::values)
    fail_at(node.name.offset, "the metadata has a section \"{}\" where a value should be", key);
  values.reserve(node.count);
  for (auto i = node.first; i < node.first + node.count; ++i) {
    const auto& value = text_->values_[i];
    values.push_back(TextValue(value.kind, text_->at(value.raw), value.raw.offset));
  }
  return values;
}

std::optional<std::uint64_t> TextSection::find_number(std::string_view key) const {
  const auto values = list(key);
  if (values.empty()) return std::nullopt;
  return values.front().number();
}

std::optional<std::string> TextSection::find_text(std::string_view key) const {
  const auto values = list(key);
  if (values.empty()) return std::nullopt;
  return values.front().text();
}

std::vector<std::string> TextSection::texts(std::string_view key) const {
  std::vector<std::string> out;
  for (const auto& value : list(key)) out.push_back(value.text());
  return out;
}

std::uint64_t TextSection::number(std::string_view key) const {
  const auto found = find_number(key);
  if (!found) fail_at(offset(), "\"{}\" has no {}", printable(name(), 40), key);
  return *found;
}

std::string TextSection::text(std::string_view key) const {
  auto found = find_text(key);
  if (!found) fail_at(offset(), "\"{}\" has no {}", printable(name(), 40), key);
  return *std::move(found);
}

std::optional<TextSection> TextSection::find_section(std::string_view key) const {
  const auto found = find(key);
  if (!found || text_->nodes_[*found].kind != MetadataText::NodeKind::section) return std::nullopt;
  return TextSection(*text_, *found);
}

std::vector<TextSection> TextSection::sections() const {
  std::vector<TextSection> out;
  for (auto i = text_->nodes_[node_].first; i != MetadataText::kNone; i = text_->nodes_[i].next)
    if (text_->nodes_[i].kind == MetadataText::NodeKind::section)
      out.push_back(TextSection(*text_, i));
  return out;
}

}  // namespace vixmount::volume::lvm
