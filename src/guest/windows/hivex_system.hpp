// What libhivex gets to see of the system.
//
// The library opens its hive by a file name and converts names with iconv, which loads modules from
// files. The worker may open no file at all, and it stays that way: this program defines the
// functions that libhivex calls (open, iconv_open, iconv, iconv_close) itself. As symbols of the
// main program they are found before those of the C library, by every caller in the process.
//  - open answers one name, on the thread that expects it, with a duplicate of a given descriptor;
//    all else goes to the kernel (in the worker: to its refusal).
//  - iconv knows the two conversions that reading a hive needs, from tables in the code.
#pragma once

namespace vixmount::guest::windows {

// As long as it lives, open(name()) on this thread duplicates `descriptor`, which is borrowed.
class ExpectOpen {
 public:
  explicit ExpectOpen(int descriptor) noexcept;
  ~ExpectOpen();
  ExpectOpen(const ExpectOpen&) = delete;
  ExpectOpen& operator=(const ExpectOpen&) = delete;

  static const char* name() noexcept;
};

}  // namespace vixmount::guest::windows
