#include "cli/entry_printer.hpp"

#include "cli/format.hpp"
#include "cli/json_row.hpp"

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
  JsonPrinter(Output& out, bool long_format) : out_(out), long_format_(long_format) {}

  void print(const worker::Entry& entry, std::string_view path, std::string_view) override {
    out_.write(first_ ? kOpening : ",\n");
    first_ = false;
    row_.clear();
    row_.text("path", path);
    if (entry.error.empty()) {
      row_.text("type", name_of(entry.attributes.type));
      if (long_format_) write_attributes(entry);
    } else {
      row_.text("error", entry.error);
    }
    out_.write(row_.finish());
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
    row_.text("mode", octal(attributes.permissions));
    row_.number("links", attributes.link_count);
    row_.number("uid", attributes.owner);
    row_.number("gid", attributes.group);
    row_.number("size", attributes.size);
    row_.number("allocated", attributes.allocated_size);
    row_.number("volume", entry.location.volume);
    row_.number("inode", attributes.node);
    row_.time("modified", attributes.modified);
    row_.time("accessed", attributes.accessed);
    row_.time("changed", attributes.changed);
    if (attributes.born) row_.time("born", *attributes.born);
    if (attributes.type == fs::NodeType::symbolic_link) row_.text("target", entry.link_target);
    if (is_device(attributes.type)) {
      row_.number("major", attributes.device_major);
      row_.number("minor", attributes.device_minor);
    }
    if (attributes.encrypted) row_.yes("encrypted");
  }

  static std::string octal(std::uint16_t permissions) {
    std::string digits = "0000";  // four digits: no allocation
    for (unsigned i = 0; i < 4; ++i)
      digits[i] = static_cast<char>('0' + (permissions >> (9 - 3 * i) & 7));
    return digits;
  }

  Output& out_;
  bool long_format_;
  JsonRow row_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<EntryPrinter> make_entry_printer(Output& out, const ListOptions& options,
                                                 bool json) {
  if (json) return std::make_unique<JsonPrinter>(out, options.long_format);
  return std::make_unique<TextPrinter>(out, options.long_format);
}

}  // namespace vixmount::cli
