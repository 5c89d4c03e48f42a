// What is known of one node of the guest while it is copied, and what became of it. The manifest is
// written from it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "worker/protocol/messages.hpp"

namespace vixmount::cli {

// What can get lost while the node itself is restored.
enum class Attribute : std::uint8_t { owner, mode, times, xattr, stream, hard_link };

struct XattrRecord {
  std::string name;  // in the guest
  std::string value;
  std::uint64_t size;   // of the value, bytes
  std::string kept_as;  // its name on the host; empty: lost
  std::string why;      // it is lost; set beforehand when the guest's value could not be read
};

enum class StreamPlace : std::uint8_t { nowhere, xattr, file };

struct StreamRecord {
  worker::Stream source;
  std::string sha256;
  StreamPlace place = StreamPlace::nowhere;
  std::string kept_as;  // xattr: its name; file: the path below the destination
  std::string why;      // it is nowhere
};

struct Loss {
  Attribute what;
  std::string why;
};

struct NodeRecord {
  worker::Entry entry;
  std::string guest_path;  // whole, as the guest names it
  std::string path;        // below the destination, with the guest's own names
  std::string
      restored_path;         // where it is below the destination, with names that the host can hold
  std::uint64_t bytes = 0;   // of its content
  std::string sha256;        // of its content, where a manifest asks for it
  std::string hard_link_of;  // the restored path of the name that came first
  std::vector<XattrRecord> xattrs;
  std::vector<StreamRecord> streams;
  std::vector<Loss> losses;
  std::uint64_t failed_streams = 0;
};

}  // namespace vixmount::cli
