vixmount_fuzzer(mbr SOURCES mbr.cpp DEPENDS vixmount_volume)
vixmount_fuzzer(gpt SOURCES gpt.cpp DEPENDS vixmount_volume)
