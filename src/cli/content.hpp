// A guest file's content on its way to the host. Where it lies plainly in host files, the kernel
// moves it and it never comes into this process's memory.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "cli/session.hpp"
#include "io/host_file.hpp"

namespace vixmount::cli {

// Takes a file's content from its beginning to its end.
class ContentSink {
 public:
  virtual ~ContentSink() = default;
  virtual void host_range(const io::HostFile& file, std::uint64_t position,
                          std::uint64_t length) = 0;
  virtual void zeros(std::uint64_t length) = 0;
  virtual void bytes(std::string_view bytes) = 0;

 protected:
  ContentSink() = default;
};

// Where a content lies, asked of the worker once and held.
class ContentMap {
 public:
  // A bound on memory (32 bytes each), far above what file systems let a file fall into.
  static constexpr std::size_t kMostExtents = 1UL << 20;

  static ContentMap of(Session& session, const worker::Location& location);

  std::uint64_t size() const noexcept { return size_; }
  // From the content's beginning; all of it unless is_whole() is false because there are too many.
  const std::vector<worker::ContentExtent>& extents() const noexcept { return extents_; }
  bool is_whole() const noexcept { return is_whole_; }

 private:
  void add(const worker::ContentExtent& extent);

  std::uint64_t size_ = 0;
  std::vector<worker::ContentExtent> extents_;
  bool is_whole_ = true;
};

// Returns the file's size in bytes. Content that only the worker can produce comes in pieces of
// bounded size.
std::uint64_t transfer_content(Session& session, const worker::Location& location,
                               ContentSink& sink);
// The same for a content whose map is at hand.
std::uint64_t transfer_content(Session& session, const worker::Location& location,
                               const ContentMap& map, ContentSink& sink);

// Called after each piece, with its bytes; may throw to stop.
using Tick = std::function<void(std::uint64_t)>;

// Moves ranges of host files to a descriptor's position, by the best way the kernel offers for the
// pair: copy_file_range (shares the blocks where the file system can), splice, sendfile, and read
// and write at last.
class RangeMover {
 public:
  RangeMover(int to, Tick tick);

  void move(const io::HostFile& file, std::uint64_t position, std::uint64_t length);

 private:
  using Way = ssize_t (*)(int from, std::uint64_t position, int to, std::size_t length);

  std::uint64_t move_some(const io::HostFile& file, std::uint64_t position, std::uint64_t length);

  int to_;
  Tick tick_;
  std::vector<Way> ways_;  // best first; one that does not work here is dropped
};

// To a pipe, a terminal, a socket or a file, like cat: zeros are written out.
class StreamSink final : public ContentSink {
 public:
  StreamSink(int fd, Tick tick) : fd_(fd), tick_(tick), mover_(fd, std::move(tick)) {}
  void host_range(const io::HostFile& file, std::uint64_t position, std::uint64_t length) override {
    mover_.move(file, position, length);
  }
  void zeros(std::uint64_t length) override;
  void bytes(std::string_view bytes) override;

 private:
  int fd_;
  Tick tick_;
  RangeMover mover_;
};

// To a new, empty regular file: what reads as zeros becomes a hole.
class NewFileSink final : public ContentSink {
 public:
  NewFileSink(int fd, Tick tick) : fd_(fd), tick_(tick), mover_(fd, std::move(tick)) {}
  void host_range(const io::HostFile& file, std::uint64_t position, std::uint64_t length) override;
  void zeros(std::uint64_t length) override;
  void bytes(std::string_view bytes) override;
  // Gives the file its length, which a hole at the end has not.
  void finish();

 private:
  int fd_;
  Tick tick_;
  RangeMover mover_;
  std::uint64_t size_ = 0;
};

}  // namespace vixmount::cli
