vixmount_fuzzer(fs_identify SOURCES fs_identify.cpp DEPENDS vixmount_fs)
