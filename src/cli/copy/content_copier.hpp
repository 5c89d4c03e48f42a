// Moves contents to where they are restored, hashed on the way when a manifest asks for it.
#pragma once

#include <cstdint>
#include <string>

#include "cli/content.hpp"
#include "cli/copy/progress.hpp"
#include "cli/session.hpp"

namespace vixmount::cli {

struct CopiedContent {
  std::uint64_t bytes = 0;
  std::string sha256;  // empty unless hashes are wanted
};

// Borrows what it is given.
class ContentCopier {
 public:
  ContentCopier(Session& session, Progress& progress, bool wants_hashes)
      : session_(session), progress_(progress), wants_hashes_(wants_hashes) {}

  // All of a file or stream, read once. `map`: where it lies, if that is known already.
  CopiedContent copy(const worker::Location& location, ContentSink& sink,
                     const ContentMap* map = nullptr) const;
  // What is at hand already.
  CopiedContent describe(std::string_view content) const;

  // For the sinks: counts, and throws when the copy is to stop.
  Tick tick() const {
    return [&progress = progress_](std::uint64_t bytes) { progress.add_bytes(bytes); };
  }

 private:
  std::uint64_t transfer(const worker::Location& location, ContentSink& sink,
                         const ContentMap* map) const;

  Session& session_;
  Progress& progress_;
  bool wants_hashes_;
};

}  // namespace vixmount::cli
