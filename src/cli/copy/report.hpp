// What a copy restored, and what it did not: a summary for people and a file for programs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.hpp"
#include "cli/exit_code.hpp"
#include "cli/json.hpp"
#include "cli/output.hpp"
#include "fs/file_system.hpp"

namespace vixmount::cli {

// Attributes that can get lost while the file itself is restored.
enum class Attribute : std::uint8_t { owner, mode, times, xattr, hard_link };

// Broken off: by a signal, a full disk, a lost worker. What comes behind was not looked at.
enum class CopyEnd : std::uint8_t { complete, broken_off };

class CopyReport {
 public:
  // `file`: where the JSON goes, none when empty; replaced when it exists. `err` is borrowed.
  CopyReport(Output& err, const std::string& file);

  void restored(fs::NodeType type, std::uint64_t bytes);
  // The file, folder, link or node itself is missing.
  void failed(std::string_view path, const Error& error);
  void lost(std::string_view path, Attribute attribute, std::string_view why);

  // Prints the summary when there is something to tell, and completes the JSON.
  void finish(CopyEnd end);

  std::uint64_t restored_files() const noexcept { return files_; }
  std::uint64_t restored_bytes() const noexcept { return bytes_; }
  // success, incomplete; when the only thing asked for failed, what its error means.
  ExitCode exit_code() const noexcept;

 private:
  void write_item(std::string_view path, std::string_view what, std::string_view why);

  Output& err_;
  UniqueFd file_;
  std::optional<Output> file_output_;
  std::optional<Json> json_;
  std::uint64_t files_ = 0;  // of every kind but folders
  std::uint64_t folders_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t failures_ = 0;
  ErrorKind first_failure_ = ErrorKind::internal;
  struct Losses {
    std::uint64_t count = 0;
    std::string example;  // path and reason of the first
  };
  std::map<Attribute, Losses> losses_;
};

}  // namespace vixmount::cli
