#!/usr/bin/perl
# On a mounted volume: files with holes and of many extents, deleted entries, a socket.
use strict;
use warnings;
use IO::Handle;
use Socket;

sub put {
  my ($name, $mode, @pieces) = @_;  # pieces: offset, content
  open(my $file, $mode, $name) or die "$name: $!";
  while (my ($offset, $content) = splice(@pieces, 0, 2)) {
    seek($file, $offset, 0);
    print $file $content;
  }
  return $file;
}

put('plain/sparse', '+>:raw', 10240, 's' x 1500, 250000, "in the middle\n");
truncate('plain/sparse', 500000) or die;

# Two files that grow by turns have many extents; one goes again.
my @files = map { put("plain/torn_$_", '>:raw') } 1, 2;
for my $turn (1 .. 300) {
  for my $file (@files) {
    print $file pack('V', $turn) x 1024;
    $file->flush;
  }
}
unlink('plain/torn_2') or die;
unlink("many/a file with a longish name, number $_") or die for grep { $_ % 10 == 7 } 1 .. 150;
put("many/later $_", '>:raw') for 1 .. 30;
socket(my $socket, AF_UNIX, SOCK_STREAM, 0) or die;
bind($socket, sockaddr_un('plain/socket')) or die;
