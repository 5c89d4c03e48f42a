#include "cli/entry_printer.hpp"

#include "cli/format.hpp"
#include "cli/json.hpp"

namespace vixmount::cli {
namespace {

bool is_device(fs::NodeType type) {
  return type == fs::NodeType::character_device || type == fs::NodeType::block_device;
}

class TextPrinter final : public EntryPrinter {
 public:
  TextPrinter(Output& out, bool long_format) : out_(out), long_format_(long_format) {}

  void print(const worker::Entry& entry, std::string_view, std::string_view shown) override {
    if (!entry.error.empty()) return;  // told on standard error
    if (long_format_) print_attributes(entry.attributes);
    print_name(shown);
    if (long_format_ && entry.attributes.type == fs::NodeType::symbolic_link) {
      out_.write(" -> ");
      print_name(entry.link_target);
    }
    if (long_format_ && entry.attributes.encrypted) out_.write(" (encrypted)");
    out_.write("\n");
    first_ = false;
  }
  void title(std::string_view path) override {
    if (!first_) out_.write("\n");
    print_name(path);
    out_.write(":\n");
    first_ = false;
  }
  void finish() override {}

 private:
  void print_attributes(const fs::Attributes& attributes) {
    const auto size = is_device(attributes.type)
                          ? fmt::format("{}, {}", attributes.device_major, attributes.device_minor)
                          : std::to_string(attributes.size);
    out_.print("{} {:>3} {:>5} {:>5} {:>12} {} ", mode_text(attributes), attributes.link_count,
               attributes.owner, attributes.group, size, iso_time(attributes.modified, false));
  }
  void print_name(std::string_view name) {
    if (out_.is_terminal())
      out_.write(safe_for_terminal(name));
    else
      out_.write(name);
  }

  Output& out_;
  bool long_format_;
  bool first_ = true;
};

// {"entries":[ then one object per line: line tools can work on it as well.
class JsonPrinter final : public EntryPrinter {
 public:
  JsonPrinter(Output& out, bool long_format) : out_(out), long_format_(long_format), json_(out) {}

  void print(const worker::Entry& entry, std::string_view path, std::string_view) override {
    out_.write(first_ ? kOpening : ",\n");
    first_ = false;
    json_.begin_object().member("path", path);
    if (entry.error.empty()) {
      json_.member("type", name_of(entry.attributes.type));
      if (long_format_) write_attributes(entry);
    } else {
      json_.member("error", entry.error);
    }
    json_.end_object();
    json_.restart();
  }
  void title(std::string_view) override {}
  void finish() override {
    if (first_) out_.write(kOpening);
    out_.write("\n]}\n");
  }

 private:
  // Written with the first entry, so that a command that fails at once prints no half document.
  static constexpr std::string_view kOpening = "{\"entries\":[\n";

  void write_attributes(const worker::Entry& entry) {
    const auto& attributes = entry.attributes;
    json_.member("mode", octal(attributes.permissions))
        .member("links", attributes.link_count)
        .member("uid", attributes.owner)
        .member("gid", attributes.group)
        .member("size", attributes.size)
        .member("allocated", attributes.allocated_size)
        .member("volume", entry.location.volume)
        .member("inode", attributes.node);
    write_time("modified", attributes.modified);
    write_time("accessed", attributes.accessed);
    write_time("changed", attributes.changed);
    if (attributes.born) write_time("born", *attributes.born);
    if (attributes.type == fs::NodeType::symbolic_link) json_.member("target", entry.link_target);
    if (is_device(attributes.type))
      json_.member("major", attributes.device_major).member("minor", attributes.device_minor);
    if (attributes.encrypted) json_.member("encrypted", true);
  }

  static std::string octal(std::uint16_t permissions) {
    std::string digits = "0000";  // four digits: no allocation
    for (unsigned i = 0; i < 4; ++i)
      digits[i] = static_cast<char>('0' + (permissions >> (9 - 3 * i) & 7));
    return digits;
  }

  // A file's times are often one and the same, and neighbours' too.
  void write_time(std::string_view key, const fs::Timestamp& time) {
    if (!(time == last_time_) || last_text_.empty()) {
      last_time_ = time;
      last_text_ = iso_time(time, true);
    }
    json_.member(key, last_text_);
  }

  Output& out_;
  bool long_format_;
  Json json_;
  bool first_ = true;
  fs::Timestamp last_time_;
  std::string last_text_;
};

}  // namespace

std::unique_ptr<EntryPrinter> make_entry_printer(Output& out, const ListOptions& options,
                                                 bool json) {
  if (json) return std::make_unique<JsonPrinter>(out, options.long_format);
  return std::make_unique<TextPrinter>(out, options.long_format);
}

}  // namespace vixmount::cli
