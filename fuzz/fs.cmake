vixmount_fuzzer(ext SOURCES ext.cpp DEPENDS vixmount_fs_ext)
