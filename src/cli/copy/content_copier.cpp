#include "cli/copy/content_copier.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/bytes.hpp"
#include "base/sha256.hpp"

namespace vixmount::cli {
namespace {

// Hashes what goes on to another sink. A range of a host file is read for the hash and then moved
// by the kernel, which has it in the page cache: the disk is read once.
class HashingSink final : public ContentSink {
 public:
  HashingSink(ContentSink& next, const Tick& tick)
      : next_(next), tick_(tick), buffer_(kPieceBytes) {}

  void host_range(const io::HostFile& file, std::uint64_t position, std::uint64_t length) override {
    while (length > 0) {
      const auto count = std::min<std::uint64_t>(length, buffer_.size());
      file.read(position, std::as_writable_bytes(std::span(buffer_).first(count)));
      hash_.add(std::as_bytes(std::span(buffer_).first(count)));
      next_.host_range(file, position, count);
      position += count;
      length -= count;
    }
  }
  void zeros(std::uint64_t length) override {
    next_.zeros(length);
    static constexpr std::array<char, 64UL << 10> kZeros{};
    // The hash of a hole needs its time, so that a signal is looked for now and then.
    for (std::uint64_t done = 0; done < length;) {
      const auto count = std::min<std::uint64_t>(length - done, kZeros.size());
      hash_.add(std::as_bytes(std::span(kZeros).first(count)));
      done += count;
      if (done % kPieceBytes == 0) tick_(0);
    }
  }
  void bytes(std::string_view bytes) override {
    hash_.add(as_bytes(bytes));
    next_.bytes(bytes);
  }
  std::string finish() { return to_hex(hash_.finish()); }

 private:
  // Fits in the second-level cache together with what reads it; larger ones are no faster.
  static constexpr std::size_t kPieceBytes = 1UL << 20;

  ContentSink& next_;
  const Tick& tick_;
  std::vector<char> buffer_;
  Sha256 hash_;
};

}  // namespace

std::uint64_t ContentCopier::transfer(const worker::Location& location, ContentSink& sink,
                                      const ContentMap* map) const {
  return map != nullptr ? transfer_content(session_, location, *map, sink)
                        : transfer_content(session_, location, sink);
}

CopiedContent ContentCopier::copy(const worker::Location& location, ContentSink& sink,
                                  const ContentMap* map) const {
  if (!wants_hashes_) return {transfer(location, sink, map), {}};
  const auto tick = this->tick();
  HashingSink hashing(sink, tick);
  const auto bytes = transfer(location, hashing, map);
  return {bytes, hashing.finish()};
}

CopiedContent ContentCopier::describe(std::string_view content) const {
  if (!wants_hashes_) return {content.size(), {}};
  Sha256 hash;
  hash.add(as_bytes(content));
  return {content.size(), to_hex(hash.finish())};
}

}  // namespace vixmount::cli
