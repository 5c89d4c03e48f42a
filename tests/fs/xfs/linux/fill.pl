#!/usr/bin/perl
# Fills the current folder (fill.pl fill), adds files on the realtime device (fill.pl realtime), or changes what is in it
# and ends with an fsync (fill.pl change). A program, not a script: starting programs is slow in user-mode-linux.
use strict;
use warnings;
use IO::Handle;
use Fcntl qw(:mode);

my $seed = 1;
my $noise = pack('N*', map { $seed = ($seed * 1664525 + 1013904223) & 0xFFFFFFFF } 1 .. 1021) x 256;  # no two blocks of a file are the same

sub bytes { my $size = shift; my $at = $seed % 1000; $seed = ($seed * 69069 + 1) & 0xFFFFFFFF; return substr($noise, $at, $size); }
sub put {
  my ($path, $at, $content, $sync) = @_;
  open(my $file, -e $path ? '+<' : '+>', $path) or die "$path: $!";
  seek($file, $at, 0);
  print $file $content;
  $file->flush;
  $file->sync if $sync;
  close $file;
}
sub attribute {
  my ($path, $name, $value) = @_;
  my ($p, $n, $v) = ($path, $name, $value);
  syscall(188, $p, $n, $v, length $v, 0) == 0 or die "setxattr $path $name: $!";
}
sub flags_and_project {  # ioctl FS_IOC_FSSETXATTR
  my ($path, $flags, $project) = @_;
  open(my $node, '<', $path) or die "$path: $!";
  my $argument = pack('LLLLLx8', $flags, 0, 0, $project, 0);
  ioctl($node, 0x401C5820, $argument) or die "FSSETXATTR $path: $!";
}
sub acl {  # system.posix_acl_*: owner, a user, group, mask, others
  my ($path, $name, $user) = @_;
  attribute($path, $name, pack('V(vvV)5', 2, 1, 7, 0xFFFFFFFF, 2, 6, $user, 4, 5, 0xFFFFFFFF, 16, 7, 0xFFFFFFFF, 32, 1, 0xFFFFFFFF));
}

if ($ARGV[0] eq 'fill') {
  mkdir $_ for ('block', 'leaf', 'node', 'empty', 'Mixed Case');
  put("file $_", 0, bytes($_)) for (0, 1, 500, 4096, 70000, 900000);
  put('pieces', $_ * 20000, bytes(600)) for (0 .. 120);
  truncate('pieces', 9000000);
  put("block/entry $_", 0, '') for (1 .. 20);
  put("leaf/an entry with a name of some length $_", 0, '') for (1 .. 100);
  # Most are links: nodes of their own would make the kept images larger.
  my $entry = 'node/an entry of a directory with many entries';
  put("$entry $_", 0, '') for (map { 7 * $_ } 1 .. 100);
  link("$entry 7", "$entry $_") for (grep { $_ % 7 } 1 .. 700);
  unlink "node/an entry of a directory with many entries " . 3 * $_ for (1 .. 233);
  symlink('target', 'short');
  symlink('t' x 1000, 'long');
  link('file 1', 'second');
  syscall(133, my $character = 'character', S_IFCHR | 0644, 5 << 8 | 77);
  put('Mixed Case/File With LETTERS', 0, 'content');
  chmod(06750, 'file 1');
  chown(100000, 65534, 'file 500');
  utime(-151000000, -151000001, 'file 4096');
  attribute('file 4096', "user.number $_", 'v' x ($_ * 5)) for (1 .. 40);
  attribute('file 70000', "user.size $_", 'x' x $_) for (1, 200, 300, 3000, 5000, 60000);
  attribute('empty', 'trusted.one', '1');
  acl('leaf', 'system.posix_acl_access', 1000);
  acl('empty', 'system.posix_acl_default', 1);
  flags_and_project('block', 0x200, 42);  # what is made in there inherits the project
  put('block/of project 42', 0, bytes(300));
} elsif ($ARGV[0] eq 'realtime') {
  for my $number (1 .. 3) {
    put("on the realtime device $number", 0, '');
    flags_and_project("on the realtime device $number", 1, 0);
    put("on the realtime device $number", 0, bytes($number * 70000));
  }
} else {
  mkdir 'late';
  put("late/file $_", 0, bytes($_ * 37)) for (1 .. 80);
  unlink "block/entry $_" for (1 .. 20);
  unlink 'block/of project 42';
  rmdir 'block';
  unlink 'file 4096';
  rename('leaf', 'renamed');
  put('pieces', $_ * 20000 + 9000, bytes(600)) for (map { 3 * $_ } 0 .. 40);
  unlink "node/an entry of a directory with many entries $_" for (map { 3 * $_ + 1 } 0 .. 300);
  put('file 500', 0, bytes(200000), 1);
  truncate('file 900000', 1234);
  attribute('file 70000', "user.new $_", 'w' x ($_ * 9)) for (1 .. 30);
  symlink('n' x 800, 'newer');
  for my $round (1 .. 4) {
    put("late/again $_", 0, "$round $_") for (1 .. 40);
    put('late/synchronised', 0, bytes($round * 1000), 1);
    unlink "late/again $_" for (1 .. 40);
  }
  acl('renamed', 'system.posix_acl_access', 5);
  put('late/last', 0, bytes(5000), 1);
}
