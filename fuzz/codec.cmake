foreach(name lzfse lznt1 lzo1x lzvn xpress lzx)
  vixmount_fuzzer(${name} SOURCES ${name}.cpp DEPENDS vixmount_codec)
endforeach()
