#include "cli/copy/extras.hpp"

#include <utility>

#include "cli/content.hpp"
#include "cli/copy/xattr_name.hpp"

namespace vixmount::cli {
namespace {

// Into memory.
class TextSink final : public ContentSink {
 public:
  void host_range(const io::HostFile& file, std::uint64_t position, std::uint64_t length) override {
    const auto before = make_room(length);
    file.read(position, std::as_writable_bytes(std::span(text_).subspan(before)));
  }
  void zeros(std::uint64_t length) override { make_room(length); }
  void bytes(std::string_view bytes) override {
    make_room(bytes.size());
    text_.replace(text_.size() - bytes.size(), bytes.size(), bytes);
  }
  std::string take() { return std::move(text_); }

 private:
  std::size_t make_room(std::uint64_t length) {
    if (length > kMostXattrBytes - text_.size())
      fail(ErrorKind::worker_lost, "the worker describes more bytes of a stream than it has");
    const auto before = text_.size();
    text_.resize(before + length);
    return before;
  }

  std::string text_;
};

}  // namespace

void load_extras(Session& session, CopyReport& report, NodeRecord& record) {
  const auto& location = record.entry.location;
  if (record.entry.attributes.has_streams) {
    try {
      for (auto& stream : session.streams(location)) {
        StreamRecord item;
        item.source = std::move(stream);
        record.streams.push_back(std::move(item));
      }
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::worker_lost) throw;
      report.streams_failed(record, error);
    }
  }
  if (!record.entry.attributes.has_xattrs) return;
  try {
    auto xattrs = session.xattrs(location);
    std::vector<worker::Stream> streams;
    for (const auto& stream : record.streams) streams.push_back(stream.source);
    drop_doubles(xattrs, streams);
    for (auto& xattr : xattrs) {
      const auto size = xattr.value.size();
      if (!xattr.error.empty())
        report.lost(record, Attribute::xattr, fmt::format("{}: {}", xattr.name, xattr.error));
      record.xattrs.push_back(
          {std::move(xattr.name), std::move(xattr.value), size, {}, std::move(xattr.error)});
    }
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::worker_lost) throw;
    report.lost(record, Attribute::xattr, error.message());
  }
}

std::string read_small_stream(Session& session, const worker::Stream& stream) {
  TextSink sink;
  transfer_content(session, stream.location, sink);
  return sink.take();
}

}  // namespace vixmount::cli
