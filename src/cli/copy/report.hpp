// What a copy restored, and what it did not: a summary for people, and the manifest for programs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "cli/copy/manifest.hpp"
#include "cli/copy/node_record.hpp"
#include "cli/exit_code.hpp"
#include "cli/output.hpp"

namespace vixmount::cli {

// Broken off: by a signal, a full disk, a lost worker. What comes behind was not looked at.
enum class CopyEnd : std::uint8_t { complete, broken_off };

class CopyReport {
 public:
  // Both are borrowed; without a manifest it is null.
  CopyReport(Output& err, Manifest* manifest) : err_(err), manifest_(manifest) {}

  // Each node ends in one of these.
  void restored(const NodeRecord& record);
  void failed(const NodeRecord& record, const Error& error);
  // Below a folder that failed: not told one by one.
  void skipped(const NodeRecord& record);
  // Nothing that could be restored; no failure.
  void left_out(const NodeRecord& record, std::string_view why);

  // Remarks on a node that is being restored.
  void lost(NodeRecord& record, Attribute attribute, std::string_view why);
  void stream_failed(NodeRecord& record, StreamRecord& stream, const Error& error);
  void streams_failed(NodeRecord& record, const Error& error);  // not even their names are known

  // Prints the summary when there is something to tell, and completes the manifest.
  void finish(CopyEnd end);

  bool wants_hashes() const noexcept { return manifest_ != nullptr; }
  // success, incomplete; when the only thing asked for failed, what its error means.
  ExitCode exit_code() const noexcept;

 private:
  void count_failure(std::string_view path, const Error& error);
  void count_loss(std::string_view what, const NodeRecord& record, std::string_view why);
  void write(const NodeRecord& record, NodeStatus status, std::string_view reason);
  void print_name(const NodeRecord& record);

  Output& err_;
  Manifest* manifest_;
  CopyTotals totals_;
  ErrorKind first_failure_ = ErrorKind::internal;
  struct Losses {
    std::uint64_t count = 0;
    std::string example;  // path and reason of the first
  };
  std::map<std::string_view, Losses> losses_;
};

}  // namespace vixmount::cli
