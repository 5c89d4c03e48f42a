vixmount_fuzzer(fs_signatures SOURCES fs_signatures.cpp DEPENDS vixmount_fs)
vixmount_fuzzer(ext SOURCES ext.cpp DEPENDS vixmount_fs_ext)
vixmount_fuzzer(jbd2 SOURCES jbd2.cpp DEPENDS vixmount_fs_ext)
vixmount_fuzzer(ext_fast_commit SOURCES ext_fast_commit.cpp DEPENDS vixmount_fs_ext)
