vixmount_fuzzer(fs_identify SOURCES fs_identify.cpp DEPENDS vixmount_fs)
vixmount_fuzzer(ext SOURCES ext.cpp DEPENDS vixmount_fs_ext)
