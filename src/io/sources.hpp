// The simple sources: a host file, memory, zeros, a slice of another source, several in a row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "io/byte_source.hpp"

namespace vixmount::io {

// All of a host file.
class FileSource final : public ByteSource {
 public:
  explicit FileSource(std::shared_ptr<const HostFile> file) : file_(std::move(file)) {}
  std::uint64_t size() const noexcept override { return file_->size(); }

 private:
  Extent do_map(std::uint64_t offset, std::uint64_t length) const override;
  std::shared_ptr<const HostFile> file_;
};

// Bytes in memory (inline file content, tests).
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const noexcept override { return bytes_.size(); }

 private:
  Extent do_map(std::uint64_t offset, std::uint64_t length) const override;
  void do_read_opaque(std::uint64_t position, std::span<std::byte> out) const override;
  std::vector<std::byte> bytes_;
};

class ZeroSource final : public ByteSource {
 public:
  explicit ZeroSource(std::uint64_t size) : size_(size) {}
  std::uint64_t size() const noexcept override { return size_; }

 private:
  Extent do_map(std::uint64_t, std::uint64_t length) const override {
    return Extent::zeros(length);
  }
  std::uint64_t size_;
};

// [offset, offset + length) of another source (partition, member of a container).
class SliceSource final : public ByteSource {
 public:
  // Throws Error{out_of_range} when the slice is not inside `parent`.
  SliceSource(SourcePtr parent, std::uint64_t offset, std::uint64_t length);
  std::uint64_t size() const noexcept override { return length_; }

 private:
  Extent do_map(std::uint64_t offset, std::uint64_t length) const override;
  SourcePtr parent_;
  std::uint64_t offset_;
  std::uint64_t length_;
};

// Several sources one after the other (extents of a disk, linear volumes). Sources may be empty.
class ConcatSource final : public ByteSource {
 public:
  explicit ConcatSource(std::vector<SourcePtr> parts);
  std::uint64_t size() const noexcept override { return size_; }

 private:
  Extent do_map(std::uint64_t offset, std::uint64_t length) const override;
  std::vector<SourcePtr> parts_;
  std::vector<std::uint64_t> ends_;  // ends_[i]: offset behind part i, ascending
  std::uint64_t size_ = 0;
};

// Stands where an extent of a disk cannot be read, so that what follows keeps its offset: every
// read throws a copy of `reason`.
class UnreadableSource final : public ByteSource {
 public:
  UnreadableSource(std::uint64_t size, Error reason) : size_(size), reason_(std::move(reason)) {}
  std::uint64_t size() const noexcept override { return size_; }

 private:
  Extent do_map(std::uint64_t offset, std::uint64_t length) const override {
    return Extent::through(*this, offset, length);
  }
  void do_read_opaque(std::uint64_t, std::span<std::byte>) const override { throw reason_; }
  std::uint64_t size_;
  Error reason_;
};

}  // namespace vixmount::io
