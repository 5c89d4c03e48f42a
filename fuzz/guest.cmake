vixmount_fuzzer(vmx SOURCES vmx.cpp DEPENDS vixmount_guest)
vixmount_fuzzer(vmsd SOURCES vmsd.cpp DEPENDS vixmount_guest)
vixmount_fuzzer(fstab SOURCES fstab.cpp DEPENDS vixmount_guest)
vixmount_fuzzer(os_release SOURCES os_release.cpp DEPENDS vixmount_guest)
vixmount_fuzzer(guest_path
  SOURCES guest_path.cpp ${PROJECT_SOURCE_DIR}/tests/support/memory_file_system.cpp
  DEPENDS vixmount_guest)
target_include_directories(fuzz_guest_path PRIVATE ${PROJECT_SOURCE_DIR}/tests)
vixmount_fuzzer(hive SOURCES hive.cpp DEPENDS vixmount_guest_windows)
vixmount_fuzzer(hive_log SOURCES hive_log.cpp DEPENDS vixmount_guest_windows)
vixmount_fuzzer(windows_path SOURCES windows_path.cpp DEPENDS vixmount_guest_windows)
