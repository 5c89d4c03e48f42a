foreach(name lznt1 lzo1x xpress lzx)
  vixmount_fuzzer(${name} SOURCES ${name}.cpp DEPENDS vixmount_codec)
endforeach()
